//! The evidence for each digit at each step of a recording, as natural log odds against noise.
//! How the digits follow each other is `alignment`'s part.

use crate::{Digit, Tone};

use super::{steps::Steps, tones};

/// Low and high tones.
pub(super) const TONES: usize = 8;

/// The longest window that is added up in phase: what is longer is divided.
const SEGMENT_MS_MAX: f64 = 60.0;

/// The shortest window, in steps.
const SEGMENT_STEPS_MIN: usize = 8;

/// Steps in the longest window, with room for rates that are no whole number of frames.
pub(super) const SEGMENT_STEPS_MAX: usize = 32;

/// Parts that a long tone is looked for in, evenly over its length.
const SEGMENTS_MAX: usize = 4;

/// What a digit's odds are lowered by: how much rarer it is, before the recording is heard, than
/// nothing, together with how many places it is chosen of.
const PRIOR: f32 = 13.0;

/// What a second tone must be worth at most: one tone alone, in either band, is nothing either, and
/// is this much rarer than noise.
const ALONE: f32 = 12.0;

/// What another digit in a digit's place has less odds than the digit itself.
const ANOTHER: f32 = 4.0;

/// How a tone is divided.
#[derive(Clone, Copy)]
pub(super) struct Segments {
    pub(super) tone_s: f64,
    width: usize,
    count: usize,
    apart: usize,
}

impl Segments {
    pub(super) fn new(tone: &Tone, steps: Steps) -> Self {
        let tone_ms = f64::from(tone.tone_ms);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a tone lasts a minute at most"
        )]
        let count = (libm::ceil(tone_ms / SEGMENT_MS_MAX) as usize).clamp(1, SEGMENTS_MAX);
        let width_ms = (tone_ms / count as f64).min(SEGMENT_MS_MAX);
        let apart_ms = (tone_ms - width_ms) / (count - 1).max(1) as f64;
        Self {
            tone_s: tone_ms / 1000.0,
            width: steps
                .nearest(width_ms)
                .clamp(SEGMENT_STEPS_MIN, SEGMENT_STEPS_MAX),
            count,
            apart: steps.nearest(apart_ms),
        }
    }
}

/// Another digit than the one that was sent.
#[derive(Clone, Copy)]
pub(super) struct Another {
    pub(super) digit: Digit,
    pub(super) odds: f32,
}

/// What the tones of a recording are worth, step by step.
pub(super) struct Evidence<'a> {
    steps: &'a [[f32; TONES]],
    /// How many windows the recording has beside each other, as a logarithm.
    pub(super) ln_places: f32,
}

impl<'a> Evidence<'a> {
    /// How many values the evidence of so many steps takes.
    pub(super) fn len(steps: usize) -> usize {
        steps * TONES
    }

    pub(super) fn new(
        samples: &[f32],
        steps: Steps,
        segments: &Segments,
        scratch: &'a mut [f32],
    ) -> Self {
        let (places, _) = scratch.as_chunks_mut::<TONES>();
        tones::measure(samples, steps, segments.width, places);
        join(places, segments);
        let windows = places.len() as f32 / segments.width as f32;
        Self {
            steps: places,
            ln_places: libm::logf(windows.max(1.0)),
        }
    }

    pub(super) fn steps(&self) -> &'a [[f32; TONES]] {
        self.steps
    }
}

/// Adds up the segments of long tones.
fn join(places: &mut [[f32; TONES]], segments: &Segments) {
    let mut rest = places;
    while let Some((first, later)) = rest.split_first_mut() {
        for segment in 1..segments.count {
            let Some(part) = later.get(segment * segments.apart - 1) else {
                break;
            };
            for (sum, odds) in first.iter_mut().zip(part) {
                *sum += odds;
            }
        }
        rest = later;
    }
}

/// The log odds of a digit against noise and against a single tone.
pub(super) fn of(tones: &[f32; TONES], digit: Digit) -> f32 {
    let odds = |tone: usize| tones.get(tone).copied().unwrap_or(f32::NEG_INFINITY);
    pair(odds(digit.row()), odds(TONES / 2 + digit.column()))
}

/// The likeliest other digit.
pub(super) fn another(tones: &[f32; TONES], digit: Digit) -> Another {
    let (low, high) = tones.split_at(TONES / 2);
    let (low, high) = (Best::of(low), Best::of(high));
    let likeliest = Digit::from_keypad(low.first, high.first);
    let (row, column) = if likeliest != Some(digit) {
        (low.first, high.first)
    } else if pair(low.second_odds, high.first_odds) > pair(low.first_odds, high.second_odds) {
        (low.second, high.first)
    } else {
        (low.first, high.second)
    };
    let another = Digit::from_keypad(row, column).unwrap_or(digit);
    Another {
        digit: another,
        odds: of(tones, another) - ANOTHER,
    }
}

fn pair(low: f32, high: f32) -> f32 {
    (low + high).min(low.min(high) + ALONE) - PRIOR
}

/// The two likeliest tones of a band.
struct Best {
    first: usize,
    first_odds: f32,
    second: usize,
    second_odds: f32,
}

impl Best {
    fn of(tones: &[f32]) -> Self {
        let mut best = Self {
            first: 0,
            first_odds: f32::NEG_INFINITY,
            second: 0,
            second_odds: f32::NEG_INFINITY,
        };
        for (index, &odds) in tones.iter().enumerate() {
            if odds > best.first_odds {
                (best.second, best.second_odds) = (best.first, best.first_odds);
                (best.first, best.first_odds) = (index, odds);
            } else if odds > best.second_odds {
                (best.second, best.second_odds) = (index, odds);
            }
        }
        best
    }
}
