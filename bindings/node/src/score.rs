//! How well digits are recognised, for JavaScript.
//! Measuring and its shape are `hearing`'s.

use cxtone_hearing::{Measuring, ScoreReport};
use napi::{
    Result,
    bindgen_prelude::{AsyncTask, Float32Array},
};
use napi_derive::napi;

use crate::{
    detector::{profile, sample_rate, whole},
    generate::parsed,
    refused::{refused, wrong},
};

/// How to measure. What is not given is as in `hearing`.
#[napi(object, object_to_js = false)]
pub struct ScoreOptions {
    /// Samples a second.
    pub sample_rate: f64,
    /// What counts as a digit.
    pub profile: Option<String>,
    /// Length that each tone should have; together with `gap_ms`.
    pub tone_ms: Option<f64>,
    /// Length that each gap should have.
    pub gap_ms: Option<f64>,
    /// How far they may be off.
    pub tolerance_ms: Option<f64>,
    /// Whether the detector alone decides.
    pub blind: Option<bool>,
}

/// A recording that is measured on another thread.
pub struct Score {
    expected: cxtone_dtmf::Digits,
    samples: Float32Array,
    rate: cxtone_dtmf::SampleRate,
    how: Measuring,
}

/// The score of one channel, as JSON. The samples must not change before it is there.
///
/// # Errors
///
/// The digits are none, or an option cannot be used.
#[napi(catch_unwind)]
pub fn score_samples(
    expected: String,
    samples: Float32Array,
    options: ScoreOptions,
) -> Result<AsyncTask<Score>> {
    Ok(AsyncTask::new(Score {
        expected: parsed(&expected)?,
        samples,
        rate: sample_rate(options.sample_rate)?,
        how: options.measuring()?,
    }))
}

impl napi::Task for Score {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        let measured = ScoreReport::measure(&self.expected, &self.samples, self.rate, &self.how);
        serde_json::to_string(&measured.map_err(refused)?).map_err(refused)
    }

    fn resolve(&mut self, _env: napi::Env, output: String) -> Result<String> {
        Ok(output)
    }
}

impl ScoreOptions {
    fn measuring(&self) -> Result<Measuring> {
        let usual = Measuring::default();
        let timing_ms = match (self.tone_ms, self.gap_ms) {
            (Some(tone_ms), Some(gap_ms)) => {
                Some((whole("toneMs", tone_ms)?, whole("gapMs", gap_ms)?))
            }
            (None, None) => None,
            _ => return Err(wrong("toneMs", &"give both toneMs and gapMs, or neither")),
        };
        Ok(Measuring {
            profile: profile(self.profile.as_deref())?,
            timing_ms,
            tolerance_ms: self.tolerance_ms.unwrap_or(usual.tolerance_ms),
            is_blind: self.blind.unwrap_or(usual.is_blind),
        })
    }
}
