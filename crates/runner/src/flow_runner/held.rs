//! The call's lock for one run through a flow, and for as long as digits still play that it sent.
//! The locks themselves are `call_locks`'.

use core::mem;

use cxtone_payload::CallId;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::{FlowRefusal, FlowRefused, FlowRunner, sender::Sender};
use crate::{CallGuard, CallLocks};

/// The right to do anything in one call, until dropped.
pub(super) struct Held {
    guards: Vec<CallGuard>,
    sender: Option<Sender>,
}

impl Held {
    /// Waits for the call's turn; whoever is cancelled meanwhile holds nothing.
    pub(super) async fn take(
        runner: &FlowRunner,
        call: &CallId,
        cancellation: &CancellationToken,
    ) -> Result<Self, FlowRefused> {
        let mut keys = vec![call.clone()];
        // A session of the same call has an id of its own. All flows take locks and keys in one
        // order, and an injection takes only one.
        keys.extend(runner.sender.as_ref().map(Sender::lock_key));
        keys.dedup();
        let mut held = Self {
            guards: Vec::new(),
            sender: runner.sender.clone(),
        };
        let mut places = Vec::new();
        for locks in lock_sets(runner) {
            places.extend(keys.iter().map(|key| (locks.clone(), key.clone())));
        }
        for (locks, key) in &places {
            let guard = tokio::select! {
                biased;
                () = cancellation.cancelled() => break,
                guard = locks.acquire(key) => guard,
            };
            held.guards
                .push(guard.map_err(|error| FlowRefused::of(FlowRefusal::Busy(error)))?);
        }
        Ok(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let guards = mem::take(&mut self.guards);
        let playing = self.sender.take().filter(Sender::is_playing);
        if let (Some(sender), Ok(runtime)) = (playing, Handle::try_current()) {
            runtime.spawn(async move {
                sender.played_out().await;
                drop(guards);
            });
        }
    }
}

/// The runner's own locks and its injector's, each once, in an order that is the same for all flows.
fn lock_sets(runner: &FlowRunner) -> Vec<CallLocks> {
    let mut sets = vec![runner.locks.clone()];
    sets.extend(runner.sender.as_ref().map(|it| it.locks().clone()));
    sets.sort_by_key(CallLocks::identity);
    sets.dedup_by_key(|locks| locks.identity());
    sets
}
