//! A worker that takes over what lost ones have left, and looks after what is still to be done.
//! Which calls these are, and what may be done, is the store's and the conductor's.

use std::sync::Arc;

use tokio::task::JoinError;

use super::{Shift, TAKEOVERS_MAX, errand::ErrandEnd, inheritance::Inheritance, passing};
use crate::{
    StoreError,
    store::{Heir, LostRow, Patience, TakeOver},
};

impl Shift<'_> {
    /// Takes over what lost workers have left. It does so only after it has itself been heard for
    /// a whole lease: where the store was away, the others are as silent and as alive.
    pub(super) async fn take_over(&mut self) -> Result<(), StoreError> {
        if !self.pulse.is_steady() {
            return Ok(());
        }
        loop {
            let heir = self.heir();
            let take_over = TakeOver {
                takeovers_max: TAKEOVERS_MAX,
                heir,
            };
            let store = &self.worker.store;
            let taken = match store.run(take_over, Patience::CONTROL).await {
                Ok(taken) => taken,
                Err(error) => return passing(error),
            };
            self.takeovers += 1;
            self.report.revived += taken.waiting;
            self.report.taken_over += taken.ended;
            taken
                .inherited
                .into_iter()
                .for_each(|lost| self.inherit(lost));
            if !taken.more {
                return Ok(());
            }
        }
    }

    /// What it can do about calls in which a lost worker left something to do.
    fn heir(&self) -> Option<Heir> {
        let care = self.worker.conductor.care();
        let has = u32::try_from(self.inherited.len()).unwrap_or(u32::MAX);
        (care.listens || care.unmasks).then(|| Heir {
            worker: self.pulse.worker(),
            number: self.takeovers + 1,
            at_most: self.worker.options.concurrent.saturating_sub(has),
            listens: care.listens,
            unmasks: care.unmasks,
        })
    }

    fn inherit(&mut self, lost: LostRow) {
        let inheritance = Inheritance {
            store: self.worker.store.clone(),
            conductor: Arc::clone(&self.worker.conductor),
            audit: self.audit(),
            lost,
            cancellation: self.cancel.clone(),
        };
        self.inherited.spawn(inheritance.run());
    }

    pub(super) fn count_inherited(&mut self, ended: Result<ErrandEnd, JoinError>) {
        match ended {
            Ok(ErrandEnd::Ended | ErrandEnd::GivenBack) => self.report.taken_over += 1,
            Ok(ErrandEnd::Unwritten(error)) => self.leave(error),
            Ok(ErrandEnd::Lost) | Err(_) => self.report.lost += 1,
        }
    }
}
