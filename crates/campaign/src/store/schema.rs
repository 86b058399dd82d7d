//! The schema of a store, in versions that only ever follow each other.
//! A store of any earlier version is brought up to date when it is opened.

use super::{StoreError, desk::Desk, desk::Kind};
use sqlx::Row as _;

/// Each version's statements, the first version first. What stands here is never changed: a new
/// version is added.
const VERSIONS: [&str; 2] = [FIRST, CHAINS];

/// The calls, the journal, the workers.
///
/// `calls.state` is 0 while a call waits, 1 while it runs, 2 when it has ended. `fence` grows with
/// each change of hands; who writes must name it. Times are milliseconds since 1970 by the
/// database's clock.
const FIRST: &str = "
CREATE TABLE campaign (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL,
  flow TEXT NOT NULL,
  rate_per_s DOUBLE PRECISION,
  concurrent_max BIGINT,
  next_start_us BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE TABLE workers (
  id {id},
  name TEXT NOT NULL,
  instance TEXT NOT NULL UNIQUE,
  lease_ms BIGINT NOT NULL,
  beat_ms BIGINT NOT NULL,
  started_ms BIGINT NOT NULL,
  ended_ms BIGINT,
  feeding BIGINT NOT NULL,
  calls_ended BIGINT NOT NULL
);
CREATE TABLE calls (
  id {id},
  call_id TEXT NOT NULL UNIQUE,
  priority BIGINT NOT NULL,
  variables TEXT NOT NULL,
  state BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  takeovers BIGINT NOT NULL,
  worker BIGINT,
  claim BIGINT,
  started_ms BIGINT,
  ended_ms BIGINT,
  outcome TEXT,
  step TEXT,
  detail TEXT
);
CREATE INDEX calls_waiting ON calls (priority DESC, id) WHERE state = 0;
CREATE INDEX calls_running ON calls (worker) WHERE state = 1;
CREATE INDEX calls_ended ON calls (outcome, ended_ms) WHERE state = 2;
CREATE TABLE effects (
  call BIGINT NOT NULL,
  step BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  effect_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  fence BIGINT NOT NULL,
  worker BIGINT NOT NULL,
  intended_ms BIGINT NOT NULL,
  observed_ms BIGINT,
  status TEXT,
  detail TEXT,
  rate DOUBLE PRECISION,
  PRIMARY KEY (call, step, attempt)
);
CREATE INDEX effects_measured ON effects (rate) WHERE rate IS NOT NULL;
";

/// How far each worker's audit chain has come, so that one that is cut short is found.
const CHAINS: &str = "
ALTER TABLE workers ADD COLUMN audit_log TEXT;
ALTER TABLE workers ADD COLUMN audit_records BIGINT;
";

/// Under which number workers that open a new store at once wait for each other.
const MIGRATION_LOCK: i64 = 0x6378_746f_6e65;

/// The version of a store's schema; `None` where the database has never been a store.
pub(super) async fn version(desk: &mut Desk) -> Result<Option<i64>, sqlx::Error> {
    let query = desk.ask(match desk.kind() {
        Kind::Sqlite => "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_versions'",
        Kind::Postgres => "SELECT count(to_regclass('schema_versions'))",
    });
    let found: i64 = query.fetch_one(desk.connection()).await?.try_get(0)?;
    match found {
        0 => Ok(None),
        _ => latest(desk).await.map(Some),
    }
}

async fn latest(desk: &mut Desk) -> Result<i64, sqlx::Error> {
    let query = desk.ask("SELECT coalesce(max(version), 0) FROM schema_versions");
    query.fetch_one(desk.connection()).await?.try_get(0)
}

/// Brings the schema up to date, in one transaction. One that is so already is only looked at: who
/// opens a store to read it waits for nobody who writes.
pub(super) async fn migrate(desk: &mut Desk) -> Result<Result<(), StoreError>, sqlx::Error> {
    migrate_to(desk, VERSIONS.len()).await
}

pub(super) async fn migrate_to(
    desk: &mut Desk,
    last: usize,
) -> Result<Result<(), StoreError>, sqlx::Error> {
    let known = i64::try_from(last).unwrap_or(i64::MAX);
    if version(desk).await? == Some(known) {
        return Ok(Ok(()));
    }
    desk.begin().await?;
    if desk.kind() == Kind::Postgres {
        let lock = desk.ask("SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)");
        lock.bind(MIGRATION_LOCK).execute(desk.connection()).await?;
    }
    desk.all("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, applied_ms BIGINT NOT NULL)")
        .await?;
    let found = latest(desk).await?;
    if found > known {
        return Ok(Err(StoreError::Newer { found, known }));
    }
    let done = usize::try_from(found).unwrap_or(0);
    for (index, statements) in VERSIONS.iter().enumerate().take(last).skip(done) {
        desk.all(statements).await?;
        let version = i64::try_from(index + 1).unwrap_or(i64::MAX);
        desk.ask("INSERT INTO schema_versions (version, applied_ms) VALUES ($1, {now})")
            .bind(version)
            .execute(desk.connection())
            .await?;
    }
    desk.commit().await?;
    Ok(Ok(()))
}
