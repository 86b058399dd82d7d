//! What a receiver must accept and reject, country by country, and where the decision lies between.
//! How the figures are measured is the detector's.

/// The requirements that a detector follows, and its thresholds.
///
/// Between what a standard says must be accepted and what must be rejected there is room; the
/// thresholds lie in it, so that measurement errors fall on neither side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    name: &'static str,
    thresholds: Thresholds,
}

/// Where a profile draws its lines.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Thresholds {
    /// Largest distance of either tone from its nominal frequency, in percent, where the other one
    /// is off by about as much in the same direction.
    pub offset_percent_max: f32,
    /// Largest distance of either tone from its nominal frequency, in percent, whatever the other
    /// one does.
    pub offset_alone_percent_max: f32,
    /// Lowest level of the stronger tone, in dBm0.
    pub level_dbm0_min: f32,
    /// Lowest squared amplitude of the stronger tone, full scale = 1: [`Self::level_dbm0_min`].
    pub level_power_min: f32,
    /// Lowest twist (high less low), in dB.
    pub twist_db_min: f32,
    /// Lowest power of the high tone over the low one: [`Self::twist_db_min`].
    pub twist_ratio_min: f32,
    /// Highest twist (high less low), in dB.
    pub twist_db_max: f32,
    /// Highest power of the high tone over the low one: [`Self::twist_db_max`].
    pub twist_ratio_max: f32,
    /// Shortest tone, in milliseconds.
    pub tone_ms_min: f32,
    /// Longest break inside a digit after which the tone goes on in phase, in milliseconds.
    pub break_ms_max: f32,
    /// Shortest tone that the standard says must be accepted, in milliseconds; a sender that stays
    /// below it has a timing error.
    pub sender_tone_ms_min: f32,
    /// Shortest pause that the standard says must separate digits, in milliseconds; a sender that
    /// stays below it has a timing error.
    pub sender_pause_ms_min: f32,
}

impl Profile {
    /// AT&T, the default (ITU-T Q.24, table A-1, column AT&T).
    ///
    /// Accepts ±1.5 %, rejects 3.5 %; accepts 0 to −25 dBm, rejects −55; twist +4 to −8 dB; accepts
    /// 40 ms, rejects 23; pauses of 40 ms separate, breaks of 10 ms do not. Within that room it
    /// hears as much as it can.
    pub const ATT: Self = Self {
        name: "att",
        thresholds: Thresholds {
            offset_percent_max: 3.2,
            offset_alone_percent_max: 2.1,
            level_dbm0_min: -50.0,
            level_power_min: 4.853e-6,
            twist_db_min: -13.0,
            twist_ratio_min: 0.050_12,
            twist_db_max: 13.0,
            twist_ratio_max: 19.953,
            tone_ms_min: 27.0,
            break_ms_max: 22.0,
            sender_tone_ms_min: 40.0,
            sender_pause_ms_min: 40.0,
        },
    };

    /// NTT (ITU-T Q.24, table A-1, column NTT).
    ///
    /// Accepts ±1.8 %, rejects 3.0 %; accepts −3 to −24 dBm, rejects −29; twist ±5 dB; accepts
    /// 40 ms, rejects 24; pauses of 30 ms separate, breaks of 10 ms do not.
    pub const NTT: Self = Self {
        name: "ntt",
        thresholds: Thresholds {
            offset_percent_max: 2.4,
            offset_alone_percent_max: 2.2,
            level_dbm0_min: -26.5,
            level_power_min: 1.0864e-3,
            twist_db_min: -7.0,
            twist_ratio_min: 0.199_53,
            twist_db_max: 7.0,
            twist_ratio_max: 5.0119,
            tone_ms_min: 30.0,
            break_ms_max: 18.0,
            sender_tone_ms_min: 40.0,
            sender_pause_ms_min: 30.0,
        },
    };

    /// ETSI (ES 201 235-3, clause 4.2; its frequency, twist and level limits are taken at second
    /// hand).
    ///
    /// Accepts ±(1.5 % + 2 Hz) and a twist of ±6 dB; accepts 40 ms, rejects 20; breaks under 20 ms
    /// do not end a digit, pauses over 40 ms do.
    pub const ETSI: Self = Self {
        name: "etsi",
        thresholds: Thresholds {
            offset_percent_max: 2.6,
            offset_alone_percent_max: 2.2,
            level_dbm0_min: -45.0,
            level_power_min: 1.5346e-5,
            twist_db_min: -9.0,
            twist_ratio_min: 0.125_89,
            twist_db_max: 9.0,
            twist_ratio_max: 7.9433,
            tone_ms_min: 29.0,
            break_ms_max: 30.0,
            sender_tone_ms_min: 40.0,
            sender_pause_ms_min: 40.0,
        },
    };

    /// Every profile.
    pub const ALL: [Self; 3] = [Self::ATT, Self::NTT, Self::ETSI];

    /// The profile of a name: `att`, `ntt` or `etsi`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// The name, in lower case.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where the lines are drawn.
    #[must_use]
    pub const fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::ATT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::FULL_SCALE_DBM0;

    fn check_ratio(linear: f32, db: f32) {
        let expected = libm::pow(10.0, f64::from(db) / 10.0);
        let error = (f64::from(linear) / expected - 1.0).abs();
        assert!(
            error < 1e-3,
            "{linear} stands for {db} dB, which is {expected}"
        );
    }

    #[test]
    fn linear_ratios_are_those_of_their_decibels() {
        for profile in Profile::ALL {
            let thresholds = profile.thresholds();
            check_ratio(
                thresholds.level_power_min,
                thresholds.level_dbm0_min - FULL_SCALE_DBM0,
            );
            check_ratio(thresholds.twist_ratio_min, thresholds.twist_db_min);
            check_ratio(thresholds.twist_ratio_max, thresholds.twist_db_max);
        }
    }

    #[test]
    fn each_profile_is_found_by_its_name_and_att_is_the_default() {
        for profile in Profile::ALL {
            assert_eq!(Profile::named(profile.name()), Some(profile));
        }
        assert_eq!(Profile::named("ATT"), None);
        assert_eq!(Profile::default(), Profile::ATT);
    }
}
