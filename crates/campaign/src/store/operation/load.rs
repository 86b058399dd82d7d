//! Calls on their way into the store.
//! What makes a call is decided in `source`.

use futures_util::future::BoxFuture;
use serde::Serialize;
use sqlx::Row as _;

use super::{Single, rows::count};
use crate::{CampaignState, NewCall, StoreError, store::desk::Desk};

/// The most calls that are added at a time.
pub const LOAD_ROWS_MAX: usize = 500;

/// How many calls were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Calls that were not there.
    pub added: u64,
    /// Calls that were.
    pub known: u64,
    /// Those of them that had not ended, and keep other variables or another priority.
    pub differing: u64,
}

/// Adds calls; those that are there stay as they are. A cancelled campaign takes none: nobody would
/// ever end them.
pub(crate) struct Load(pub(crate) Vec<NewCall>);

impl Single for Load {
    type Answer = Result<Loaded, StoreError>;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            // Who cancels the campaign ends these calls as well, or is seen here.
            let query = desk.ask("SELECT state FROM campaign WHERE id = 1 {shared}");
            let Some(row) = query.fetch_optional(desk.connection()).await? else {
                return Ok(Err(StoreError::NoCampaign));
            };
            if row.try_get::<String, _>(0)? == CampaignState::Cancelled.as_str() {
                return Ok(Err(StoreError::Cancelled));
            }
            let mut loaded = Loaded::default();
            for calls in self.0.chunks(LOAD_ROWS_MAX) {
                let rows = calls.iter().map(Row::of).collect::<Result<Vec<_>, _>>();
                let rows = rows.map_err(|error| sqlx::Error::Encode(error.into()))?;
                let query = desk.ask_of(ADD, &COLUMNS, &rows)?;
                let added = query.execute(desk.connection()).await?.rows_affected();
                let known = (calls.len() as u64).saturating_sub(added);
                loaded.added += added;
                loaded.known += known;
                if known > 0 {
                    let query = desk.ask_of(DIFFERING, &COLUMNS, &rows)?;
                    let row = query.fetch_one(desk.connection()).await?;
                    loaded.differing += count(&row, "differing")?;
                }
            }
            Ok(Ok(loaded))
        })
    }
}

const ADD: &str = "INSERT INTO calls
   (call_id, priority, variables, state, fence, takeovers)
 SELECT call_id, priority, variables, 0, 0, 0 FROM {rows} WHERE true
 ON CONFLICT (call_id) DO NOTHING";

/// Of calls that have ended nothing is compared: what they brought along has been used. Each call is
/// looked up by its id, whatever PostgreSQL knows of the tables.
const DIFFERING: &str = "SELECT CAST(coalesce(sum((
   SELECT CASE WHEN calls.variables <> asked.variables OR calls.priority <> asked.priority
     THEN 1 ELSE 0 END
   FROM calls WHERE calls.call_id = asked.call_id AND calls.state <> 2)), 0) AS BIGINT)
   AS differing
 FROM {rows}";

const COLUMNS: [(&str, &str); 3] = [
    ("call_id", "TEXT"),
    ("priority", "BIGINT"),
    ("variables", "TEXT"),
];

/// A call as the store has it.
#[derive(Serialize)]
struct Row<'a> {
    call_id: &'a str,
    priority: i32,
    variables: String,
}

impl<'a> Row<'a> {
    fn of(call: &'a NewCall) -> Result<Self, serde_json::Error> {
        Ok(Self {
            call_id: call.call().as_str(),
            priority: call.priority(),
            variables: serde_json::to_string(call.variables())?,
        })
    }
}
