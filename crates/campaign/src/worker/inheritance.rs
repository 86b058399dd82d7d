//! A lost worker's call in another one's hands: what is left to do is done, then it is ended.
//! Nothing is sent into the call; what there may be to do is the conductor's to know.

use core::panic::AssertUnwindSafe;
use std::sync::Arc;

use cxtone_runner::EffectLog;
use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::errand::{Ends, ErrandEnd};
use crate::{
    CallJournal, CallOutcome, Claimed, Conclusion, Conductor, LostCall, Store,
    store::{EffectKey, LostRow, Observation, Observe, Patience},
};

pub(super) struct Inheritance {
    pub(super) store: Store,
    pub(super) conductor: Arc<dyn Conductor>,
    pub(super) audit: Option<Arc<dyn EffectLog>>,
    pub(super) lost: LostRow,
    pub(super) cancellation: CancellationToken,
}

const UNSETTLED: &str = "its worker was lost while it was on its way";

impl Inheritance {
    pub(super) async fn run(self) -> ErrandEnd {
        let row = &self.lost.call;
        let ends = Ends {
            store: &self.store,
            row,
        };
        let claimed = match Claimed::of(row) {
            Ok(claimed) => claimed,
            Err(why) => return ends.end(ambiguous(why), Vec::new()).await,
        };
        let journal = CallJournal::inherited(
            self.store.clone(),
            &claimed,
            self.audit.clone(),
            &self.lost.effects,
        );
        let lost = LostCall::of(claimed, &self.lost);
        let looking = async {
            let conductor = &self.conductor;
            conductor
                .look_after(&lost, &journal, &self.cancellation)
                .await
        };
        let conclusion = AssertUnwindSafe(looking).catch_unwind().await;
        let conclusion = conclusion.unwrap_or_else(|_| ambiguous(super::errand::DEFECT.to_owned()));
        self.close(&journal).await;
        if journal.is_fenced() {
            return ErrandEnd::Lost;
        }
        ends.end(conclusion, journal.unsent()).await
    }

    /// Whatever nothing more became known of is ambiguous from now on.
    async fn close(&self, journal: &CallJournal) {
        let row = &self.lost.call;
        let open = self.lost.effects.iter().filter(|one| one.is_open());
        for effect in open.filter(|one| !journal.has_observed(&one.id)) {
            let observe = Observe {
                key: EffectKey {
                    call: row.number,
                    fence: row.fence,
                    step: effect.step,
                    attempt: effect.attempt,
                },
                observation: Observation {
                    status: "ambiguous",
                    detail: Some(UNSETTLED.to_owned()),
                    rate: None,
                },
            };
            // Whoever has lost the call cannot end it either.
            let _unwritten = self.store.run(observe, Patience::AFTERWARDS).await;
        }
    }
}

fn ambiguous(why: String) -> Conclusion {
    Conclusion {
        detail: Some(why),
        ..Conclusion::of(CallOutcome::Ambiguous)
    }
}
