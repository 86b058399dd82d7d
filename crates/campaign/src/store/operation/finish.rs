//! A call that ends, or goes back to those that wait, by the hand of the worker that has it.
//! A call whose worker is gone is ended by `take_over`.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use serde::{Serialize, Serializer};
use sqlx::{Row as _, any::AnyRow};

use super::{Operation, Single};
use crate::{CallOutcome, StoreError, store::desk::Desk};

/// Ends a call.
#[derive(Serialize)]
pub(crate) struct Finish {
    pub(crate) call: i64,
    pub(crate) fence: i64,
    #[serde(flatten)]
    pub(crate) ending: Ending,
    /// Steps and attempts that were perhaps written down and certainly never sent.
    #[serde(skip)]
    pub(crate) unsent: Vec<(i64, i64)>,
}

/// How a call ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Ending {
    #[serde(serialize_with = "word")]
    pub(crate) outcome: CallOutcome,
    pub(crate) step: Option<String>,
    pub(crate) detail: Option<String>,
}

/// Gives a call back in which nothing was sent.
pub(crate) struct Release {
    pub(crate) call: i64,
    pub(crate) fence: i64,
}

impl Operation for Finish {
    type Answer = Result<CallOutcome, StoreError>;
    const RANK: u8 = 3;

    fn run_all<'a>(
        all: &'a [&'a Self],
        desk: &'a mut Desk,
    ) -> BoxFuture<'a, Result<Vec<Self::Answer>, sqlx::Error>> {
        Box::pin(async move {
            for one in all {
                one.tell_unsent(desk).await?;
            }
            let mut ended = outcomes(desk, END, all).await?;
            if ended.len() < all.len() {
                ended.extend(outcomes(desk, ENDED_BEFORE, all).await?);
            }
            let answer = |one: &&Self| match ended.get(&(one.call, one.fence)) {
                Some(word) => word.parse().map_err(StoreError::Outcome),
                None => Err(StoreError::Fenced),
            };
            Ok(all.iter().map(answer).collect())
        })
    }
}

/// Ends the calls that the worker still has; what they brought along is kept no longer. Whatever the worker makes of one, an effect that was
/// intended and of which nothing else is known makes it ambiguous.
const END: &str = "UPDATE calls
 SET state = 2, step = asked.step, detail = asked.detail, ended_ms = {now}, variables = '{}',
   outcome = CASE WHEN EXISTS (
     SELECT 1 FROM effects WHERE effects.call = calls.id AND effects.status IS NULL
   ) THEN 'ambiguous' ELSE asked.outcome END
 FROM {rows} WHERE {few} AND calls.id = asked.call AND calls.fence = asked.fence AND {running}
 RETURNING calls.id, calls.fence, calls.outcome";

/// Those that were ended before under the same fence, and the answer was lost.
const ENDED_BEFORE: &str = "SELECT calls.id, calls.fence, calls.outcome
 FROM {rows} JOIN calls ON calls.id = asked.call AND calls.fence = asked.fence WHERE state = 2";

const ENDINGS: [(&str, &str); 5] = [
    ("call", "BIGINT"),
    ("fence", "BIGINT"),
    ("outcome", "TEXT"),
    ("step", "TEXT"),
    ("detail", "TEXT"),
];

/// What a statement about these calls tells of each, by its number and its fence.
async fn outcomes(
    desk: &mut Desk,
    sql: &str,
    all: &[&Finish],
) -> Result<HashMap<(i64, i64), String>, sqlx::Error> {
    let query = desk.ask_of(sql, &ENDINGS, all)?;
    let rows = query.fetch_all(desk.connection()).await?;
    let outcome = |row: &AnyRow| Ok(((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?));
    rows.iter().map(outcome).collect()
}

/// The outcome as the store has it.
fn word<S: Serializer>(outcome: &CallOutcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(outcome.as_str())
}

impl Finish {
    async fn tell_unsent(&self, desk: &mut Desk) -> Result<(), sqlx::Error> {
        for (step, attempt) in &self.unsent {
            desk.ask(
                "UPDATE effects SET status = 'unsent', observed_ms = {now}
                 WHERE call = $1 AND fence = $2 AND step = $3 AND attempt = $4 AND status IS NULL",
            )
            .bind(self.call)
            .bind(self.fence)
            .bind(*step)
            .bind(*attempt)
            .execute(desk.connection())
            .await?;
        }
        Ok(())
    }
}

impl Single for Release {
    /// Whether it was given back; otherwise something was written down in it, or it is gone.
    type Answer = bool;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async move {
            // Whoever writes something down in it meanwhile is waited for, and then seen.
            let query = desk
                .ask("SELECT id FROM calls WHERE id = $1 AND fence = $2 AND state = 1 {locked}");
            let query = query.bind(self.call).bind(self.fence);
            if query.fetch_optional(desk.connection()).await?.is_none() {
                return Ok(false);
            }
            let query = desk.ask(
                "UPDATE calls SET state = 0, worker = NULL, claim = NULL
                 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM effects WHERE call = $1)",
            );
            let released = query.bind(self.call).execute(desk.connection()).await?;
            Ok(released.rows_affected() == 1)
        })
    }
}
