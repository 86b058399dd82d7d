//! What an injection leaves behind: its call's lock, kept until the tones have played out.
//! How long that is is decided in `errand`.

use core::mem;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    runtime::{Handle, Id},
    sync::Notify,
    time::{Instant, sleep_until},
};
use tracing::{Instrument as _, Span};

use crate::CallGuard;

/// A lock, and when it is given back.
pub(super) struct PlayOut {
    guard: CallGuard,
    end: Instant,
    span: Span,
}

/// Play-outs that nobody waits for: one task gives all of them back when their time has come.
///
/// There are at most as many as there are calls locked. When the task's runtime ends, all that it
/// kept are given back; those of another runtime have a task each, so that they are not among them.
#[derive(Clone, Default)]
pub(super) struct PlayOuts {
    shared: Arc<Shared>,
}

impl PlayOut {
    /// Begins within the present span.
    pub(super) fn new(guard: CallGuard, end: Instant) -> Self {
        Self {
            guard,
            end,
            span: tracing::debug_span!("play_out"),
        }
    }

    /// Waits, and gives the lock to whoever waited.
    pub(super) async fn end(self) -> CallGuard {
        sleep_until(self.end).instrument(self.span).await;
        self.guard
    }
}

impl PlayOuts {
    /// Keeps the lock in the background.
    pub(super) fn keep(&self, play_out: PlayOut) {
        let here = Handle::current().id();
        let mut line = self.shared.line();
        match line.runtime {
            Some(runtime) if runtime != here => {
                drop(line);
                tokio::spawn(async move { drop(play_out.end().await) });
            }
            Some(_) => {
                if line.push(play_out) {
                    self.shared.sooner.notify_one();
                }
            }
            None => {
                line.runtime = Some(here);
                line.push(play_out);
                drop(line);
                tokio::spawn(Keeper::new(self.shared.clone()).run());
            }
        }
    }
}

#[derive(Default)]
struct Shared {
    line: Mutex<Line>,
    /// One was added that ends before all others.
    sooner: Notify,
}

#[derive(Default)]
struct Line {
    /// Where the task runs; it runs exactly while there is something to keep.
    runtime: Option<Id>,
    /// By their ends, and in the order in which they came.
    kept: BTreeMap<(Instant, u64), PlayOut>,
    next: u64,
}

/// The task that keeps them.
struct Keeper {
    shared: Arc<Shared>,
    is_done: bool,
}

impl Shared {
    /// The line stays whole whatever panics elsewhere: nothing that could runs between its changes.
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Whether it now is the first.
    fn push(&mut self, play_out: PlayOut) -> bool {
        let key = (play_out.end, self.next);
        self.next += 1;
        let first = self.kept.first_key_value();
        let is_first = first.is_none_or(|(first, _)| key < *first);
        self.kept.insert(key, play_out);
        is_first
    }

    /// The first whose end has come.
    fn pop(&mut self, now: Instant) -> Option<PlayOut> {
        let first = self.kept.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}

impl Keeper {
    const fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            is_done: false,
        }
    }

    async fn run(mut self) {
        while let Some(end) = self.give_back() {
            tokio::select! {
                () = sleep_until(end) => {}
                () = self.shared.sooner.notified() => {}
            }
        }
    }

    /// Gives back all that have ended, and tells when the next one does; nothing where there is
    /// none, and then the task is over.
    fn give_back(&mut self) -> Option<Instant> {
        let now = Instant::now();
        loop {
            let mut line = self.shared.line();
            let Some(ended) = line.pop(now) else {
                let next = line.kept.first_key_value();
                let next = next.map(|((end, _), _)| *end);
                if next.is_none() {
                    line.runtime = None;
                    self.is_done = true;
                }
                return next;
            };
            // A lock that is given back wakes others, which is not to be done under this one.
            drop(line);
            drop(ended);
        }
    }
}

impl Drop for Keeper {
    /// Where its runtime ends, nobody else would give them back.
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        let mut line = self.shared.line();
        line.runtime = None;
        let kept = mem::take(&mut line.kept);
        drop(line);
        drop(kept);
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::CallLocks;

    fn runtime() -> Runtime {
        let mut builder = Builder::new_current_thread();
        builder.enable_all().build().expect("a runtime")
    }

    async fn keep(play_outs: &PlayOuts, locks: &CallLocks, call: u64, after: Duration) {
        let call = format!("call-{call}").parse().expect("a plain id");
        let guard = locks.acquire(&call).await.expect("free");
        play_outs.keep(PlayOut::new(guard, Instant::now() + after));
    }

    #[tokio::test(start_paused = true)]
    async fn each_lock_is_given_back_at_its_own_end_in_whatever_order_they_came() {
        let (play_outs, locks) = (PlayOuts::default(), CallLocks::new());
        for round in 0..2 {
            for seconds in [5, 1, 3, 2, 4] {
                keep(&play_outs, &locks, seconds, Duration::from_secs(seconds)).await;
                tokio::task::yield_now().await;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            for left in (0..5).rev() {
                assert_eq!(locks.locked_calls(), left + 1, "round {round}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            assert_eq!(locks.locked_calls(), 0);
            let line = play_outs.shared.line();
            assert!(line.runtime.is_none(), "the task is over");
        }
    }

    #[test]
    fn the_end_of_a_runtime_frees_what_came_from_it_and_nothing_else() {
        let (play_outs, locks) = (PlayOuts::default(), CallLocks::new());
        let long = Duration::from_secs(3600);
        let (one, two) = (runtime(), runtime());
        one.block_on(keep(&play_outs, &locks, 1, long));
        two.block_on(keep(&play_outs, &locks, 2, long));
        drop(one);
        assert_eq!(locks.locked_calls(), 1);
        two.block_on(keep(&play_outs, &locks, 1, long));
        assert_eq!(locks.locked_calls(), 2);
        drop(two);
        assert_eq!(locks.locked_calls(), 0);
    }
}
