//! Calls whose worker has not been heard of for longer than its lease.
//! Such a worker may be dead, or only paused: nothing that it may have sent is sent again.

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::{ClaimedRow, Single, claim::claimed, rows::count};
use crate::{
    CallOutcome,
    lost_call::{BETWEEN, MASKED_STILL, WITHIN},
    store::desk::Desk,
};

/// Calls that are taken over in one transaction.
const TAKEN_AT_ONCE: u32 = 64;

/// Takes calls from workers whose leases are over.
pub(crate) struct TakeOver {
    /// How often a call may lose its worker before anything was sent in it.
    pub(crate) takeovers_max: u32,
    /// Who looks after calls in which something is still to be done, if anybody does.
    pub(crate) heir: Option<Heir>,
}

/// A worker that looks after lost calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heir {
    pub(crate) worker: i64,
    /// Which taking over of the worker it is; the same when it is done again.
    pub(crate) number: i64,
    /// For how many it has room; without any it takes those that need nobody.
    pub(crate) at_most: u32,
    /// Whether it listens to what a lost worker may have sent.
    pub(crate) listens: bool,
    /// Whether it can let a masked recording hear again.
    pub(crate) unmasks: bool,
}

/// What became of the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TakenOver {
    /// Nothing was sent in them: they wait again.
    pub(crate) waiting: u64,
    /// They have ended.
    pub(crate) ended: u64,
    /// The heir has them now.
    pub(crate) inherited: Vec<LostRow>,
    /// There may be more.
    pub(crate) more: bool,
}

/// A call of a lost worker in which something is still to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LostRow {
    pub(crate) call: ClaimedRow,
    /// What was sent in it, or perhaps sent.
    pub(crate) effects: Vec<LostEffect>,
}

/// What a lost worker had written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LostEffect {
    pub(crate) step: i64,
    pub(crate) attempt: i64,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) status: Option<String>,
    /// How long ago it was intended, by the database's clock.
    pub(crate) ago_ms: i64,
}

impl LostEffect {
    /// Whether it is not known if it was carried out.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.status.as_deref(), None | Some("ambiguous"))
    }
}

impl LostRow {
    /// The digits of which it is not known whether they were sent, where only listening can tell
    /// and nothing else is open.
    pub(crate) fn open_digits(&self) -> Option<&LostEffect> {
        let (last, before) = self.effects.split_last()?;
        let is_alone = !before.iter().any(LostEffect::is_open);
        (is_alone && last.is_open() && last.kind == "digits").then_some(last)
    }

    /// Whether its recording may be masked: some attempt to mask it may have done so, and none to
    /// unmask it surely has since.
    pub(crate) fn may_be_masked(&self) -> bool {
        self.effects.iter().fold(false, |masked, effect| {
            match (effect.kind.as_str(), effect.status.as_deref()) {
                ("mask", Some("unsent")) => masked,
                ("mask", _) => true,
                ("unmask", Some("done")) => false,
                _ => masked,
            }
        })
    }

    /// How it ends if nobody looks after it; `None` where nothing was sent.
    fn ending(&self) -> Option<(CallOutcome, &'static str)> {
        if self.effects.is_empty() {
            None
        } else if self.effects.iter().any(LostEffect::is_open) {
            Some((CallOutcome::Ambiguous, WITHIN))
        } else {
            Some((CallOutcome::Interrupted, BETWEEN))
        }
    }
}

impl Heir {
    /// Whether there is anything in the call that it can do.
    fn takes(&self, lost: &LostRow) -> bool {
        (self.listens && lost.open_digits().is_some()) || (self.unmasks && lost.may_be_masked())
    }
}

impl Single for TakeOver {
    type Answer = TakenOver;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<TakenOver, sqlx::Error>> {
        Box::pin(async move {
            let mut taken = TakenOver::default();
            if let Some(heir) = &self.heir {
                taken.inherited = heir.inherited_before(desk).await?;
            }
            if !taken.inherited.is_empty() {
                taken.more = true;
                return Ok(taken);
            }
            let (which, at_most) = match self.heir {
                Some(Heir { at_most: 0, .. }) => (UNTOUCHED, TAKEN_AT_ONCE),
                Some(heir) => (ANY, heir.at_most.min(TAKEN_AT_ONCE)),
                None => (ANY, TAKEN_AT_ONCE),
            };
            let orphans = take(desk, which, at_most).await?;
            taken.more = orphans.len() as u64 == u64::from(at_most);
            for (call, takeovers) in orphans {
                self.settle(desk, call, takeovers, &mut taken).await?;
            }
            Ok(taken)
        })
    }
}

impl TakeOver {
    /// Decides over one call. Its journal is read after the fence was moved: whatever the old
    /// worker had written is there.
    async fn settle(
        &self,
        desk: &mut Desk,
        call: ClaimedRow,
        takeovers: u64,
        taken: &mut TakenOver,
    ) -> Result<(), sqlx::Error> {
        let is_worn = takeovers > u64::from(self.takeovers_max);
        let effects = effects(desk, call.number).await?;
        let lost = LostRow { call, effects };
        match (lost.ending(), self.heir) {
            (None, _) if is_worn => {
                taken.ended += 1;
                end(desk, &lost, CallOutcome::Refused, AGAIN_AND_AGAIN).await
            }
            // Where the campaign is cancelled whoever next asks for calls ends it.
            (None, _) => {
                taken.waiting += 1;
                wait_again(desk, lost.call.number).await
            }
            (Some(_), Some(heir)) if !is_worn && heir.takes(&lost) => {
                heir.inherit(desk, &lost).await?;
                taken.inherited.push(lost);
                Ok(())
            }
            (Some((outcome, why)), _) => {
                taken.ended += 1;
                end(desk, &lost, outcome, why).await
            }
        }
    }
}

const AGAIN_AND_AGAIN: &str = "its workers died again and again before anything was sent";

/// Any call of a lost worker.
const ANY: &str = "";

/// One in which nothing was written down: it needs nobody to look after it.
const UNTOUCHED: &str = "AND NOT EXISTS (SELECT 1 FROM effects WHERE effects.call = calls.id)";

impl Heir {
    /// Which claim of the worker it counts as: those of waiting calls are above zero.
    const fn claim(&self) -> i64 {
        -self.number
    }

    /// Those that it was given for this very taking over, whose answer was lost.
    async fn inherited_before(&self, desk: &mut Desk) -> Result<Vec<LostRow>, sqlx::Error> {
        let query = desk.ask(
            "SELECT id, call_id, fence, variables FROM calls
             WHERE state = 1 AND worker = $1 AND claim = $2 ORDER BY id",
        );
        let query = query.bind(self.worker).bind(self.claim());
        let rows = query.fetch_all(desk.connection()).await?;
        let mut inherited = Vec::with_capacity(rows.len());
        for row in &rows {
            let call = claimed(row)?;
            let effects = effects(desk, call.number).await?;
            inherited.push(LostRow { call, effects });
        }
        Ok(inherited)
    }

    /// Makes the call this worker's, with what is open in it: only who has the call may write down
    /// what came of that.
    async fn inherit(&self, desk: &mut Desk, lost: &LostRow) -> Result<(), sqlx::Error> {
        let ClaimedRow { number, fence, .. } = lost.call;
        desk.ask("UPDATE calls SET worker = $2, claim = $3 WHERE id = $1")
            .bind(number)
            .bind(self.worker)
            .bind(self.claim())
            .execute(desk.connection())
            .await?;
        desk.ask(
            "UPDATE effects SET fence = $2
             WHERE call = $1 AND (status IS NULL OR status = 'ambiguous')",
        )
        .bind(number)
        .bind(fence)
        .execute(desk.connection())
        .await
        .map(|_| ())
    }
}

/// Moves the fences, so that the old worker can write nothing more.
async fn take(
    desk: &mut Desk,
    which: &str,
    at_most: u32,
) -> Result<Vec<(ClaimedRow, u64)>, sqlx::Error> {
    let query = desk.ask(&format!(
        "WITH orphans AS MATERIALIZED (
           SELECT id FROM calls WHERE state = 1 AND worker IN (
             SELECT id FROM workers
             WHERE ended_ms IS NOT NULL OR abs({{now}} - beat_ms) >= lease_ms
           ) {which} LIMIT $1 {{free}}
         )
         UPDATE calls SET fence = fence + 1, takeovers = takeovers + 1
         FROM orphans WHERE calls.id = orphans.id
         RETURNING calls.id AS id, call_id, fence, variables, takeovers"
    ));
    let rows = query
        .bind(i64::from(at_most))
        .fetch_all(desk.connection())
        .await?;
    rows.iter()
        .map(|row| Ok((claimed(row)?, count(row, "takeovers")?)))
        .collect()
}

async fn effects(desk: &mut Desk, call: i64) -> Result<Vec<LostEffect>, sqlx::Error> {
    let query = desk.ask(
        "SELECT step, attempt, effect_id, kind, name, status, {now} - intended_ms AS ago_ms
         FROM effects WHERE call = $1 ORDER BY step, attempt",
    );
    let rows = query.bind(call).fetch_all(desk.connection()).await?;
    let effect = |row: &sqlx::any::AnyRow| {
        Ok(LostEffect {
            step: row.try_get("step")?,
            attempt: row.try_get("attempt")?,
            id: row.try_get("effect_id")?,
            kind: row.try_get("kind")?,
            name: row.try_get("name")?,
            status: row.try_get("status")?,
            ago_ms: row.try_get("ago_ms")?,
        })
    };
    rows.iter().map(effect).collect()
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
    lost: &LostRow,
    outcome: CallOutcome,
    why: &str,
) -> Result<(), sqlx::Error> {
    let why = match lost.may_be_masked() {
        true => format!("{why}; {MASKED_STILL}"),
        false => why.to_owned(),
    };
    desk.ask(
        "UPDATE effects SET status = 'ambiguous', observed_ms = {now}
         WHERE call = $1 AND status IS NULL",
    )
    .bind(lost.call.number)
    .execute(desk.connection())
    .await?;
    desk.ask(
        "UPDATE calls SET state = 2, outcome = $2, detail = $3, ended_ms = {now}, variables = '{}'
         WHERE id = $1",
    )
    .bind(lost.call.number)
    .bind(outcome.as_str())
    .bind(why)
    .execute(desk.connection())
    .await
    .map(|_| ())
}
