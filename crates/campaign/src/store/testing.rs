//! Stores for tests: in a new folder, with a clock that stands still until it is moved.
//! What is tested with them stands in `tests` and beside the worker.

use std::{collections::BTreeMap, path::PathBuf};

use sqlx::Row as _;
use tempfile::TempDir;

use super::{
    Beat, Begin, Claim, ClaimAnswer, ClaimedRow, EffectKey, Ending, Finish, Heading, Heir, Intend,
    Intended, Observation, Observe, Patience, Register, Store, StoreError, TakeOver, TakenOver,
    desk::{Desk, Place},
};
use crate::{CallOutcome, NewCall};

/// When the clock stands at first.
pub(crate) const START_MS: i64 = 1_800_000_000_000;

const FILE: &str = "campaign.db";

/// The lease of a test's workers.
pub(crate) const LEASE_MS: i64 = 10_000;

/// A SQLite store that goes away with this.
pub(crate) struct TestStore {
    folder: TempDir,
    pub(crate) place: Place,
    pub(crate) store: Store,
}

impl TestStore {
    /// A store with a campaign that has no quotas.
    pub(crate) async fn begun() -> Self {
        Self::begun_with(Heading::default()).await
    }

    pub(crate) async fn begun_with(heading: Heading) -> Self {
        let test = Self::empty().await;
        let begin = test.store.run(Begin(heading), Patience::CONTROL).await;
        begin.expect("done").expect("begun");
        test
    }

    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(FILE);
        let address = format!("sqlite:{}", file.display());
        let place = Place::new(&address)
            .expect("an address")
            .with_clock("(SELECT ms FROM test_clock)");
        place.make().expect("made");
        let mut desk = Desk::open(&place).await.expect("a connection");
        let clock = format!(
            "CREATE TABLE test_clock (ms BIGINT NOT NULL); INSERT INTO test_clock VALUES ({START_MS})"
        );
        desk.all(&clock).await.expect("a clock");
        drop(desk);
        let store = Store::at(place.clone()).await.expect("a store");
        Self {
            folder,
            place,
            store,
        }
    }

    /// Where it is.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    /// What each new connection begins with from now on.
    pub(crate) fn begin_with(&self, sql: &str) {
        sql.clone_into(&mut self.place.at_first.lock().expect("nobody panics with it"));
    }

    /// Moves the clock of the database.
    pub(crate) async fn advance(&self, ms: i64) {
        self.raw(&format!("UPDATE test_clock SET ms = ms + {ms}"))
            .await;
    }

    pub(crate) async fn raw(&self, sql: &str) {
        let mut desk = Desk::open(&self.place).await.expect("a connection");
        desk.all(sql).await.expect("done");
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let mut desk = Desk::open(&self.place).await.expect("a connection");
        let query = desk.ask(sql);
        let row = query.fetch_one(desk.connection()).await.expect("a row");
        row.try_get(0).expect("a number")
    }

    pub(crate) async fn load(&self, calls: usize) {
        let calls = (0..calls).map(|number| call(&format!("call-{number}"), 0));
        self.store.load(calls.collect()).await.expect("loaded");
    }

    pub(crate) async fn worker(&self, name: &str) -> i64 {
        let register = Register {
            name: name.to_owned(),
            instance: uuid::Uuid::new_v4().to_string(),
            lease_ms: LEASE_MS,
            feeding: false,
            audit_log: None,
        };
        self.done(register).await
    }

    pub(crate) async fn beat(&self, worker: i64) {
        let beat = Beat {
            worker,
            feeding: false,
            calls_ended: 0,
            audit_records: None,
        };
        self.done(beat).await.expect("a campaign");
    }

    pub(crate) async fn claim(&self, worker: i64, number: i64, at_most: u32) -> ClaimAnswer {
        let claim = Claim {
            worker,
            number,
            at_most,
        };
        self.done(claim).await.expect("a campaign")
    }

    /// The one call that is given to the worker.
    pub(crate) async fn given(&self, worker: i64) -> ClaimedRow {
        let mut calls = self.claim(worker, 1, 1).await.calls;
        calls.pop().expect("one")
    }

    pub(crate) async fn intend(&self, call: &ClaimedRow, id: &str) -> Result<(), StoreError> {
        let effect = Intended {
            id: id.to_owned(),
            kind: "digits",
            name: "[2 digits]".to_owned(),
        };
        let key = key(call);
        self.done(Intend { key, effect }).await
    }

    pub(crate) async fn observe(
        &self,
        call: &ClaimedRow,
        status: &'static str,
    ) -> Result<(), StoreError> {
        let observation = Observation {
            status,
            detail: None,
            rate: None,
        };
        let key = key(call);
        self.done(Observe { key, observation }).await
    }

    pub(crate) async fn finish(&self, call: &ClaimedRow) -> Result<CallOutcome, StoreError> {
        let ending = Ending {
            outcome: CallOutcome::Finished,
            step: None,
            detail: None,
        };
        self.done(Finish {
            call: call.number,
            fence: call.fence,
            ending,
            unsent: Vec::new(),
        })
        .await
    }

    pub(crate) async fn take_over(&self) -> TakenOver {
        self.done(TakeOver {
            takeovers_max: 3,
            heir: None,
        })
        .await
    }

    /// Takes over as a worker that looks after what lost ones have left.
    pub(crate) async fn inherit(&self, heir: Heir) -> TakenOver {
        let take_over = TakeOver {
            takeovers_max: 3,
            heir: Some(heir),
        };
        self.done(take_over).await
    }

    pub(crate) async fn outcomes(&self) -> Vec<Option<CallOutcome>> {
        let calls = self.store.calls(0, 100).await.expect("calls");
        calls.iter().map(|call| call.outcome).collect()
    }

    /// Keeps everybody else from writing until it is dropped.
    pub(crate) async fn locked(&self) -> Desk {
        let mut desk = Desk::open(&self.place).await.expect("a connection");
        desk.begin().await.expect("locked");
        desk
    }

    async fn done<O: super::operation::Operation>(&self, operation: O) -> O::Answer {
        let answer = self.store.run(operation, Patience::CONTROL).await;
        answer.expect("done")
    }
}

impl Store {
    /// Another connection to the same store, as another process has.
    pub(crate) async fn at_for_test(test: &TestStore) -> Self {
        Self::at(test.place.clone()).await.expect("a store")
    }
}

pub(crate) fn call(id: &str, priority: i32) -> NewCall {
    NewCall::new(id, priority, BTreeMap::new()).expect("a call")
}

fn key(call: &ClaimedRow) -> EffectKey {
    EffectKey {
        call: call.number,
        fence: call.fence,
        step: 1,
        attempt: 1,
    }
}
