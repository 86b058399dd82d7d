//! One call in a worker's hands: conducted, then ended in the store.
//! It runs in a task of its own.

use core::panic::AssertUnwindSafe;
use std::sync::Arc;

use cxtone_runner::EffectLog;
use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use crate::{
    CallJournal, CallOutcome, Claimed, Conclusion, Conductor, Store, StoreError,
    store::{ClaimedRow, Ending, Finish, Patience, Release},
};

pub(super) struct Errand {
    pub(super) store: Store,
    pub(super) conductor: Arc<dyn Conductor>,
    pub(super) audit: Option<Arc<dyn EffectLog>>,
    pub(super) row: ClaimedRow,
    pub(super) cancellation: CancellationToken,
}

/// What became of the call.
#[derive(Clone, Debug)]
pub(super) enum ErrandEnd {
    /// It has its outcome.
    Ended,
    /// It waits again.
    GivenBack,
    /// Another worker has it.
    Lost,
    /// Its end could not be written, and it is this worker's still.
    Unwritten(StoreError),
}

/// A conductor that panicked. What it had intended without an end makes the call ambiguous.
fn broken_off(journal: &CallJournal) -> Conclusion {
    if journal.has_sent() {
        Conclusion {
            detail: Some(DEFECT.to_owned()),
            ..Conclusion::of(CallOutcome::Interrupted)
        }
    } else {
        Conclusion::refused(DEFECT)
    }
}

pub(super) const DEFECT: &str =
    "a defect of the program broke the call off; report it with the worker's log";

/// Ends a call in the store.
pub(super) struct Ends<'a> {
    pub(super) store: &'a Store,
    pub(super) row: &'a ClaimedRow,
}

impl Errand {
    pub(super) async fn run(self) -> ErrandEnd {
        let ends = Ends {
            store: &self.store,
            row: &self.row,
        };
        let claimed = match Claimed::of(&self.row) {
            Ok(claimed) => claimed,
            Err(why) => return ends.end(Conclusion::refused(why), Vec::new()).await,
        };
        let journal = CallJournal::new(self.store.clone(), &claimed, self.audit.clone());
        let conducting = async {
            let conductor = &self.conductor;
            conductor
                .conduct(&claimed, &journal, &self.cancellation)
                .await
        };
        let conclusion = AssertUnwindSafe(conducting).catch_unwind().await;
        let conclusion = conclusion.unwrap_or_else(|_| broken_off(&journal));
        if journal.is_fenced() {
            return ErrandEnd::Lost;
        }
        let is_unsent = !journal.has_sent();
        if conclusion.not_begun && is_unsent && self.give_back().await {
            return ErrandEnd::GivenBack;
        }
        ends.end(conclusion, journal.unsent()).await
    }

    async fn give_back(&self) -> bool {
        let release = Release {
            call: self.row.number,
            fence: self.row.fence,
        };
        let released = self.store.run(release, Patience::AFTERWARDS).await;
        released.unwrap_or(false)
    }
}

impl Ends<'_> {
    pub(super) async fn end(&self, conclusion: Conclusion, unsent: Vec<(i64, i64)>) -> ErrandEnd {
        let Conclusion {
            outcome,
            step,
            detail,
            ..
        } = conclusion;
        let finish = Finish {
            call: self.row.number,
            fence: self.row.fence,
            ending: Ending {
                outcome,
                step,
                detail,
            },
            unsent,
        };
        match self.store.run(finish, Patience::AFTERWARDS).await {
            Ok(Ok(CallOutcome::Ambiguous)) if outcome != CallOutcome::Ambiguous => {
                tracing::warn!(call = %self.row.call, "an effect has no end: the call is ambiguous");
                ErrandEnd::Ended
            }
            Ok(Ok(_)) => ErrandEnd::Ended,
            Ok(Err(StoreError::Fenced)) => {
                tracing::warn!(call = %self.row.call, "a call was lost to another worker");
                ErrandEnd::Lost
            }
            Ok(Err(error)) | Err(error) => {
                tracing::warn!(call = %self.row.call, error = %error, "a call's end was not written");
                ErrandEnd::Unwritten(error)
            }
        }
    }
}
