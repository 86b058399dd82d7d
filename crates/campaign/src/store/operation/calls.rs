//! Calls as they are exported: each with how it ended and what was done in it.
//! Which file they go into is left to who asked.

use core::str::FromStr;

use futures_util::future::BoxFuture;
use sqlx::{Row as _, any::AnyRow};

use super::{Single, rows::count};
use crate::{
    CallOutcome, StoreError,
    store::{desk::Desk, outcome},
};

/// A call of a campaign. It holds none of its variables: they may be digits.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CallRow {
    /// Its number, in the order in which calls were added.
    pub number: i64,
    /// The call's id.
    pub call: String,
    /// The higher, the sooner.
    pub priority: i64,
    /// How it ended; `None` while it waits or runs.
    pub outcome: Option<CallOutcome>,
    /// The step at which it ended.
    pub step: Option<String>,
    /// What went wrong, in words.
    pub detail: Option<String>,
    /// The worker that had it last.
    pub worker: Option<String>,
    /// When it began, in milliseconds since 1970 by the database's clock.
    pub started_ms: Option<i64>,
    /// When it ended, the same way.
    pub ended_ms: Option<i64>,
    /// How often its worker was lost.
    pub takeovers: u64,
    /// What was done in it, in order.
    pub effects: Vec<EffectRow>,
}

/// What was done in a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EffectRow {
    /// Which effect of the call, counted from one.
    pub step: u64,
    /// How often it was sent by then, counted from one.
    pub attempt: u64,
    /// Under which id it stands in the audit log.
    pub id: String,
    /// The number of the worker that wrote it down first.
    pub worker: i64,
    /// `digits`, `play`, `collect`, `mask` or `unmask`.
    pub kind: String,
    /// The flow's step; of digits that no step sent, how many.
    pub name: String,
    /// What came of it.
    pub status: EffectStatus,
    /// What went wrong, in words.
    pub detail: Option<String>,
    /// The recognition rate, 0 to 1, where it was measured.
    pub recognition_rate: Option<f64>,
    /// When it was written down, in milliseconds since 1970 by the database's clock.
    pub intended_ms: i64,
    /// When its outcome was.
    pub observed_ms: Option<i64>,
}

/// What came of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EffectStatus {
    /// It is on its way, or its worker is lost.
    Pending,
    /// The far end confirmed it, or it was heard.
    Done,
    /// It failed, and provably was not carried out.
    Failed,
    /// It may have been carried out or not.
    Ambiguous,
    /// The call was over.
    HungUp,
    /// It was written down, and certainly never sent.
    Unsent,
}

impl EffectStatus {
    const ALL: [Self; 6] = [
        Self::Pending,
        Self::Done,
        Self::Failed,
        Self::Ambiguous,
        Self::HungUp,
        Self::Unsent,
    ];

    /// The word for it, such as `ambiguous`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Ambiguous => "ambiguous",
            Self::HungUp => "hung-up",
            Self::Unsent => "unsent",
        }
    }
}

impl FromStr for EffectStatus {
    type Err = StoreError;

    fn from_str(word: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.into_iter().find(|one| one.as_str() == word);
        known.ok_or_else(|| StoreError::Refused(format!("`{word}` is no status of an effect")))
    }
}

/// Reads calls.
pub(crate) struct ReadCalls {
    pub(crate) after: i64,
    pub(crate) at_most: u32,
}

/// Reads what was done in calls of these numbers.
pub(crate) struct ReadEffects {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Single for ReadCalls {
    type Answer = Result<Vec<CallRow>, StoreError>;
    const READS: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let query = desk.ask(
                "SELECT calls.id AS id, call_id, priority, outcome, step, detail, name,
                   calls.started_ms AS started_ms, calls.ended_ms AS ended_ms, takeovers
                 FROM calls LEFT JOIN workers ON workers.id = calls.worker
                 WHERE calls.id > $1 ORDER BY calls.id LIMIT $2",
            );
            let query = query.bind(self.after).bind(i64::from(self.at_most));
            let rows = query.fetch_all(desk.connection()).await?;
            let mut calls = Vec::with_capacity(rows.len());
            for row in &rows {
                match call(row)? {
                    Ok(call) => calls.push(call),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(calls))
        })
    }
}

impl Single for ReadEffects {
    type Answer = Result<Vec<(i64, EffectRow)>, StoreError>;
    const READS: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let query = desk.ask(
                "SELECT call, step, attempt, effect_id, worker, kind, name, status, detail, rate,
                   intended_ms, observed_ms
                 FROM effects WHERE call >= $1 AND call <= $2 ORDER BY call, step, attempt",
            );
            let query = query.bind(self.from).bind(self.to);
            let rows = query.fetch_all(desk.connection()).await?;
            let mut effects = Vec::with_capacity(rows.len());
            for row in &rows {
                match effect(row)? {
                    Ok(effect) => effects.push((row.try_get("call")?, effect)),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(effects))
        })
    }
}

fn call(row: &AnyRow) -> Result<Result<CallRow, StoreError>, sqlx::Error> {
    let outcome = match outcome(row.try_get("outcome")?) {
        Ok(outcome) => outcome,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(CallRow {
        number: row.try_get("id")?,
        call: row.try_get("call_id")?,
        priority: row.try_get("priority")?,
        outcome,
        step: row.try_get("step")?,
        detail: row.try_get("detail")?,
        worker: row.try_get("name")?,
        started_ms: row.try_get("started_ms")?,
        ended_ms: row.try_get("ended_ms")?,
        takeovers: count(row, "takeovers")?,
        effects: Vec::new(),
    }))
}

fn effect(row: &AnyRow) -> Result<Result<EffectRow, StoreError>, sqlx::Error> {
    let word: Option<String> = row.try_get("status")?;
    let status = match word.as_deref().unwrap_or("pending").parse() {
        Ok(status) => status,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(EffectRow {
        step: count(row, "step")?,
        attempt: count(row, "attempt")?,
        id: row.try_get("effect_id")?,
        worker: row.try_get("worker")?,
        kind: row.try_get("kind")?,
        name: row.try_get("name")?,
        status,
        detail: row.try_get("detail")?,
        recognition_rate: row.try_get("rate")?,
        intended_ms: row.try_get("intended_ms")?,
        observed_ms: row.try_get("observed_ms")?,
    }))
}
