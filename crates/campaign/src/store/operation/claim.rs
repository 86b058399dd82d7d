//! Calls given to a worker: as many as it asks for and the quotas of all workers allow.
//! What the worker does with them is its own.

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::{Single, begin::cancel_waiting};
use crate::{CampaignState, StoreError, store::desk::Desk};

/// How much later than due a call may begin and still not slow down those after it: a worker asks
/// only now and then.
const BURST_US: i64 = 250_000;

/// Asks for calls to run.
pub(crate) struct Claim {
    pub(crate) worker: i64,
    /// Which claim of the worker it is; the same when it is done again.
    pub(crate) number: i64,
    pub(crate) at_most: u32,
}

/// What a worker is given.
#[derive(Debug)]
pub(crate) struct ClaimAnswer {
    pub(crate) state: CampaignState,
    pub(crate) calls: Vec<ClaimedRow>,
    /// Calls wait, run, or are still being fed in.
    pub(crate) open: bool,
}

/// A call that a worker has now.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ClaimedRow {
    pub(crate) number: i64,
    pub(crate) call: String,
    pub(crate) fence: i64,
    pub(crate) variables: String,
}

impl core::fmt::Debug for ClaimedRow {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("ClaimedRow")
            .field("number", &self.number)
            .field("call", &self.call)
            .field("fence", &self.fence)
            .finish_non_exhaustive()
    }
}

impl Single for Claim {
    type Answer = Result<ClaimAnswer, StoreError>;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let Some(pacing) = Pacing::read(desk).await? else {
                return Ok(Err(StoreError::NoCampaign));
            };
            let state: CampaignState = match pacing.state.parse() {
                Ok(state) => state,
                Err(error) => return Ok(Err(StoreError::State(error))),
            };
            let mut calls = self.given_before(desk).await?;
            if calls.is_empty() && state == CampaignState::Running {
                let allowed = pacing.allowed(desk, self.at_most).await?;
                if allowed > 0 {
                    calls = self.give(desk, allowed).await?;
                    pacing.charge(desk, calls.len()).await?;
                }
            }
            if state == CampaignState::Cancelled {
                // Those that were given back, or added, after it was cancelled.
                cancel_waiting(desk).await?;
            }
            let open = !calls.is_empty() || is_open(desk, state).await?;
            Ok(Ok(ClaimAnswer { state, calls, open }))
        })
    }
}

impl Claim {
    /// Those that were given for this very claim, whose answer was lost.
    async fn given_before(&self, desk: &mut Desk) -> Result<Vec<ClaimedRow>, sqlx::Error> {
        let query = desk.ask(
            "SELECT id, call_id, fence, variables FROM calls
             WHERE state = 1 AND worker = $1 AND claim = $2 ORDER BY id",
        );
        let query = query.bind(self.worker).bind(self.number);
        let rows = query.fetch_all(desk.connection()).await?;
        rows.iter().map(claimed).collect()
    }

    async fn give(&self, desk: &mut Desk, at_most: i64) -> Result<Vec<ClaimedRow>, sqlx::Error> {
        let query = desk.ask(
            "WITH picked AS MATERIALIZED (
               SELECT id FROM calls WHERE state = 0 ORDER BY priority DESC, id LIMIT $3 {free}
             )
             UPDATE calls SET state = 1, fence = fence + 1, worker = $1, claim = $2,
               started_ms = coalesce(started_ms, {now})
             FROM picked WHERE calls.id = picked.id
             RETURNING calls.id AS id, call_id, fence, variables",
        );
        let query = query.bind(self.worker).bind(self.number).bind(at_most);
        let rows = query.fetch_all(desk.connection()).await?;
        let mut calls = rows.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
        calls.sort_unstable_by_key(|call| call.number);
        Ok(calls)
    }
}

/// The quotas that all workers share.
struct Pacing {
    state: String,
    rate_per_s: Option<f64>,
    concurrent_max: Option<i64>,
    /// When the next call is due, in microseconds.
    next_start_us: i64,
    now_us: i64,
}

impl Pacing {
    /// Where there are quotas, no other worker claims until this one is done.
    async fn read(desk: &mut Desk) -> Result<Option<Self>, sqlx::Error> {
        let Some(pacing) = Self::ask(desk, "").await? else {
            return Ok(None);
        };
        if pacing.rate_per_s.is_none() && pacing.concurrent_max.is_none() {
            return Ok(Some(pacing));
        }
        Self::ask(desk, " {locked}").await
    }

    async fn ask(desk: &mut Desk, locked: &str) -> Result<Option<Self>, sqlx::Error> {
        let query = desk.ask(&format!(
            "SELECT state, rate_per_s, concurrent_max, next_start_us, {{now}} * 1000 AS now_us
             FROM campaign WHERE id = 1{locked}"
        ));
        let Some(row) = query.fetch_optional(desk.connection()).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            state: row.try_get("state")?,
            rate_per_s: row.try_get("rate_per_s")?,
            concurrent_max: row.try_get("concurrent_max")?,
            next_start_us: row.try_get("next_start_us")?,
            now_us: row.try_get("now_us")?,
        }))
    }

    /// How many calls may begin now.
    async fn allowed(&self, desk: &mut Desk, at_most: u32) -> Result<i64, sqlx::Error> {
        let mut allowed = i64::from(at_most);
        if let Some(interval) = self.interval_us() {
            let due = self.now_us - self.next_due_us(interval);
            allowed = allowed.min(if due < 0 { 0 } else { due / interval + 1 });
        }
        if let Some(most) = self.concurrent_max {
            let query = desk.ask("SELECT count(*) AS running FROM calls WHERE state = 1");
            let running: i64 = query
                .fetch_one(desk.connection())
                .await?
                .try_get("running")?;
            allowed = allowed.min(most - running);
        }
        Ok(allowed.max(0))
    }

    async fn charge(&self, desk: &mut Desk, begun: usize) -> Result<(), sqlx::Error> {
        let Some(interval) = self.interval_us() else {
            return Ok(());
        };
        let begun = i64::try_from(begun).unwrap_or(0);
        let query = desk.ask("UPDATE campaign SET next_start_us = $1 WHERE id = 1");
        query
            .bind(self.next_due_us(interval) + begun * interval)
            .execute(desk.connection())
            .await
            .map(|_| ())
    }

    /// Microseconds from one call's begin to the next.
    fn interval_us(&self) -> Option<i64> {
        let rate = self.rate_per_s?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is within a microsecond and a day"
        )]
        let interval = (1e6 / rate).clamp(1.0, 8.64e10) as i64;
        Some(interval)
    }

    /// When the next call is due: not so long ago that a crowd would begin at once. Later than one
    /// interval from now it is only if the clock was put back, and then it is due now.
    fn next_due_us(&self, interval: i64) -> i64 {
        if self.next_start_us > self.now_us + interval {
            return self.now_us;
        }
        self.next_start_us.max(self.now_us - BURST_US)
    }
}

/// Whether there is anything left to do for any worker: calls, also those of workers that are lost
/// and whose leases are not over yet, and unless the campaign is cancelled those that somebody feeds.
async fn is_open(desk: &mut Desk, state: CampaignState) -> Result<bool, sqlx::Error> {
    let query = desk.ask(
        "SELECT id FROM campaign WHERE EXISTS (SELECT 1 FROM calls WHERE state = 0)
           OR EXISTS (SELECT 1 FROM calls WHERE state = 1)
           OR $1 = 0 AND EXISTS (SELECT 1 FROM workers WHERE feeding = 1 AND ended_ms IS NULL
                AND abs({now} - beat_ms) < lease_ms)",
    );
    let query = query.bind(i64::from(state == CampaignState::Cancelled));
    Ok(query.fetch_optional(desk.connection()).await?.is_some())
}

/// Reads a call that is given to a worker.
pub(super) fn claimed(row: &sqlx::any::AnyRow) -> Result<ClaimedRow, sqlx::Error> {
    Ok(ClaimedRow {
        number: row.try_get("id")?,
        call: row.try_get("call_id")?,
        fence: row.try_get("fence")?,
        variables: row.try_get("variables")?,
    })
}
