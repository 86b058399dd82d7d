//! Calls on their way into the store.
//! What makes a call is decided in `source`.

use futures_util::future::BoxFuture;

use super::{Operation, rows::rows_affected};
use crate::{NewCall, store::desk::Desk};

/// The most calls that are added at a time.
pub const LOAD_ROWS_MAX: usize = 500;

/// How many calls were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Calls that were not there.
    pub added: u64,
    /// Calls that were.
    pub known: u64,
}

/// Adds calls; those that are there stay as they are.
pub(crate) struct Load(pub(crate) Vec<NewCall>);

impl Operation for Load {
    type Answer = Loaded;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Loaded, sqlx::Error>> {
        Box::pin(async move {
            let mut loaded = Loaded::default();
            for calls in self.0.chunks(LOAD_ROWS_MAX) {
                let mut query = desk.ask(&statement(calls.len()));
                for call in calls {
                    let variables = serde_json::to_string(call.variables())
                        .map_err(|error| sqlx::Error::Encode(error.into()))?;
                    query = query
                        .bind(call.call().as_str().to_owned())
                        .bind(i64::from(call.priority()))
                        .bind(variables);
                }
                let added = rows_affected(query.execute(desk.connection()).await?);
                loaded.added += added;
                loaded.known += (calls.len() as u64).saturating_sub(added);
            }
            Ok(loaded)
        })
    }
}

/// One statement for so many calls.
fn statement(calls: usize) -> String {
    let row = |index: usize| {
        let first = index * 3;
        format!("(${}, ${}, ${}, 0, 0, 0)", first + 1, first + 2, first + 3)
    };
    let rows: Vec<String> = (0..calls).map(row).collect();
    format!(
        "INSERT INTO calls (call_id, priority, variables, state, fence, takeovers) VALUES {}
         ON CONFLICT (call_id) DO NOTHING",
        rows.join(", ")
    )
}
