//! The workers of a campaign: who they are, and until when they are believed to live.
//! By whose clock: the database's, never a worker's own.

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::Single;
use crate::{CampaignState, StoreError, store::desk::Desk};

/// A worker that begins. Two of one name are two workers.
pub(crate) struct Register {
    pub(crate) name: String,
    /// Differs for each process, and is the same when this is done again.
    pub(crate) instance: String,
    pub(crate) lease_ms: i64,
    /// Whether it brings calls along whose number nobody knows yet.
    pub(crate) feeding: bool,
    pub(crate) audit_log: Option<String>,
}

/// A worker that lives.
pub(crate) struct Beat {
    pub(crate) worker: i64,
    pub(crate) feeding: bool,
    pub(crate) calls_ended: i64,
    /// Records in its audit log.
    pub(crate) audit_records: Option<i64>,
}

/// What a worker learns when it says that it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) state: CampaignState,
}

/// A worker that ends.
pub(crate) struct EndWorker {
    pub(crate) worker: i64,
    pub(crate) calls_ended: i64,
    pub(crate) audit_records: Option<i64>,
}

impl Single for Register {
    type Answer = i64;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<i64, sqlx::Error>> {
        Box::pin(async move {
            let query = desk.ask(
                "INSERT INTO workers (name, instance, lease_ms, beat_ms, started_ms, feeding,
                   calls_ended, audit_log)
                 VALUES ($1, $2, $3, {now}, {now}, $4, 0, $5)
                 ON CONFLICT (instance) DO UPDATE SET name = excluded.name RETURNING id",
            );
            query
                .bind(self.name.clone())
                .bind(self.instance.clone())
                .bind(self.lease_ms)
                .bind(i64::from(self.feeding))
                .bind(self.audit_log.clone())
                .fetch_one(desk.connection())
                .await?
                .try_get("id")
        })
    }
}

impl Single for Beat {
    type Answer = Result<Seen, StoreError>;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            desk.ask(
                "UPDATE workers SET beat_ms = {now}, feeding = $2, calls_ended = $3,
                   audit_records = coalesce($4, audit_records) WHERE id = $1",
            )
            .bind(self.worker)
            .bind(i64::from(self.feeding))
            .bind(self.calls_ended)
            .bind(self.audit_records)
            .execute(desk.connection())
            .await?;
            let query = desk.ask("SELECT state FROM campaign WHERE id = 1");
            let Some(row) = query.fetch_optional(desk.connection()).await? else {
                return Ok(Err(StoreError::NoCampaign));
            };
            let word: String = row.try_get("state")?;
            Ok(word
                .parse()
                .map(|state| Seen { state })
                .map_err(StoreError::State))
        })
    }
}

impl Single for EndWorker {
    type Answer = ();

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            desk.ask(
                "UPDATE workers SET ended_ms = {now}, feeding = 0, calls_ended = $2,
                   audit_records = coalesce($3, audit_records) WHERE id = $1",
            )
            .bind(self.worker)
            .bind(self.calls_ended)
            .bind(self.audit_records)
            .execute(desk.connection())
            .await
            .map(|_| ())
        })
    }
}
