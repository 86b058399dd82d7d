//! The journal: an effect is written down before it is sent, and again when its outcome is known.
//! Both name the fence under which the call was given, and nothing is written under an old one.

use futures_util::future::BoxFuture;

use super::{Operation, rows::rows_affected};
use crate::{StoreError, store::desk::Desk};

/// Which effect: the call under its fence, the step of its way, and how often that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EffectKey {
    pub(crate) call: i64,
    pub(crate) fence: i64,
    pub(crate) step: i64,
    pub(crate) attempt: i64,
}

/// Writes down that an effect is about to be sent.
pub(crate) struct Intend {
    pub(crate) key: EffectKey,
    pub(crate) effect: Intended,
}

/// What is written down before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Intended {
    /// Ties the records of one effect together.
    pub(crate) id: String,
    /// `digits`, `play`, `collect`, `mask` or `unmask`.
    pub(crate) kind: &'static str,
    /// The flow's step, or how many digits.
    pub(crate) name: String,
}

/// Writes down what came of it.
pub(crate) struct Observe {
    pub(crate) key: EffectKey,
    pub(crate) observation: Observation,
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Observation {
    pub(crate) status: &'static str,
    pub(crate) detail: Option<String>,
    /// The recognition rate, where it was measured.
    pub(crate) rate: Option<f64>,
}

impl Operation for Intend {
    type Answer = Result<(), StoreError>;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let Self { key, effect } = self;
            // Whoever takes the call over waits until this is committed, and then sees it.
            let query = desk.ask(
                "INSERT INTO effects
                   (call, step, attempt, effect_id, kind, name, fence, worker, intended_ms)
                 SELECT id, $3, $4, $5, $6, $7, fence, worker, {now}
                 FROM calls WHERE id = $1 AND fence = $2 AND state = 1 {locked}
                 ON CONFLICT (call, step, attempt) DO NOTHING",
            );
            let query = bound(query, key)
                .bind(effect.id.clone())
                .bind(effect.kind)
                .bind(effect.name.clone());
            let written = rows_affected(query.execute(desk.connection()).await?);
            if written == 1 || self.is_there(desk).await? {
                return Ok(Ok(()));
            }
            Ok(Err(StoreError::Fenced))
        })
    }
}

impl Intend {
    /// Whether it was written before, and the answer was lost.
    async fn is_there(&self, desk: &mut Desk) -> Result<bool, sqlx::Error> {
        let query = desk.ask(
            "SELECT calls.id FROM calls JOIN effects ON effects.call = calls.id
             WHERE calls.id = $1 AND calls.fence = $2 AND calls.state = 1
               AND effects.step = $3 AND effects.attempt = $4
               AND effects.effect_id = $5 AND effects.fence = $2",
        );
        let query = bound(query, &self.key).bind(self.effect.id.clone());
        Ok(query.fetch_optional(desk.connection()).await?.is_some())
    }
}

impl Operation for Observe {
    type Answer = Result<(), StoreError>;

    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>> {
        Box::pin(async move {
            let Self { key, observation } = self;
            let query = desk.ask(
                "UPDATE effects SET status = $5, detail = $6, rate = $7, observed_ms = {now}
                 WHERE call = $1 AND fence = $2 AND step = $3 AND attempt = $4 AND EXISTS (
                   SELECT 1 FROM calls WHERE id = $1 AND fence = $2 AND state = 1 {locked}
                 )",
            );
            let query = bound(query, key)
                .bind(observation.status)
                .bind(observation.detail.clone())
                .bind(observation.rate);
            let written = rows_affected(query.execute(desk.connection()).await?);
            Ok(if written == 1 {
                Ok(())
            } else {
                Err(StoreError::Fenced)
            })
        })
    }
}

type Query = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

fn bound(query: Query, key: &EffectKey) -> Query {
    query
        .bind(key.call)
        .bind(key.fence)
        .bind(key.step)
        .bind(key.attempt)
}
