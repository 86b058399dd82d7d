//! What is measured at each step of a recording: how likely each tone is there, and the bands' powers.
//! What that says about digits is `odds`'s part.

use crate::Tone;

use super::{steps::Steps, tones};

/// Low and high tones.
pub(super) const TONES: usize = 8;

/// The tones and the powers of three bands: low, high, all.
pub(super) const VALUES: usize = TONES + 3;

/// The longest window that is added up in phase: what is longer is divided.
const SEGMENT_MS_MAX: f64 = 60.0;

/// The shortest window, in steps.
const SEGMENT_STEPS_MIN: usize = 8;

/// Steps in the longest window, with room for rates that are no whole number of frames.
pub(super) const SEGMENT_STEPS_MAX: usize = 32;

/// Parts that a long tone is looked for in, evenly over its length.
const SEGMENTS_MAX: usize = 4;

/// What was measured of a tone that begins at a step: for each tone of the keypad its natural log
/// odds against noise, then the powers of the bands.
pub(super) type Step = [f32; VALUES];

/// How a tone is divided.
#[derive(Clone, Copy)]
pub(super) struct Segments {
    pub(super) tone_s: f64,
    /// Steps in a segment.
    pub(super) width: usize,
    pub(super) count: usize,
    /// Steps from the start of one to that of the next.
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

/// How many values so many steps take.
pub(super) fn len(steps: usize) -> usize {
    steps * VALUES
}

/// Measures a recording, step by step, into `scratch`.
pub(super) fn measure<'a>(
    samples: &[f32],
    steps: Steps,
    segments: &Segments,
    scratch: &'a mut [f32],
) -> &'a [Step] {
    let (places, _) = scratch.as_chunks_mut::<VALUES>();
    tones::measure(samples, steps, segments.width, places);
    join(places, segments);
    places
}

/// Adds up the segments of long tones.
fn join(places: &mut [Step], segments: &Segments) {
    let mut rest = places;
    while let Some((first, later)) = rest.split_first_mut() {
        for segment in 1..segments.count {
            let Some(part) = later.get(segment * segments.apart - 1) else {
                break;
            };
            for (sum, value) in first.iter_mut().zip(part) {
                *sum += value;
            }
        }
        rest = later;
    }
}
