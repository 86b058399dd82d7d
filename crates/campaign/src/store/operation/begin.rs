//! The campaign itself: begun once, and told what to do.
//! Which calls it has is in `load`.

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::Single;
use crate::{CampaignState, StoreError, store::desk::Desk};

/// Calls that a cancelled campaign ends in one transaction.
const CANCELLED_AT_ONCE: i64 = 10_000;

/// What a campaign is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// The flow file.
    pub flow: String,
    /// How many calls may begin in a second, over all workers; as before where not given, and
    /// without a limit at first.
    pub rate_per_s: Option<f64>,
    /// How many calls may run at a time, over all workers; as before where not given, and without
    /// a limit at first.
    pub concurrent_max: Option<u32>,
}

/// Begins the campaign, or takes it up.
pub(crate) struct Begin(pub(crate) Heading);

/// Tells the workers what to do, and how many calls are still to be ended for it.
pub(crate) struct Command(pub(crate) CampaignState);

impl Single for Begin {
    type Answer = Result<(), StoreError>;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let Self(heading) = self;
            desk.ask(
                "INSERT INTO campaign (id, state, flow, next_start_us, created_ms)
                 VALUES (1, 'running', $1, 0, {now}) ON CONFLICT (id) DO NOTHING",
            )
            .bind(heading.flow.clone())
            .execute(desk.connection())
            .await?;
            let query = desk.ask("SELECT flow FROM campaign WHERE id = 1");
            let flow: String = query.fetch_one(desk.connection()).await?.try_get(0)?;
            if flow != heading.flow {
                return Ok(Err(StoreError::OtherFlow));
            }
            desk.ask(
                "UPDATE campaign SET rate_per_s = coalesce($1, rate_per_s),
                 concurrent_max = coalesce($2, concurrent_max) WHERE id = 1",
            )
            .bind(heading.rate_per_s)
            .bind(heading.concurrent_max.map(i64::from))
            .execute(desk.connection())
            .await?;
            Ok(Ok(()))
        })
    }
}

impl Single for Command {
    type Answer = Result<u64, StoreError>;
    const ALONE: bool = true;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let Self(state) = *self;
            let query = desk.ask("SELECT state FROM campaign WHERE id = 1 {locked}");
            let Some(row) = query.fetch_optional(desk.connection()).await? else {
                return Ok(Err(StoreError::NoCampaign));
            };
            let before: String = row.try_get(0)?;
            if before == CampaignState::Cancelled.as_str() && state != CampaignState::Cancelled {
                return Ok(Err(StoreError::Cancelled));
            }
            desk.ask("UPDATE campaign SET state = $1 WHERE id = 1")
                .bind(state.as_str())
                .execute(desk.connection())
                .await?;
            if state != CampaignState::Cancelled {
                return Ok(Ok(0));
            }
            cancel_waiting(desk).await.map(Ok)
        })
    }
}

/// Ends calls that wait, which a cancelled campaign never begins. How many; none where none is
/// left.
pub(super) async fn cancel_waiting(desk: &mut Desk) -> Result<u64, sqlx::Error> {
    let query = desk.ask(
        "WITH picked AS (SELECT id FROM calls WHERE state = 0 LIMIT $1 {free})
         UPDATE calls SET state = 2, outcome = 'cancelled', ended_ms = {now}, variables = '{}'
         FROM picked WHERE calls.id = picked.id",
    );
    let ended = query.bind(CANCELLED_AT_ONCE).execute(desk.connection());
    Ok(ended.await?.rows_affected())
}
