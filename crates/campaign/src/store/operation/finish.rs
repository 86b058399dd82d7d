//! A call that ends, or goes back to those that wait, by the hand of the worker that has it.
//! A call whose worker is gone is ended by `take_over`.

use futures_util::future::BoxFuture;
use sqlx::{Row as _, any::AnyRow};

use super::{Operation, rows::rows_affected};
use crate::{CallOutcome, StoreError, store::desk::Desk};

/// Ends a call.
pub(crate) struct Finish {
    pub(crate) call: i64,
    pub(crate) fence: i64,
    pub(crate) ending: Ending,
    /// Steps and attempts that were perhaps written down and certainly never sent.
    pub(crate) unsent: Vec<(i64, i64)>,
}

/// How a call ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
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

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            self.tell_unsent(desk).await?;
            let Some(row) = self.end(desk).await? else {
                return self.ended_before(desk).await;
            };
            let word: String = row.try_get(0)?;
            Ok(word.parse().map_err(StoreError::Outcome))
        })
    }
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

    /// Ends the call where the worker still has it. Whatever the worker makes of it, an effect that
    /// was intended and of which nothing else is known makes it ambiguous.
    async fn end(&self, desk: &mut Desk) -> Result<Option<AnyRow>, sqlx::Error> {
        let query = desk.ask(
            "UPDATE calls SET state = 2, step = $4, detail = $5, ended_ms = {now},
               outcome = CASE WHEN EXISTS (
                 SELECT 1 FROM effects WHERE call = $1 AND status IS NULL
               ) THEN 'ambiguous' ELSE $3 END
             WHERE id = $1 AND fence = $2 AND state = 1 RETURNING outcome",
        );
        query
            .bind(self.call)
            .bind(self.fence)
            .bind(self.ending.outcome.as_str())
            .bind(self.ending.step.clone())
            .bind(self.ending.detail.clone())
            .fetch_optional(desk.connection())
            .await
    }

    /// Whether it was ended before under the same fence, and the answer was lost.
    async fn ended_before(
        &self,
        desk: &mut Desk,
    ) -> Result<Result<CallOutcome, StoreError>, sqlx::Error> {
        let query =
            desk.ask("SELECT outcome FROM calls WHERE id = $1 AND fence = $2 AND state = 2");
        let query = query.bind(self.call).bind(self.fence);
        let Some(row) = query.fetch_optional(desk.connection()).await? else {
            return Ok(Err(StoreError::Fenced));
        };
        let word: String = row.try_get(0)?;
        Ok(word.parse().map_err(StoreError::Outcome))
    }
}

impl Operation for Release {
    /// Whether it was given back; otherwise something was written down in it, or it is gone.
    type Answer = bool;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async move {
            let query = desk.ask(
                "UPDATE calls SET state = 0, worker = NULL, claim = NULL
                 WHERE id = $1 AND fence = $2 AND state = 1
                   AND NOT EXISTS (SELECT 1 FROM effects WHERE call = $1)",
            );
            let query = query.bind(self.call).bind(self.fence);
            Ok(rows_affected(query.execute(desk.connection()).await?) == 1)
        })
    }
}
