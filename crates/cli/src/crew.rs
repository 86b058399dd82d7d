//! Work on many things at once, whose answers are told in the order of the things.
//! What the work is, is its caller's.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    thread,
};

use crate::failure::{Failure, Result};

/// How many answers, for each worker, may wait for an earlier one at most.
const AHEAD_MAX: u64 = 16;

/// Works on every task with so many threads, and tells the answers in the order of the tasks, each
/// as soon as all before it have been told. Tasks are taken one by one, so that neither they nor
/// their answers pile up.
///
/// # Errors
///
/// The first failure to tell, or that a worker stopped without an answer. The workers are then left
/// to themselves: one may be waiting for its next task, and the process is about to end.
pub(crate) fn in_order<T: Send + 'static, A: Send + 'static>(
    workers: usize,
    tasks: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(&T) -> A + Send + Sync + 'static,
    mut tell: impl FnMut(T, A) -> Result<()>,
) -> Result<()> {
    let crew = Arc::new(Crew::new(workers.max(1), tasks, work));
    let (answers, inbox) = mpsc::channel();
    for _ in 0..workers.max(1) {
        let (crew, answers) = (Arc::clone(&crew), answers.clone());
        thread::spawn(move || crew.work_off(&answers));
    }
    drop(answers);
    let mut early = BTreeMap::new();
    let mut turn = 0;
    for answered in inbox {
        let Answered {
            index,
            task,
            answer,
        } = answered.map_err(|Lost| stopped())?;
        early.insert(index, (task, answer));
        while let Some((task, answer)) = early.remove(&turn) {
            tell(task, answer)?;
            turn += 1;
            crew.told(turn);
        }
    }
    Ok(())
}

fn stopped() -> Failure {
    Failure::failed("a worker stopped without an answer")
}

/// What the workers share.
struct Crew<I, W> {
    queue: Mutex<Queue<I>>,
    /// How many answers have been told; apart from the queue, whose lock is held while a worker
    /// waits for the next task.
    told: Mutex<u64>,
    more_told: Condvar,
    ahead_max: u64,
    work: W,
}

struct Queue<I> {
    tasks: I,
    taken: u64,
}

struct Answered<T, A> {
    index: u64,
    task: T,
    answer: A,
}

/// A worker panicked: nothing after its task will ever be told, and the others wait for that.
struct Lost;

type Answers<T, A> = Sender<core::result::Result<Answered<T, A>, Lost>>;

/// Tells of a worker that panics.
struct Watch<'a, T, A>(&'a Answers<T, A>);

impl<T, A> Drop for Watch<'_, T, A> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Where nobody listens any more, nobody waits either.
            let _unheard = self.0.send(Err(Lost));
        }
    }
}

impl<T, A, I: Iterator<Item = T>, W: Fn(&T) -> A> Crew<I, W> {
    fn new(workers: usize, tasks: I, work: W) -> Self {
        Self {
            queue: Mutex::new(Queue { tasks, taken: 0 }),
            told: Mutex::new(0),
            more_told: Condvar::new(),
            ahead_max: AHEAD_MAX * workers as u64,
            work,
        }
    }

    fn work_off(&self, answers: &Answers<T, A>) {
        let _watch = Watch(answers);
        while let Some((index, task)) = self.next() {
            let answer = (self.work)(&task);
            let answered = Answered {
                index,
                task,
                answer,
            };
            if answers.send(Ok(answered)).is_err() {
                return;
            }
        }
    }

    fn next(&self) -> Option<(u64, T)> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let index = queue.taken;
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_too_far = |told: &mut u64| index >= *told + self.ahead_max;
        drop(
            self.more_told
                .wait_while(told, is_too_far)
                .unwrap_or_else(PoisonError::into_inner),
        );
        let task = queue.tasks.next()?;
        queue.taken += 1;
        Some((index, task))
    }

    fn told(&self, count: u64) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = count;
        self.more_told.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_tasks_and_no_worker_runs_far_ahead() {
        const TASKS: u64 = 200;
        const WORKERS: usize = 3;
        let taken = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&taken);
        let (release, first) = mpsc::channel::<()>();
        let first = Mutex::new(first);
        let work = move |task: &u64| {
            // The first one ends last of all that may run ahead of it.
            if *task == 0 {
                let _ = first.lock().expect("one waits").recv();
            }
            task * 2
        };
        let tasks = (0..TASKS).inspect(move |_| {
            if count.fetch_add(1, Ordering::SeqCst) + 1 == AHEAD_MAX * WORKERS as u64 {
                let _ = release.send(());
            }
        });
        let mut told = Vec::new();
        in_order(WORKERS, tasks, work, |task, answer| {
            if told.is_empty() {
                let taken = taken.load(Ordering::SeqCst);
                assert_eq!(taken, AHEAD_MAX * WORKERS as u64);
            }
            told.push((task, answer));
            Ok(())
        })
        .expect("all told");
        let expected: Vec<_> = (0..TASKS).map(|task| (task, task * 2)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_failure_to_tell_ends_the_telling() {
        let mut told = 0;
        let tell = |_, ()| {
            told += 1;
            Err(Failure::ClosedPipe)
        };
        assert!(in_order(2, 0..10, |_| (), tell).is_err());
        assert_eq!(told, 1);
    }

    #[test]
    fn a_worker_that_panics_ends_the_telling_also_where_the_others_wait_for_it() {
        const WORKERS: usize = 2;
        let told = |_, ()| Ok(());
        let panics = |task: &u64| assert!(*task > 0, "as it should");
        // Far more tasks than may run ahead of the first one, and a next one that never comes.
        assert!(in_order(WORKERS, 0..10 * AHEAD_MAX, panics, told).is_err());
        let (tasks, inbox) = mpsc::channel();
        tasks.send(0).expect("open");
        assert!(in_order(WORKERS, inbox.into_iter(), panics, told).is_err());
    }

    #[test]
    fn an_answer_is_told_while_the_next_task_is_still_awaited() {
        let (tasks, inbox) = mpsc::channel();
        tasks.send(0).expect("open");
        let mut tasks = Some(tasks);
        let tell = |task: u32, ()| {
            // Only what has been told leads to the next task, as with a program that asks and waits.
            match &tasks {
                Some(sender) if task < 5 => sender.send(task + 1).expect("open"),
                _ => tasks = None,
            }
            Ok(())
        };
        in_order(3, inbox.into_iter(), |_| (), tell).expect("all told");
    }
}
