//! One lock for each call, first come first served: two injections into one call would garble
//! each other. How long a lock is held is left to whoever holds its guard.

use core::fmt;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cxtone_payload::CallId;
use thiserror::Error;
use tokio::sync::oneshot;

/// How many acquisitions may wait for one call.
pub const WAITING_MAX: usize = 1024;

/// The locks of all calls; nothing is kept for a call that is idle. Clones share them.
#[derive(Clone, Default)]
pub struct CallLocks {
    shared: Arc<Shared>,
}

/// The right to inject into one call, until dropped. Each acquisition has its own.
pub struct CallGuard {
    shared: Arc<Shared>,
    call: CallId,
}

/// Too many acquisitions wait for one call.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{WAITING_MAX} injections wait for call {call} already; send fewer at once")]
pub struct TooManyWaiting {
    call: CallId,
}

impl CallLocks {
    /// No call is locked.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for the call's turn. Dropping the future gives the place in the queue up.
    ///
    /// # Errors
    ///
    /// [`TooManyWaiting`] when [`WAITING_MAX`] wait already.
    pub async fn acquire(&self, call: &CallId) -> Result<CallGuard, TooManyWaiting> {
        match self.enter(call)? {
            Entered::Free(guard) => Ok(guard),
            Entered::Queued(mut place) => Ok(place.turn().await),
        }
    }

    /// How many calls are locked now.
    #[must_use]
    pub fn locked_calls(&self) -> usize {
        self.shared.queues().len()
    }

    /// The calls that are locked now, in no order.
    #[must_use]
    pub fn calls(&self) -> Vec<CallId> {
        self.shared.queues().keys().cloned().collect()
    }

    /// Whether this call is locked now.
    #[must_use]
    pub fn is_locked(&self, call: &CallId) -> bool {
        self.shared.queues().contains_key(call)
    }

    /// Whether a guard is one of these locks'.
    pub(crate) fn is_guarded_by(&self, guard: &CallGuard) -> bool {
        Arc::ptr_eq(&self.shared, &guard.shared)
    }

    /// Equal for clones, different for others, and of a fixed order as long as they live.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.shared).addr()
    }

    fn enter(&self, call: &CallId) -> Result<Entered, TooManyWaiting> {
        let mut queues = self.shared.queues();
        let Some(queue) = queues.get_mut(call) else {
            queues.insert(call.clone(), Queue::default());
            return Ok(Entered::Free(self.shared.guard(call)));
        };
        if queue.waiting.len() >= WAITING_MAX {
            return Err(TooManyWaiting { call: call.clone() });
        }
        let (sender, receiver) = oneshot::channel();
        let ticket = queue.next_ticket;
        queue.next_ticket += 1;
        queue.waiting.push_back((ticket, sender));
        Ok(Entered::Queued(Place {
            shared: self.shared.clone(),
            call: call.clone(),
            ticket,
            receiver,
        }))
    }
}

impl fmt::Debug for CallLocks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallLocks")
            .field("locked_calls", &self.locked_calls())
            .finish()
    }
}

impl CallGuard {
    /// The call that it locks.
    #[must_use]
    pub fn call(&self) -> &CallId {
        &self.call
    }
}

impl fmt::Debug for CallGuard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("CallGuard")
            .field(&self.call)
            .finish()
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.shared.release(&self.call);
    }
}

/// A call has an entry exactly while a guard for it exists or is on its way to a waiting one.
#[derive(Default)]
struct Shared {
    queues: Mutex<HashMap<CallId, Queue>>,
}

#[derive(Default)]
struct Queue {
    next_ticket: u64,
    waiting: VecDeque<(u64, oneshot::Sender<CallGuard>)>,
}

enum Entered {
    Free(CallGuard),
    Queued(Place),
}

/// A place in a call's queue; dropping it leaves the queue.
struct Place {
    shared: Arc<Shared>,
    call: CallId,
    ticket: u64,
    receiver: oneshot::Receiver<CallGuard>,
}

impl Shared {
    /// The map stays whole whatever panics elsewhere: no code that could panic runs between its
    /// changes.
    fn queues(&self) -> MutexGuard<'_, HashMap<CallId, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn guard(self: &Arc<Self>, call: &CallId) -> CallGuard {
        CallGuard {
            shared: self.clone(),
            call: call.clone(),
        }
    }

    /// Passes the lock on to the first who still waits. The guard itself travels: if the one it
    /// is for goes away just then, it is dropped there, and so passed on again.
    fn release(self: &Arc<Self>, call: &CallId) {
        if let Some(next) = self.next(call) {
            // A guard that comes back is dropped here, which asks for the next one.
            drop(next.send(self.guard(call)));
        }
    }

    fn next(&self, call: &CallId) -> Option<oneshot::Sender<CallGuard>> {
        let mut queues = self.queues();
        let next = queues.get_mut(call)?.waiting.pop_front();
        if next.is_none() {
            queues.remove(call);
        }
        next.map(|(_, sender)| sender)
    }
}

impl Place {
    async fn turn(&mut self) -> CallGuard {
        (&mut self.receiver)
            .await
            .expect("a sender leaves the queue only to send, or when its place is given up")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(queue) = self.shared.queues().get_mut(&self.call) {
            queue.waiting.retain(|(ticket, _)| *ticket != self.ticket);
        }
    }
}

#[cfg(test)]
mod tests {
    use core::{future::Future, task::Poll};

    use futures_util::{FutureExt, future::poll_fn};
    use proptest::prelude::*;

    use super::*;

    type Waiting = core::pin::Pin<Box<dyn Future<Output = Result<CallGuard, TooManyWaiting>>>>;

    fn call(number: usize) -> CallId {
        format!("call-{number}").parse().expect("a plain id")
    }

    fn waiting(locks: &CallLocks, number: usize) -> Waiting {
        let locks = locks.clone();
        Box::pin(async move { locks.acquire(&call(number)).await })
    }

    /// The guard, if its turn has come.
    fn poll(waiting: &mut Waiting) -> Option<CallGuard> {
        waiting.now_or_never().map(|guard| guard.expect("not full"))
    }

    #[test]
    fn n2_an_idle_call_leaves_nothing_behind() {
        let locks = CallLocks::new();
        let guard = poll(&mut waiting(&locks, 1)).expect("free");
        assert_eq!((guard.call(), locks.locked_calls()), (&call(1), 1));
        drop(guard);
        assert_eq!(locks.locked_calls(), 0);
    }

    #[test]
    fn n3_a_call_is_given_to_one_at_a_time_first_come_first_served() {
        let locks = CallLocks::new();
        let first = poll(&mut waiting(&locks, 1)).expect("free");
        let (mut second, mut third) = (waiting(&locks, 1), waiting(&locks, 1));
        assert!(poll(&mut second).is_none() && poll(&mut third).is_none());
        drop(first);
        assert!(poll(&mut third).is_none());
        let guard = poll(&mut second).expect("second in line");
        drop(guard);
        assert!(poll(&mut third).is_some());
    }

    #[test]
    fn n4_each_acquisition_has_its_own_guard_and_calls_do_not_wait_for_each_other() {
        let locks = CallLocks::new();
        let one = poll(&mut waiting(&locks, 1)).expect("free");
        let two = poll(&mut waiting(&locks, 2)).expect("free");
        drop(two);
        assert_eq!(locks.locked_calls(), 1);
        drop(one);
        assert_eq!(locks.locked_calls(), 0);
    }

    #[test]
    fn a_waiting_one_that_goes_away_leaves_the_queue_intact() {
        let locks = CallLocks::new();
        let first = poll(&mut waiting(&locks, 1)).expect("free");
        let (mut second, mut third) = (waiting(&locks, 1), waiting(&locks, 1));
        assert!(poll(&mut second).is_none() && poll(&mut third).is_none());
        drop(second);
        drop(first);
        assert!(poll(&mut third).is_some());
    }

    #[test]
    fn one_that_goes_away_after_its_turn_was_granted_passes_it_on() {
        let locks = CallLocks::new();
        let first = poll(&mut waiting(&locks, 1)).expect("free");
        let (mut second, mut third) = (waiting(&locks, 1), waiting(&locks, 1));
        assert!(poll(&mut second).is_none() && poll(&mut third).is_none());
        drop(first);
        drop(second);
        assert!(poll(&mut third).is_some());
        drop(third);
        assert_eq!(locks.locked_calls(), 0);
    }

    #[test]
    fn the_queue_of_a_call_is_bounded() {
        let locks = CallLocks::new();
        let _first = poll(&mut waiting(&locks, 1)).expect("free");
        let mut queue: Vec<Waiting> = (0..WAITING_MAX).map(|_| waiting(&locks, 1)).collect();
        assert!(queue.iter_mut().all(|waiting| poll(waiting).is_none()));
        let refused = waiting(&locks, 1).now_or_never().expect("at once");
        assert_eq!(refused.err(), Some(TooManyWaiting { call: call(1) }));
    }

    #[tokio::test]
    async fn a_waiting_task_is_woken_when_its_turn_comes() {
        let locks = CallLocks::new();
        let first = poll(&mut waiting(&locks, 1)).expect("free");
        let mut second = waiting(&locks, 1);
        poll_fn(|context| {
            assert!(second.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(first);
        assert!(second.await.is_ok());
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Acquire(usize),
        Poll(prop::sample::Index),
        GiveUp(prop::sample::Index),
        Release(prop::sample::Index),
    }

    fn step() -> impl Strategy<Value = Step> {
        let index = any::<prop::sample::Index>;
        prop_oneof![
            3 => (0_usize..3).prop_map(Step::Acquire),
            3 => index().prop_map(Step::Poll),
            1 => index().prop_map(Step::GiveUp),
            2 => index().prop_map(Step::Release),
        ]
    }

    /// Guards held, and futures that wait, in the order in which they came.
    #[derive(Default)]
    struct Schedule {
        locks: CallLocks,
        waiting: Vec<Waiting>,
        held: Vec<CallGuard>,
    }

    impl Schedule {
        fn take(&mut self, step: Step) {
            match step {
                Step::Acquire(number) => {
                    self.waiting.push(waiting(&self.locks, number));
                    self.poll(self.waiting.len() - 1);
                }
                Step::Poll(index) if !self.waiting.is_empty() => {
                    self.poll(index.index(self.waiting.len()));
                }
                Step::GiveUp(index) if !self.waiting.is_empty() => {
                    drop(self.waiting.remove(index.index(self.waiting.len())));
                }
                Step::Release(index) if !self.held.is_empty() => {
                    drop(self.held.swap_remove(index.index(self.held.len())));
                }
                Step::Poll(_) | Step::GiveUp(_) | Step::Release(_) => {}
            }
        }

        fn poll(&mut self, index: usize) {
            if let Some(guard) = poll(&mut self.waiting[index]) {
                drop(self.waiting.remove(index));
                self.held.push(guard);
            }
        }

        fn is_exclusive(&self) -> bool {
            let mut calls: Vec<&CallId> = self.held.iter().map(CallGuard::call).collect();
            calls.sort_unstable();
            calls.windows(2).all(|pair| pair[0] != pair[1])
        }
    }

    proptest! {
        #[test]
        fn n3_no_schedule_locks_a_call_twice_gets_stuck_or_leaves_anything(
            steps in prop::collection::vec(step(), 0..60),
        ) {
            let mut schedule = Schedule::default();
            for step in steps {
                schedule.take(step);
                prop_assert!(schedule.is_exclusive());
            }
            while !schedule.waiting.is_empty() {
                schedule.held.clear();
                let before = schedule.waiting.len();
                for index in (0..before).rev() {
                    schedule.poll(index);
                }
                prop_assert!(schedule.waiting.len() < before, "stuck");
                prop_assert!(schedule.is_exclusive());
            }
            schedule.held.clear();
            prop_assert_eq!(schedule.locks.locked_calls(), 0);
        }
    }
}
