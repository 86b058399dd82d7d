//! A line: the impairments in the order in which sound meets them.
//! What each one does is in the file named after it.

use core::fmt;

use cxtone_dtmf::SampleRate;

use super::{
    dropouts::FrameLoss,
    echo::{DelayLine, delay_samples},
    noise::Noise,
    settings::{ImpairmentError, Impairments},
    twist::Twist,
};

/// Spoils samples: twist, gain, echo, noise, dropouts, clipping, in this order.
///
/// The same seed and the same samples give the same result however they are cut into blocks.
/// With its echo buffer a line takes about 65 KiB.
#[derive(Clone)]
pub struct Line {
    impairments: Impairments,
    twist: Option<Twist>,
    gain: f32,
    echo: Option<DelayLine>,
    noise: Option<Noise>,
    loss: Option<FrameLoss>,
    clip: f32,
}

impl Line {
    /// A line at rest.
    ///
    /// # Errors
    ///
    /// [`ImpairmentError`] names the value that is out of range.
    pub fn new(impairments: Impairments, rate: SampleRate) -> Result<Self, ImpairmentError> {
        impairments.check(rate)?;
        let Impairments {
            twist_db,
            noise_dbm0,
            echo,
            dropouts,
            seed,
            ..
        } = impairments;
        Ok(Self {
            impairments,
            twist: (twist_db != 0.0).then(|| Twist::new(twist_db, rate)),
            gain: amplitude(impairments.gain_db),
            echo: echo.and_then(|echo| {
                let delay = delay_samples(echo.delay_ms, rate)?;
                Some(DelayLine::new(delay, amplitude(echo.level_db)))
            }),
            noise: noise_dbm0.map(|level_dbm0| Noise::new(level_dbm0, rate, seed)),
            loss: dropouts.map(|dropouts| FrameLoss::new(dropouts.probability, rate, seed)),
            clip: amplitude(impairments.clip_dbfs),
        })
    }

    /// Spoils the next samples in place; full scale is ±1. A sample that is no finite number
    /// counts as silence.
    pub fn apply(&mut self, samples: &mut [f32]) {
        for sample in samples {
            *sample = self.pass(if sample.is_finite() { *sample } else { 0.0 });
        }
    }

    fn pass(&mut self, sample: f32) -> f32 {
        let mut sample = sample.clamp(-SAMPLE_MAX, SAMPLE_MAX);
        if let Some(twist) = &mut self.twist {
            sample = twist.filter(sample);
        }
        sample *= self.gain;
        if let Some(echo) = &mut self.echo {
            sample = echo.add(sample);
        }
        if let Some(noise) = &mut self.noise {
            sample += noise.draw();
        }
        if self.loss.as_mut().is_some_and(FrameLoss::is_lost) {
            sample = 0.0;
        }
        sample.clamp(-self.clip, self.clip)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Line")
            .field("impairments", &self.impairments)
            .finish_non_exhaustive()
    }
}

/// Far beyond full scale, and far from what would overflow in the filters.
const SAMPLE_MAX: f32 = 1e6;

fn amplitude(db: f32) -> f32 {
    libm::powf(10.0, db / 20.0)
}
