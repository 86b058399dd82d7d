//! What every digit of a sequence sounds like: durations, level, twist.
//! Which frequencies it has is in [`keypad`](crate::keypad).

use super::SynthError;
use crate::level;

/// The longest tone, in milliseconds.
pub const TONE_MS_MAX: u32 = 60_000;

/// The longest gap, in milliseconds.
pub const GAP_MS_MAX: u32 = 60_000;

/// Durations and levels of the tones of a sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// How long each tone lasts, edges included: 1 to [`TONE_MS_MAX`] milliseconds, 100 by default.
    pub tone_ms: u32,
    /// How long the silence after each tone lasts: 0 to [`GAP_MS_MAX`] milliseconds, 100 by default.
    pub gap_ms: u32,
    /// Level of the stronger of the two tones in dBm0, −10 by default. A full-scale sine has
    /// +3.14 dBm0 (ITU-T G.711, tables 5 and 6). Two equal tones clip above −2.88 dBm0.
    pub level_dbm0: f32,
    /// Level of the high tone less that of the low tone in dB, 0 by default.
    pub twist_db: f32,
}

impl Tone {
    /// Peak amplitudes of the low and the high tone, full scale = 1.
    pub(super) fn amplitudes(&self) -> Result<(f32, f32), SynthError> {
        self.check_durations()?;
        if !self.level_dbm0.is_finite() || !self.twist_db.is_finite() {
            return Err(SynthError::NotFinite);
        }
        let strong = level::amplitude(self.level_dbm0);
        let ratio = libm::powf(10.0, -self.twist_db.abs() / 20.0);
        if strong * (1.0 + ratio) > 1.0 {
            return Err(SynthError::Clips {
                level_dbm0: self.level_dbm0,
                level_dbm0_max: level::dbm0(1.0 / (1.0 + ratio)),
            });
        }
        let weak = strong * ratio;
        Ok(if self.twist_db > 0.0 {
            (weak, strong)
        } else {
            (strong, weak)
        })
    }

    fn check_durations(&self) -> Result<(), SynthError> {
        if self.tone_ms == 0 || self.tone_ms > TONE_MS_MAX {
            return Err(SynthError::ToneDuration {
                tone_ms: self.tone_ms,
            });
        }
        if self.gap_ms > GAP_MS_MAX {
            return Err(SynthError::GapDuration {
                gap_ms: self.gap_ms,
            });
        }
        Ok(())
    }
}

impl Default for Tone {
    fn default() -> Self {
        Self {
            tone_ms: 100,
            gap_ms: 100,
            level_dbm0: -10.0,
            twist_db: 0.0,
        }
    }
}
