//! Why a stretch of two tones was taken for a digit, or was not: its measures, their limits, and
//! what each figure added to the score. Finding the stretches is the explainer's.

use core::fmt;

use crate::{Digit, Event, evidence::FIGURES, figure::Figure};

/// How many things a stretch is checked for.
pub const CHECKS: usize = 9;

/// One thing that the explainer has to tell. `Debug` shows neither digit nor times.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one a stretch, and a box would need an allocator"
)]
pub enum Explanation {
    /// What the detector tells.
    Event(Event),
    /// Why a stretch is a digit, which comes right behind its [`Event::Confirmed`], or why it
    /// only nearly is one, which comes within 300 ms of its end.
    Stretch(Explained),
}

/// A stretch of two tones, and what decided about it. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Explained {
    /// The digit that it is, or would be.
    pub digit: Digit,
    /// When it began, in seconds of the stream.
    pub start_s: f64,
    /// When it ended or, of a digit, how far it had come when it was confirmed, in seconds of the
    /// stream.
    pub end_s: f64,
    /// When the window that it is judged by was complete, in seconds of the stream.
    pub at_s: f64,
    /// What it was taken for.
    pub outcome: Outcome,
    /// What was measured beside its limits, in the order of [`Aspect::ALL`].
    pub checks: [Check; CHECKS],
    /// What the score was made of, in the order of [`Figure::ALL`].
    pub figures: [Weighed; FIGURES],
}

/// What a stretch was taken for.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// A digit.
    Digit {
        /// There was next to nothing beside two steady tones: then the score is not asked.
        plain: bool,
    },
    /// The echo of the digit before, which is told once.
    Echo,
    /// Nearly a digit: all is well but this.
    Missed(Check),
}

/// A measure and its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// What was measured.
    pub aspect: Aspect,
    /// Its value, in the [unit](Aspect::unit) of the aspect.
    pub measured: f32,
    /// The least that passes, if there is one.
    pub least: Option<f32>,
    /// The most that passes, if there is one.
    pub most: Option<f32>,
}

/// What a stretch is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// How long the tones lasted: too short.
    Length,
    /// Level of the stronger tone: too quiet.
    Level,
    /// Distance from the nominal frequency, of the tone that is further off: off frequency. It may
    /// be larger where the other tone is off alike.
    Frequency,
    /// Level of the high tone less that of the low one: twisted.
    Twist,
    /// Share of its band that a tone explains, of the less pure one: impure.
    Purity,
    /// Share of all between 0.6 and 3.9 kHz that both tones explain: outshone.
    Share,
    /// The weakest quarter's amplitude over the strongest's, of the less steady tone: unsteady.
    Steadiness,
    /// How far a tone's frequency moves within the window: gliding.
    Glide,
    /// The natural logarithm of the odds that this is a digit and no voice or music.
    Score,
}

/// A figure of the score, and what it did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Which figure.
    pub figure: Figure,
    /// Its value here, in the figure's [unit](Figure::unit).
    pub value: f32,
    /// By how much the score is higher for this value than for the
    /// [typical](Figure::typical) one, all other figures staying as they are: negative where it
    /// speaks against a digit. As the score bends, these do not add up to it.
    pub contribution: f32,
}

impl Explained {
    /// The score; see [`Aspect::Score`].
    #[must_use]
    pub fn score(&self) -> f32 {
        let score = self.checks.iter().find(|it| it.aspect == Aspect::Score);
        score.map_or(0.0, |check| check.measured)
    }
}

impl Check {
    /// Whether the measure is within its limits.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.least.is_none_or(|least| self.measured >= least)
            && self.most.is_none_or(|most| self.measured <= most)
    }
}

impl Aspect {
    /// Every aspect, in the order in which they are checked.
    pub const ALL: [Self; CHECKS] = [
        Self::Length,
        Self::Level,
        Self::Frequency,
        Self::Twist,
        Self::Purity,
        Self::Share,
        Self::Steadiness,
        Self::Glide,
        Self::Score,
    ];

    /// One word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Level => "level",
            Self::Frequency => "frequency",
            Self::Twist => "twist",
            Self::Purity => "purity",
            Self::Share => "share",
            Self::Steadiness => "steadiness",
            Self::Glide => "glide",
            Self::Score => "score",
        }
    }

    /// What a stretch is that fails here.
    #[must_use]
    pub const fn fault(self) -> &'static str {
        match self {
            Self::Length => "too short",
            Self::Level => "too quiet",
            Self::Frequency => "off frequency",
            Self::Twist => "twisted",
            Self::Purity => "impure",
            Self::Share => "outshone",
            Self::Steadiness => "unsteady",
            Self::Glide => "gliding",
            Self::Score => "score too low",
        }
    }

    /// The unit of its values; empty where they have none.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Length => "ms",
            Self::Level => "dBm0",
            Self::Frequency | Self::Purity | Self::Share => "%",
            Self::Twist => "dB",
            Self::Glide => "turns",
            Self::Steadiness | Self::Score => "",
        }
    }
}

impl fmt::Debug for Explained {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Explained([digit])")
    }
}
