//! One connection to a store, and where its two kinds of databases differ.
//! What is asked over it is in the operations; when it is made anew is the clerk's decision.

use core::{fmt, time::Duration};
use std::io::ErrorKind;

use serde::Serialize;
use sqlx::{
    Any, AnyConnection, AssertSqlSafe, Connection as _, Executor as _,
    any::{AnyArguments, install_default_drivers},
    query::Query,
};
use tokio::time::timeout;

use super::{StoreError, sqlite_file::SqliteFile};

/// How long a connection may take to be made.
const CONNECT_MAX: Duration = Duration::from_secs(5);

/// Milliseconds since 1970 by SQLite's clock, which is that of the machine.
const SQLITE_NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// The same by PostgreSQL's.
const POSTGRES_NOW: &str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

/// That a call runs. It is said so that no index is of use for it: one of all running calls, with
/// the entries of those that no longer run, is no way to a call whose number is known.
const RUNNING: &str = "calls.state + 0 = 1";

/// Always true. PostgreSQL takes one row in two hundred to fulfil it, and so begins with these rows
/// and looks each up by its key, whatever it knows of the tables; a plan is kept while they grow.
const FEW: &str = "asked.fence BETWEEN 0 AND 9223372036854775807";

/// What a connection to SQLite is set to. A commit is on disk before it is answered: write-ahead
/// logging alone would leave that to chance, hence FULL. What is deleted, digits among it, is
/// overwritten.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON";

/// What a connection to PostgreSQL is set to. A worker that is stopped within a transaction must
/// not keep its locks. Rows are found by their keys: a plan that reads a whole table, made while
/// that was small, would be kept when it has a million rows.
const POSTGRES_SETTINGS: &str = "SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = on; \
     SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

/// Where a store is, and of which kind. `Debug` shows no address: it may hold a password.
#[derive(Clone)]
pub(crate) struct Place {
    url: String,
    kind: Kind,
    file: Option<SqliteFile>,
    makes: bool,
    now: String,
    /// Statements for each new connection, beside the settings.
    #[cfg(test)]
    pub(super) at_first: std::sync::Arc<std::sync::Mutex<String>>,
}

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Place {
    pub(crate) fn new(address: &str) -> Result<Self, StoreError> {
        let file = address.strip_prefix("sqlite:").map(SqliteFile::named);
        let file = file
            .map(|file| file.ok_or(StoreError::Address))
            .transpose()?;
        let (kind, now, url) = if let Some(file) = &file {
            (Kind::Sqlite, SQLITE_NOW, file.url())
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            (Kind::Postgres, POSTGRES_NOW, address.to_owned())
        } else {
            return Err(StoreError::Address);
        };
        Ok(Self {
            url,
            kind,
            file,
            makes: true,
            now: now.to_owned(),
            #[cfg(test)]
            at_first: std::sync::Arc::default(),
        })
    }

    /// The same place, where only a store that is there already is opened.
    pub(super) fn existing(mut self) -> Result<Self, StoreError> {
        if let Some(path) = self.file.as_ref().map(SqliteFile::path) {
            let file = path.display().to_string();
            let found = path.metadata().map_err(|error| match error.kind() {
                ErrorKind::NotFound => StoreError::Absent { file },
                _ => StoreError::File {
                    file,
                    error: error.to_string(),
                },
            })?;
            // Opening it would already write to it.
            if found.len() == 0 {
                return Err(StoreError::NoCampaign);
            }
        }
        self.makes = false;
        Ok(self)
    }

    /// Makes the file of a store that is one.
    pub(super) fn make(&self) -> Result<(), StoreError> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        file.make().map_err(|error| StoreError::File {
            file: file.path().display().to_string(),
            error: error.to_string(),
        })
    }

    /// Whether a store that is not there is made.
    pub(super) const fn makes(&self) -> bool {
        self.makes
    }

    /// The same place with another clock, an SQL expression.
    #[cfg(test)]
    pub(super) fn with_clock(mut self, now: &str) -> Self {
        now.clone_into(&mut self.now);
        self
    }

    /// A statement in the words of this kind of database: `{now}` is its clock, `{locked}` keeps
    /// the rows that were read, `{shared}` keeps others from changing them, and `{free}` keeps only
    /// those that nobody else does. `{running}` says of a
    /// call that was found by its number that it runs, and `{few}` that a table `asked` is short.
    fn words(&self, sql: &str) -> String {
        let (locked, shared, free, id) = match self.kind {
            // One writes at a time.
            Kind::Sqlite => ("", "", "", "INTEGER PRIMARY KEY"),
            Kind::Postgres => (
                "FOR UPDATE",
                "FOR SHARE",
                "FOR UPDATE SKIP LOCKED",
                "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            ),
        };
        sql.replace("{now}", &self.now)
            .replace("{locked}", locked)
            .replace("{shared}", shared)
            .replace("{free}", free)
            .replace("{id}", id)
            .replace("{running}", RUNNING)
            .replace("{few}", FEW)
    }

    /// The table `asked` that is read out of the JSON in `$1`. SQLite reads each value once: what
    /// is not materialised is taken out of the JSON again wherever the statement names it.
    fn rows(&self, columns: &[(&str, &str)]) -> String {
        let column = |(name, words): &(&str, &str)| match self.kind {
            Kind::Sqlite => format!("object ->> '{name}' AS {name}"),
            Kind::Postgres => format!("{name} {words}"),
        };
        let columns = columns.iter().map(column).collect::<Vec<_>>().join(", ");
        match self.kind {
            Kind::Sqlite => format!(
                "(WITH objects AS MATERIALIZED (SELECT value AS object FROM json_each($1)),
                   found AS MATERIALIZED (SELECT {columns} FROM objects)
                 SELECT * FROM found) AS asked"
            ),
            Kind::Postgres => {
                format!("json_to_recordset(CAST($1 AS JSON)) AS asked ({columns})")
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Place")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A connection, ready for statements.
pub(crate) struct Desk {
    connection: AnyConnection,
    place: Place,
}

impl Desk {
    pub(crate) async fn open(place: &Place) -> Result<Self, sqlx::Error> {
        install_default_drivers();
        let connecting = AnyConnection::connect(&place.url);
        let connection = timeout(CONNECT_MAX, connecting)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)??;
        let mut desk = Self {
            connection,
            place: place.clone(),
        };
        let settings = match place.kind {
            Kind::Sqlite => SQLITE_SETTINGS,
            Kind::Postgres => POSTGRES_SETTINGS,
        };
        desk.all(settings).await?;
        #[cfg(test)]
        {
            let at_first = place
                .at_first
                .lock()
                .expect("nobody panics with it")
                .clone();
            desk.all(&at_first).await?;
        }
        Ok(desk)
    }

    /// Begins a transaction that may write.
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let begin = match self.place.kind {
            // A deferred one could find, when it first writes, that another has written meanwhile.
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN",
        };
        self.all(begin).await
    }

    /// Begins a transaction that only reads: it sees everything as it was at one moment.
    pub(crate) async fn begin_reading(&mut self) -> Result<(), sqlx::Error> {
        let begin = match self.place.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.all(begin).await
    }

    pub(crate) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.all("COMMIT").await
    }

    pub(crate) const fn kind(&self) -> Kind {
        self.place.kind
    }

    /// Statements without arguments.
    pub(crate) async fn all(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let words = self.place.words(sql);
        self.connection
            .execute(sqlx::raw_sql(AssertSqlSafe(words)))
            .await
            .map(|_| ())
    }

    /// A statement about many rows at once. They are its only argument, as JSON: `{rows}` stands
    /// for a table `asked` with a row for each and these columns, whose types are PostgreSQL's. So
    /// a statement is prepared once, for however many rows.
    pub(crate) fn ask_of<R: Serialize>(
        &self,
        sql: &str,
        columns: &[(&str, &str)],
        rows: &[R],
    ) -> Result<Query<'static, Any, AnyArguments>, sqlx::Error> {
        let rows =
            serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let sql = sql.replace("{rows}", &self.place.rows(columns));
        Ok(self.ask(&sql).bind(rows))
    }

    /// Whether a statement about many rows has written each of them.
    pub(crate) async fn writes_all<R: Serialize>(
        &mut self,
        sql: &str,
        columns: &[(&str, &str)],
        rows: &[R],
    ) -> Result<bool, sqlx::Error> {
        let query = self.ask_of(sql, columns, rows)?;
        let result = query.execute(self.connection()).await?;
        Ok(usize::try_from(result.rows_affected()) == Ok(rows.len()))
    }

    /// A statement whose arguments are bound in the order of `$1`, `$2` and so on.
    pub(crate) fn ask(&self, sql: &str) -> Query<'static, Any, AnyArguments> {
        sqlx::query(AssertSqlSafe(self.place.words(sql)))
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }
}

/// Whether the same may succeed later, over a new connection: the database is away, busy, full or
/// being shut down.
pub(crate) fn is_passing(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else {
        return matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
        );
    };
    let Some(code) = error.code() else {
        return false;
    };
    if code.len() < SQLSTATE_CHARS {
        let code: u32 = code.parse().unwrap_or(0);
        return SQLITE_PASSING.contains(&(code & 0xff));
    }
    POSTGRES_PASSING.iter().any(|begin| code.starts_with(begin))
}

/// PostgreSQL's codes have five characters; SQLite's are numbers of fewer.
const SQLSTATE_CHARS: usize = 5;

/// The low byte of SQLite's codes: busy, locked, I/O error, full, cannot open.
const SQLITE_PASSING: [u32; 5] = [5, 6, 10, 13, 14];

/// How PostgreSQL's codes begin: connection lost, resources, operator intervention, rolled back for
/// others' sake, a lock not had in time, a transaction that idled, a standby that is not to be
/// written to yet, a disk's or network's errors.
const POSTGRES_PASSING: [&str; 8] = ["08", "53", "57", "40", "55P03", "25P03", "25006", "58"];
