//! Calls whose worker has not been heard of for longer than its lease.
//! Such a worker may be dead, or only paused: nothing that it may have sent is sent again.

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::{Single, rows::count};
use crate::{CallOutcome, store::desk::Desk};

/// Calls that are taken over in one transaction.
const TAKEN_AT_ONCE: i64 = 64;

/// Takes calls from workers whose leases are over.
pub(crate) struct TakeOver {
    /// How often a call may lose its worker before anything was sent in it.
    pub(crate) takeovers_max: u32,
}

/// What became of the calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TakenOver {
    /// Nothing was sent in them: they wait again.
    pub(crate) waiting: u64,
    /// They have ended.
    pub(crate) ended: u64,
    /// There may be more.
    pub(crate) more: bool,
}

impl Single for TakeOver {
    type Answer = TakenOver;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<TakenOver, sqlx::Error>> {
        Box::pin(async move {
            let mut taken = TakenOver::default();
            let orphans = take(desk).await?;
            taken.more = orphans.len() as i64 == TAKEN_AT_ONCE;
            for (call, takeovers) in orphans {
                // Read after the fence was moved: whatever the old worker had written is there.
                let ending = match sent(desk, call).await? {
                    Sent::Nothing if takeovers <= u64::from(self.takeovers_max) => None,
                    Sent::Nothing => Some((CallOutcome::Refused, AGAIN_AND_AGAIN)),
                    Sent::Known => Some((CallOutcome::Interrupted, BETWEEN)),
                    Sent::Unknown => Some((CallOutcome::Ambiguous, WITHIN)),
                };
                match ending {
                    None => wait_again(desk, call).await?,
                    Some((outcome, why)) => end(desk, call, outcome, why).await?,
                }
                if ending.is_some() {
                    taken.ended += 1;
                } else {
                    taken.waiting += 1;
                }
            }
            Ok(taken)
        })
    }
}

const AGAIN_AND_AGAIN: &str = "its workers died again and again before anything was sent";
const BETWEEN: &str = "its worker was lost between two commands, and the flow did not go on";
const WITHIN: &str = "its worker was lost while a command was on its way";

/// What was sent in a call.
enum Sent {
    Nothing,
    /// All of it is known.
    Known,
    /// Of something it is not known whether it was carried out.
    Unknown,
}

/// Moves the fences, so that the old worker can write nothing more.
async fn take(desk: &mut Desk) -> Result<Vec<(i64, u64)>, sqlx::Error> {
    let query = desk.ask(
        "WITH orphans AS MATERIALIZED (
           SELECT id FROM calls WHERE state = 1 AND worker IN (
             SELECT id FROM workers
             WHERE ended_ms IS NOT NULL OR abs({now} - beat_ms) >= lease_ms
           ) LIMIT $1 {free}
         )
         UPDATE calls SET fence = fence + 1, takeovers = takeovers + 1
         FROM orphans WHERE calls.id = orphans.id
         RETURNING calls.id AS id, takeovers",
    );
    let rows = query
        .bind(TAKEN_AT_ONCE)
        .fetch_all(desk.connection())
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, count(row, "takeovers")?)))
        .collect()
}

async fn sent(desk: &mut Desk, call: i64) -> Result<Sent, sqlx::Error> {
    let query = desk.ask("SELECT status FROM effects WHERE call = $1");
    let rows = query.bind(call).fetch_all(desk.connection()).await?;
    let mut sent = Sent::Nothing;
    for row in rows {
        let status: Option<String> = row.try_get("status")?;
        match status.as_deref() {
            None | Some("ambiguous") => return Ok(Sent::Unknown),
            Some(_) => sent = Sent::Known,
        }
    }
    Ok(sent)
}

async fn wait_again(desk: &mut Desk, call: i64) -> Result<(), sqlx::Error> {
    desk.ask("UPDATE calls SET state = 0, worker = NULL, claim = NULL WHERE id = $1")
        .bind(call)
        .execute(desk.connection())
        .await
        .map(|_| ())
}

async fn end(
    desk: &mut Desk,
    call: i64,
    outcome: CallOutcome,
    why: &'static str,
) -> Result<(), sqlx::Error> {
    desk.ask(
        "UPDATE effects SET status = 'ambiguous', observed_ms = {now}
         WHERE call = $1 AND status IS NULL",
    )
    .bind(call)
    .execute(desk.connection())
    .await?;
    desk.ask(
        "UPDATE calls SET state = 2, outcome = $2, detail = $3, ended_ms = {now} WHERE id = $1",
    )
    .bind(call)
    .bind(outcome.as_str())
    .bind(why)
    .execute(desk.connection())
    .await
    .map(|_| ())
}
