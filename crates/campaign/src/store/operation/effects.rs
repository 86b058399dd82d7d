//! The journal: an effect is written down before it is sent, and again when its outcome is known.
//! Both name the fence under which the call was given, and nothing is written under an old one.

use std::collections::{HashMap, HashSet};

use futures_util::future::BoxFuture;
use serde::Serialize;
use sqlx::Row as _;

use super::Operation;
use crate::{StoreError, store::desk::Desk};

/// Which effect: the call under its fence, the step of its way, and how often that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct EffectKey {
    pub(crate) call: i64,
    pub(crate) fence: i64,
    pub(crate) step: i64,
    pub(crate) attempt: i64,
}

/// Writes down that an effect is about to be sent.
#[derive(Serialize)]
pub(crate) struct Intend {
    #[serde(flatten)]
    pub(crate) key: EffectKey,
    #[serde(flatten)]
    pub(crate) effect: Intended,
}

/// What is written down before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Intended {
    /// Ties the records of one effect together.
    #[serde(rename = "effect_id")]
    pub(crate) id: String,
    /// `digits`, `play`, `collect`, `mask` or `unmask`.
    pub(crate) kind: &'static str,
    /// The flow's step; of digits that no step sent, how many.
    pub(crate) name: String,
}

/// Writes down what came of it.
#[derive(Serialize)]
pub(crate) struct Observe {
    #[serde(flatten)]
    pub(crate) key: EffectKey,
    #[serde(flatten)]
    pub(crate) observation: Observation,
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Observation {
    pub(crate) status: &'static str,
    pub(crate) detail: Option<String>,
    /// The recognition rate, where it was measured.
    pub(crate) rate: Option<f64>,
}

impl Operation for Intend {
    type Answer = Result<(), StoreError>;
    const RANK: u8 = 1;

    fn run_all<'a>(
        all: &'a [&'a Self],
        desk: &'a mut Desk,
    ) -> BoxFuture<'a, Result<Vec<Self::Answer>, sqlx::Error>> {
        Box::pin(async move {
            // Whoever takes a call over waits until this is committed, and then sees it.
            if desk.writes_all(INTEND, &INTENDED, all).await? {
                return Ok(all.iter().map(|_| Ok(())).collect());
            }
            let there = keys(desk, IS_THERE, &INTENDED, all).await?;
            Ok(answers(all.iter().map(|one| one.key), &there))
        })
    }
}

impl Operation for Observe {
    type Answer = Result<(), StoreError>;
    const RANK: u8 = 2;

    fn run_all<'a>(
        all: &'a [&'a Self],
        desk: &'a mut Desk,
    ) -> BoxFuture<'a, Result<Vec<Self::Answer>, sqlx::Error>> {
        Box::pin(async move {
            let latest = latest(all);
            if desk.writes_all(OBSERVE, &OBSERVED, &latest).await? {
                return Ok(all.iter().map(|_| Ok(())).collect());
            }
            // Once more, since it does the same, to be told which.
            let returning = format!(
                "{OBSERVE} RETURNING effects.call, effects.fence, effects.step, effects.attempt"
            );
            let written = keys(desk, &returning, &OBSERVED, &latest).await?;
            Ok(answers(all.iter().map(|one| one.key), &written))
        })
    }
}

/// What is known of each effect in the end: where the store was away, more than one observation of
/// the same may have come together.
fn latest<'a>(all: &[&'a Observe]) -> Vec<&'a Observe> {
    let mut places: HashMap<EffectKey, usize> = HashMap::with_capacity(all.len());
    let mut latest: Vec<&Observe> = Vec::with_capacity(all.len());
    for one in all {
        match places.get(&one.key) {
            Some(place) => latest[*place] = one,
            None => {
                places.insert(one.key, latest.len());
                latest.push(one);
            }
        }
    }
    latest
}

const INTEND: &str = "INSERT INTO effects
   (call, step, attempt, effect_id, kind, name, fence, worker, intended_ms)
 SELECT call, step, attempt, effect_id, kind, name, fence,
   (SELECT worker FROM calls WHERE calls.id = asked.call), {now}
 FROM {rows} WHERE EXISTS (
   SELECT 1 FROM calls
   WHERE calls.id = asked.call AND calls.fence = asked.fence AND {running} {locked}
 )
 ON CONFLICT (call, step, attempt) DO NOTHING";

/// Those that are there, written now, or before where the answer was lost.
const IS_THERE: &str = "SELECT asked.call, asked.fence, asked.step, asked.attempt
 FROM {rows} JOIN calls ON calls.id = asked.call AND calls.fence = asked.fence
 JOIN effects ON effects.call = asked.call AND effects.fence = asked.fence
   AND effects.step = asked.step AND effects.attempt = asked.attempt
   AND effects.effect_id = asked.effect_id
 WHERE {running}";

const INTENDED: [(&str, &str); 7] = [
    ("call", "BIGINT"),
    ("fence", "BIGINT"),
    ("step", "BIGINT"),
    ("attempt", "BIGINT"),
    ("effect_id", "TEXT"),
    ("kind", "TEXT"),
    ("name", "TEXT"),
];

const OBSERVE: &str = "UPDATE effects
 SET status = asked.status, detail = asked.detail, rate = asked.rate, observed_ms = {now}
 FROM {rows} WHERE {few} AND effects.call = asked.call AND effects.fence = asked.fence
   AND effects.step = asked.step AND effects.attempt = asked.attempt AND EXISTS (
     SELECT 1 FROM calls
     WHERE calls.id = asked.call AND calls.fence = asked.fence AND {running} {locked}
   )";

const OBSERVED: [(&str, &str); 7] = [
    ("call", "BIGINT"),
    ("fence", "BIGINT"),
    ("step", "BIGINT"),
    ("attempt", "BIGINT"),
    ("status", "TEXT"),
    ("detail", "TEXT"),
    ("rate", "DOUBLE PRECISION"),
];

/// The effects that a statement about these tells of.
async fn keys<R: Serialize>(
    desk: &mut Desk,
    sql: &str,
    columns: &[(&str, &str)],
    rows: &[R],
) -> Result<HashSet<EffectKey>, sqlx::Error> {
    let query = desk.ask_of(sql, columns, rows)?;
    let rows = query.fetch_all(desk.connection()).await?;
    let key = |row: &sqlx::any::AnyRow| {
        Ok(EffectKey {
            call: row.try_get(0)?,
            fence: row.try_get(1)?,
            step: row.try_get(2)?,
            attempt: row.try_get(3)?,
        })
    };
    rows.iter().map(key).collect()
}

/// What was not written is another worker's by now.
fn answers(
    keys: impl Iterator<Item = EffectKey>,
    written: &HashSet<EffectKey>,
) -> Vec<Result<(), StoreError>> {
    let answer = |key| match written.contains(&key) {
        true => Ok(()),
        false => Err(StoreError::Fenced),
    };
    keys.map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observe(step: i64, status: &'static str) -> Observe {
        Observe {
            key: EffectKey {
                call: 1,
                fence: 1,
                step,
                attempt: 1,
            },
            observation: Observation {
                status,
                detail: None,
                rate: None,
            },
        }
    }

    #[test]
    fn of_each_effect_the_latest_observation_is_written() {
        let all = [(1, "ambiguous"), (2, "failed"), (1, "done")];
        let all = all.map(|(step, status)| observe(step, status));
        let latest = latest(&all.iter().collect::<Vec<_>>());
        let latest = latest
            .iter()
            .map(|one| (one.key.step, one.observation.status));
        assert_eq!(latest.collect::<Vec<_>>(), [(1, "done"), (2, "failed")]);
    }
}
