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
    // What is no number that can be used is told first, as in browsers; then the arguments in their order.
    whole("sampleRate", options.sample_rate)?;
    let timing_ms = options.timing_ms()?;
    Ok(AsyncTask::new(Score {
        expected: parsed(&expected)?,
        samples,
        rate: sample_rate(options.sample_rate)?,
        how: options.measuring(timing_ms)?,
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
    fn timing_ms(&self) -> Result<(Option<u32>, Option<u32>)> {
        let ms = |option, ms: Option<f64>| ms.map(|ms| whole(option, ms)).transpose();
        Ok((ms("toneMs", self.tone_ms)?, ms("gapMs", self.gap_ms)?))
    }

    fn measuring(&self, (tone_ms, gap_ms): (Option<u32>, Option<u32>)) -> Result<Measuring> {
        if tone_ms.is_some() != gap_ms.is_some() {
            return Err(wrong("toneMs", &"give both toneMs and gapMs, or neither"));
        }
        let usual = Measuring::default();
        Ok(Measuring {
            profile: profile(self.profile.as_deref())?,
            timing_ms: tone_ms.zip(gap_ms),
            tolerance_ms: self.tolerance_ms.unwrap_or(usual.tolerance_ms),
            is_blind: self.blind.unwrap_or(usual.is_blind),
        })
    }
}
