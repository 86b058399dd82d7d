//! Whether the caller is there: before the first command, and while a flow waits.
//! During a command that is told by the command's own answers.

use core::time::Duration;

use cxtone_dialect::{CallState, CallStatus, Unreached};
use cxtone_flow::Event;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    CommandFailure, PROMPT_POLL_INTERVAL, RINGING_MAX,
    commanding::{Commanding, Ending},
};

/// How long one look at the call may take while a flow waits. Who sees nothing goes on waiting: the
/// next command asks again.
const LOOK_MAX: Duration = Duration::from_secs(2);

impl Commanding<'_> {
    /// Waits while it rings. [`Event::Tick`] where somebody has answered.
    pub(super) async fn reached(&self, cancellation: &CancellationToken) -> Ending {
        let ringing_until = Instant::now() + RINGING_MAX;
        loop {
            if cancellation.is_cancelled() {
                return Event::Cancelled.into();
            }
            if self.runner.is_blind() {
                return Event::Tick.into();
            }
            match self.runner.control.status(self.call, cancellation).await {
                Err(_) if cancellation.is_cancelled() => {}
                Err(error) => return CommandFailure::Command(error).into(),
                Ok(status) => {
                    if let Some(event) = answered(&status) {
                        return event.into();
                    }
                    if Instant::now() >= ringing_until {
                        return Event::Unreached(cxtone_flow::Unreached::NoAnswer).into();
                    }
                }
            }
            tokio::select! {
                biased;
                () = cancellation.cancelled() => {}
                () = sleep(PROMPT_POLL_INTERVAL) => {}
            }
        }
    }

    /// Lets time pass, and looks now and then, and at its end, whether the caller has hung up.
    pub(super) async fn wait_until(&self, due: Option<Instant>) -> Ending {
        let due = due.unwrap_or_else(Instant::now);
        loop {
            sleep_until(due.min(Instant::now() + PROMPT_POLL_INTERVAL)).await;
            if self.is_over().await {
                return Event::HungUp.into();
            }
            if Instant::now() >= due {
                return Event::Tick.into();
            }
        }
    }

    async fn is_over(&self) -> bool {
        if self.runner.is_blind() {
            return false;
        }
        let cancellation = CancellationToken::new();
        let look = self.runner.control.status(self.call, &cancellation);
        let looked = timeout(LOOK_MAX, look).await;
        matches!(looked, Ok(Ok(status)) if status.state.has_ended())
    }
}

/// What the first command's turn is, once it no longer rings.
fn answered(status: &CallStatus) -> Option<Event> {
    match (status.state, status.unreached) {
        (CallState::Ringing, _) => None,
        (CallState::Active, _) => Some(Event::Tick),
        (_, Some(why)) => Some(Event::Unreached(match why {
            Unreached::Busy => cxtone_flow::Unreached::Busy,
            Unreached::NoAnswer => cxtone_flow::Unreached::NoAnswer,
        })),
        _ => Some(Event::HungUp),
    }
}
