//! The figures that the score is made of, by name, with what a typical digit has.
//! Measuring them is `evidence`'s.

use crate::{
    evidence::{FIGURES, score},
    explained::{Aspect, Weighed},
};

/// A figure that the score is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Figure {
    /// Binary logarithm of the window's frames, of about a millisecond each.
    Window,
    /// What the low tone explains of its band over the rest, in dB.
    LowPurity,
    /// What the high tone explains of its band over the rest, in dB.
    HighPurity,
    /// Distance of the low tone from its nominal frequency, in percent.
    LowOffset,
    /// Distance of the high tone from its nominal frequency, in percent.
    HighOffset,
    /// Difference of the two offsets, in percent.
    OffsetsApart,
    /// High tone over low tone, in dB.
    Twist,
    /// What is beside the tones between 0.6 and 3.9 kHz, over both, in dB.
    Beside,
    /// What is beside the tones at any frequency, over both, in dB.
    BesideInAll,
    /// Movement of the low tone's frequency, in hundredths of a turn.
    LowGlide,
    /// Movement of the high tone's frequency, in hundredths of a turn.
    HighGlide,
    /// The low tone's weakest quarter over its strongest.
    LowSteadiness,
    /// The high tone's weakest quarter over its strongest.
    HighSteadiness,
    /// The low band before the tones over the same while they last, in dB.
    LowBefore,
    /// The high band before the tones over the same while they last, in dB.
    HighBefore,
    /// All between 0.6 and 3.9 kHz before the tones over the same while they last, in dB.
    WideBefore,
    /// All that there was before the tones over all while they last, in dB.
    AllBefore,
    /// How long the tones have lasted, in frames of about a millisecond.
    Length,
    /// All between 0.6 and 3.9 kHz before the tones over both tones, in dB.
    WideBeforeOverTones,
    /// All that there was before the tones over both tones, in dB.
    AllBeforeOverTones,
}

impl Figure {
    /// Every figure, in the order of the network.
    pub const ALL: [Self; FIGURES] = [
        Self::Window,
        Self::LowPurity,
        Self::HighPurity,
        Self::LowOffset,
        Self::HighOffset,
        Self::OffsetsApart,
        Self::Twist,
        Self::Beside,
        Self::BesideInAll,
        Self::LowGlide,
        Self::HighGlide,
        Self::LowSteadiness,
        Self::HighSteadiness,
        Self::LowBefore,
        Self::HighBefore,
        Self::WideBefore,
        Self::AllBefore,
        Self::Length,
        Self::WideBeforeOverTones,
        Self::AllBeforeOverTones,
    ];

    /// A few words for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::LowPurity => "low tone's purity",
            Self::HighPurity => "high tone's purity",
            Self::LowOffset => "low tone's offset",
            Self::HighOffset => "high tone's offset",
            Self::OffsetsApart => "difference of the offsets",
            Self::Twist => "twist",
            Self::Beside => "sound beside the tones",
            Self::BesideInAll => "sound beside the tones, hum included",
            Self::LowGlide => "low tone's glide",
            Self::HighGlide => "high tone's glide",
            Self::LowSteadiness => "low tone's steadiness",
            Self::HighSteadiness => "high tone's steadiness",
            Self::LowBefore => "low band before, over during",
            Self::HighBefore => "high band before, over during",
            Self::WideBefore => "sound before, over during",
            Self::AllBefore => "sound before, over during, hum included",
            Self::Length => "length",
            Self::WideBeforeOverTones => "sound before, over the tones",
            Self::AllBeforeOverTones => "sound before, over the tones, hum included",
        }
    }

    /// The unit of its values; empty where they have none.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Window => "log2 ms",
            Self::LowOffset | Self::HighOffset | Self::OffsetsApart => "%",
            Self::LowGlide | Self::HighGlide => "turns/100",
            Self::LowSteadiness | Self::HighSteadiness => "",
            Self::Length => "ms",
            _ => "dB",
        }
    }

    /// What a typical digit has when it is confirmed: the medians of 640 digits of 50 ms, drawn
    /// from anywhere in the AT&T column, in white noise 20 dB below their stronger tone (0 to
    /// 4 kHz).
    #[must_use]
    pub const fn typical(self) -> f32 {
        match self {
            Self::Window => 4.58,
            Self::LowPurity => 30.0,
            Self::HighPurity => 26.43,
            Self::LowOffset => 0.76,
            Self::HighOffset => 0.75,
            Self::OffsetsApart => 0.88,
            Self::Twist => -1.78,
            Self::Beside => -30.0,
            Self::BesideInAll => -22.38,
            Self::LowGlide => 0.3,
            Self::HighGlide => 0.44,
            Self::LowSteadiness => 0.97,
            Self::HighSteadiness => 0.96,
            Self::LowBefore => -29.72,
            Self::HighBefore => -26.22,
            Self::WideBefore => -22.84,
            Self::AllBefore => -21.88,
            Self::Length => 27.64,
            Self::WideBeforeOverTones => -22.89,
            Self::AllBeforeOverTones => -21.85,
        }
    }

    /// Which check tells of the same, and so may spoil this figure too.
    const fn aspect(self) -> Aspect {
        match self {
            Self::Window | Self::Length => Aspect::Length,
            Self::LowPurity | Self::HighPurity => Aspect::Purity,
            Self::LowOffset | Self::HighOffset | Self::OffsetsApart => Aspect::Frequency,
            Self::Twist => Aspect::Twist,
            Self::LowGlide | Self::HighGlide => Aspect::Glide,
            Self::LowSteadiness | Self::HighSteadiness => Aspect::Steadiness,
            _ => Aspect::Share,
        }
    }
}

/// Each figure with what it did to the score.
pub(crate) fn weighed(figures: &[f32; FIGURES]) -> [Weighed; FIGURES] {
    let whole = score(figures);
    let mut values = figures.iter();
    Figure::ALL.map(|figure| Weighed {
        figure,
        value: values.next().copied().unwrap_or(0.0),
        contribution: whole - score(&with_typical(figures, |other| other == figure)),
    })
}

/// The score that the figures would have, were all that tells of some aspects as it typically is.
pub(crate) fn score_without(figures: &[f32; FIGURES], aspects: &[Aspect]) -> f32 {
    score(&with_typical(figures, |figure| {
        aspects.contains(&figure.aspect())
    }))
}

fn with_typical(figures: &[f32; FIGURES], is_replaced: impl Fn(Figure) -> bool) -> [f32; FIGURES] {
    let mut replaced = *figures;
    for (value, figure) in replaced.iter_mut().zip(Figure::ALL) {
        if is_replaced(figure) {
            *value = figure.typical();
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::SCORE_MIN;

    #[test]
    fn each_figure_stands_at_its_place_and_a_typical_digit_has_nothing_against_it() {
        let typical = Figure::ALL.map(Figure::typical);
        assert!(score(&typical) >= SCORE_MIN);
        for (weighed, figure) in weighed(&typical).into_iter().zip(Figure::ALL) {
            assert_eq!(weighed.figure, figure);
            assert_eq!(weighed.contribution, 0.0, "{figure:?}");
        }
    }

    #[test]
    fn what_speaks_against_a_digit_is_told_by_the_figure_that_does() {
        let mut figures = Figure::ALL.map(Figure::typical);
        let whole = score(&figures);
        figures[0] = 4.0;
        figures[13] = 0.0;
        let weighed = weighed(&figures);
        assert!(weighed[13].contribution < -0.5, "{:?}", weighed[13]);
        assert_eq!(weighed[4].contribution, 0.0);
        assert_eq!(
            score_without(&figures, &[Aspect::Share, Aspect::Length]),
            whole
        );
    }
}
