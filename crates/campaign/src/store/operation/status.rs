//! How a campaign stands: calls by state and outcome, rates, workers.
//! How it is shown is left to who asked.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use sqlx::{Row as _, any::AnyRow};

use super::{Single, rows::count};
use crate::{CallOutcome, CampaignState, StoreError, store::desk::Desk};

/// Workers that are told of, the latest first.
const WORKERS_TOLD_MAX: i64 = 100;

/// How a campaign stands.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// What the workers are to do.
    pub state: CampaignState,
    /// Calls that may begin in a second, over all workers.
    pub rate_per_s: Option<f64>,
    /// Calls that may run at a time, over all workers.
    pub concurrent_max: Option<u64>,
    /// Calls that wait.
    pub waiting: u64,
    /// Calls that run.
    pub running: u64,
    /// Calls that have ended, by how.
    pub ended: BTreeMap<CallOutcome, u64>,
    /// Calls that ended within the last minute.
    pub ended_last_minute: u64,
    /// Injections whose recognition was measured from audio.
    pub measured: u64,
    /// The mean of their recognition rates, 0 to 1; `None` where none was measured.
    pub recognition_rate: Option<f64>,
    /// The workers, the latest first, at most 100.
    pub workers: Vec<WorkerStatus>,
}

/// How a worker fares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerStatus {
    /// Its number in the store: two of one name have two.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Whether its lease holds.
    pub alive: bool,
    /// Whether it has ended by itself.
    pub ended: bool,
    /// Calls that it runs.
    pub running: u64,
    /// Calls that it has ended, as it last told.
    pub calls_ended: u64,
    /// Milliseconds since it was last heard of, by the database's clock.
    pub silent_ms: u64,
    /// Where its audit log is, on its machine.
    pub audit_log: Option<String>,
    /// Records in its audit log, as it last told.
    pub audit_records: Option<u64>,
}

impl Status {
    /// All calls.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.waiting + self.running + self.calls_ended()
    }

    /// Calls that have ended.
    #[must_use]
    pub fn calls_ended(&self) -> u64 {
        self.ended.values().sum()
    }
}

/// Asks how the campaign stands.
pub(crate) struct ReadStatus;

/// Asks for some workers after this number, in the order in which they began.
pub(crate) struct ReadWorkers {
    pub(crate) after: i64,
}

/// Workers that are read at a time.
const WORKERS_READ_MAX: i64 = 1000;

impl Single for ReadWorkers {
    type Answer = Vec<WorkerStatus>;
    const READS: bool = true;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let query = desk.ask(&format!("{WORKERS} WHERE id > $1 ORDER BY id LIMIT $2"));
            let query = query.bind(self.after).bind(WORKERS_READ_MAX);
            let rows = query.fetch_all(desk.connection()).await?;
            rows.iter().map(worker).collect()
        })
    }
}

impl Single for ReadStatus {
    type Answer = Result<Status, StoreError>;
    const READS: bool = true;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let query =
                desk.ask("SELECT state, rate_per_s, concurrent_max FROM campaign WHERE id = 1");
            let Some(row) = query.fetch_optional(desk.connection()).await? else {
                return Ok(Err(StoreError::NoCampaign));
            };
            let word: String = row.try_get("state")?;
            let state = match word.parse() {
                Ok(state) => state,
                Err(error) => return Ok(Err(StoreError::State(error))),
            };
            let concurrent_max: Option<i64> = row.try_get("concurrent_max")?;
            let mut status = Status {
                state,
                rate_per_s: row.try_get("rate_per_s")?,
                concurrent_max: concurrent_max.and_then(|most| u64::try_from(most).ok()),
                waiting: counted(desk, "SELECT count(*) AS found FROM calls WHERE state = 0")
                    .await?,
                running: counted(desk, "SELECT count(*) AS found FROM calls WHERE state = 1")
                    .await?,
                ended: BTreeMap::new(),
                ended_last_minute: 0,
                measured: 0,
                recognition_rate: None,
                workers: Vec::new(),
            };
            if let Err(error) = status.read_ended(desk).await? {
                return Ok(Err(error));
            }
            status.read_recognition(desk).await?;
            status.read_workers(desk).await?;
            Ok(Ok(status))
        })
    }
}

impl Status {
    async fn read_ended(&mut self, desk: &mut Desk) -> Result<Result<(), StoreError>, sqlx::Error> {
        let query = desk.ask(
            "SELECT outcome, count(*) AS found,
               coalesce(sum(CASE WHEN ended_ms > {now} - 60000 THEN 1 ELSE 0 END), 0) AS recent
             FROM calls WHERE state = 2 GROUP BY outcome",
        );
        for row in query.fetch_all(desk.connection()).await? {
            let word: String = row.try_get("outcome")?;
            let outcome: CallOutcome = match word.parse() {
                Ok(outcome) => outcome,
                Err(error) => return Ok(Err(StoreError::Outcome(error))),
            };
            self.ended.insert(outcome, count(&row, "found")?);
            self.ended_last_minute += count(&row, "recent")?;
        }
        Ok(Ok(()))
    }

    async fn read_recognition(&mut self, desk: &mut Desk) -> Result<(), sqlx::Error> {
        let query = desk
            .ask("SELECT count(*) AS found, avg(rate) AS mean FROM effects WHERE rate IS NOT NULL");
        let row = query.fetch_one(desk.connection()).await?;
        self.measured = count(&row, "found")?;
        self.recognition_rate = row.try_get("mean")?;
        Ok(())
    }

    async fn read_workers(&mut self, desk: &mut Desk) -> Result<(), sqlx::Error> {
        let query = desk.ask(&format!("{WORKERS} ORDER BY id DESC LIMIT $1"));
        let rows = query
            .bind(WORKERS_TOLD_MAX)
            .fetch_all(desk.connection())
            .await?;
        self.workers = rows.iter().map(worker).collect::<Result<_, _>>()?;
        Ok(())
    }
}

/// What is read of a worker.
const WORKERS: &str = "SELECT id, name, ended_ms, calls_ended, audit_log, audit_records, lease_ms,
   abs({now} - beat_ms) AS silent_ms,
   (SELECT count(*) FROM calls WHERE state = 1 AND worker = workers.id) AS running
 FROM workers";

async fn counted(desk: &mut Desk, sql: &str) -> Result<u64, sqlx::Error> {
    let query = desk.ask(sql);
    count(&query.fetch_one(desk.connection()).await?, "found")
}

fn worker(row: &AnyRow) -> Result<WorkerStatus, sqlx::Error> {
    let ended: Option<i64> = row.try_get("ended_ms")?;
    let records: Option<i64> = row.try_get("audit_records")?;
    let silent_ms = count(row, "silent_ms")?;
    Ok(WorkerStatus {
        number: row.try_get("id")?,
        name: row.try_get("name")?,
        alive: ended.is_none() && silent_ms < count(row, "lease_ms")?,
        ended: ended.is_some(),
        running: count(row, "running")?,
        calls_ended: count(row, "calls_ended")?,
        silent_ms,
        audit_log: row.try_get("audit_log")?,
        audit_records: records.and_then(|records| u64::try_from(records).ok()),
    })
}
