//! How far the eight tones explain their bands, a value for each step and tone.
//! Which digits the tones make is `evidence`'s part.

use crate::{complex::Complex, detector::narrow, keypad};

use super::{
    band::{Band, Plan},
    evidence::{SEGMENT_STEPS_MAX, Step, TONES},
    steps::{STEP_FRAMES, Steps},
};

/// Steps that are worked on at a time, so that what is worked on stays in the cache.
const CHUNK: usize = 256;

/// Frames for a chunk's last window.
const CHUNK_FRAMES: usize = (CHUNK + SEGMENT_STEPS_MAX) * STEP_FRAMES;

/// How far a tone may be off: 1.5 % and 2 Hz (ETSI ES 201 235-3).
const OFFSET_SHARE_MAX: f64 = 0.015;
const OFFSET_HZ_MAX: f64 = 2.0;

/// Frequencies that are tried for each one over the length of a window. Between two of them a tone
/// loses 0.6 dB.
const TRIED_PER_WINDOW: f64 = 2.5;

/// The largest share of its band that a tone counts as explaining.
const SHARE_MAX: f32 = 0.999;

/// A window that has less than this part of the chunk's loudest one is silence: sums of what was
/// before it are not exact.
const SILENT_SHARE: f32 = 1.0e-9;

/// Writes the evidence for each tone alone, in natural log odds, and the powers of the bands, step by
/// step.
///
/// A band of white noise of any power explains a share `s` by any one frequency with the probability
/// (1 − s)^(n − 1), n independent values: −(n − 1) ln (1 − s) is then exponential with mean 1. From it
/// the logarithm of the number of independent frequencies is taken that the best one was chosen of.
pub(super) fn measure(samples: &[f32], steps: Steps, width: usize, places: &mut [Step]) {
    let mut chunk = Chunk::new();
    let bands = [Plan::LOW, Plan::HIGH, Plan::WIDE];
    for (number, plan) in bands.iter().enumerate() {
        let band = Band::new(plan, steps);
        for (index, places) in places.chunks_mut(CHUNK).enumerate() {
            chunk.listen(&band, samples, index * CHUNK * STEP_FRAMES, width);
            for (place, &power) in places.iter_mut().zip(&chunk.powers) {
                set(place, TONES + number, power);
            }
            for (tone, search) in searches(number, plan, steps, width) {
                chunk.search(&search, width);
                for (place, odds) in places.iter_mut().zip(chunk.odds(&search)) {
                    set(place, tone, odds);
                }
            }
        }
    }
}

fn set(place: &mut Step, index: usize, value: f32) {
    if let Some(place) = place.get_mut(index) {
        *place = value;
    }
}

/// The tones of a band, by number, and where they are looked for.
fn searches(
    band: usize,
    plan: &Plan,
    steps: Steps,
    width: usize,
) -> impl Iterator<Item = (usize, Search)> {
    let tones = keypad::ROW_HZ.iter().chain(&keypad::COLUMN_HZ).enumerate();
    tones
        .filter(move |(tone, _)| tone / keypad::ROWS == band)
        .map(move |(tone, &hz)| (tone, Search::new(plan, f64::from(hz), steps, width)))
}

/// Where one tone is looked for.
pub(super) struct Search {
    radians_per_frame: f64,
    spacing: f64,
    to_either_side: i32,
    /// n − 1.
    pub(super) freedom: f32,
    pub(super) ln_choices: f32,
    window_frames: f32,
}

impl Search {
    pub(super) fn new(plan: &Plan, hz: f64, steps: Steps, width: usize) -> Self {
        let offset_hz = hz * OFFSET_SHARE_MAX + OFFSET_HZ_MAX;
        let window_frames = (width * STEP_FRAMES) as f64;
        let window_s = window_frames * steps.frame_s();
        #[allow(
            clippy::cast_possible_truncation,
            reason = "some tens at most: windows are shorter than a tenth of a second"
        )]
        let to_either_side = libm::ceil(offset_hz * window_s * TRIED_PER_WINDOW) as i32;
        let offset = core::f64::consts::TAU * offset_hz * steps.frame_s();
        Self {
            radians_per_frame: plan.radians_per_s(hz) * steps.frame_s(),
            spacing: offset / f64::from(to_either_side),
            to_either_side,
            freedom: plan.freedom(window_s) - 1.0,
            ln_choices: narrow(libm::log(1.0 + 2.0 * offset_hz * window_s)),
            window_frames: narrow(window_frames),
        }
    }

    fn frequencies(&self) -> impl Iterator<Item = f32> + '_ {
        let side = self.to_either_side;
        (-side..=side).map(|index| narrow(self.radians_per_frame + f64::from(index) * self.spacing))
    }
}

/// A part of the recording, in one band.
struct Chunk {
    frames: [Complex; CHUNK_FRAMES],
    /// Sums of all frames before each step.
    sums: [Complex; CHUNK + SEGMENT_STEPS_MAX + 1],
    /// Power of each window, as a sum over its frames.
    powers: [f32; CHUNK],
    /// Squared sum of each window at the frequency that fits it best.
    explained: [f32; CHUNK],
    silent: f32,
}

impl Chunk {
    fn new() -> Self {
        Self {
            frames: [Complex::ZERO; CHUNK_FRAMES],
            sums: [Complex::ZERO; CHUNK + SEGMENT_STEPS_MAX + 1],
            powers: [0.0; CHUNK],
            explained: [0.0; CHUNK],
            silent: 0.0,
        }
    }

    fn listen(&mut self, band: &Band, samples: &[f32], first_frame: usize, width: usize) {
        for (index, frame) in self.frames.iter_mut().enumerate() {
            *frame = band.at(samples, first_frame + index);
        }
        let mut loudest = 0.0_f32;
        for (index, power) in self.powers.iter_mut().enumerate() {
            let window = self.frames.iter().skip(index * STEP_FRAMES);
            let window = window.take(width * STEP_FRAMES);
            *power = window.map(|frame| frame.norm_squared()).sum();
            loudest = loudest.max(*power);
        }
        self.silent = (loudest * SILENT_SHARE).max(f32::MIN_POSITIVE);
    }

    fn search(&mut self, search: &Search, width: usize) {
        self.explained.fill(0.0);
        for radians in search.frequencies() {
            self.add_up(Complex::from_radians(-radians));
            let later = self.sums.iter().skip(width);
            let windows = self.sums.iter().zip(later);
            for (explained, (&before, &after)) in self.explained.iter_mut().zip(windows) {
                *explained = explained.max((after - before).norm_squared());
            }
        }
    }

    /// Sums of the frames, turned back by a frequency.
    fn add_up(&mut self, back: Complex) {
        let (mut turn, mut sum) = (Complex::ONE, Complex::ZERO);
        let (pairs, _) = self.frames.as_chunks::<STEP_FRAMES>();
        for (place, &[first, second]) in self.sums.iter_mut().skip(1).zip(pairs) {
            let next = turn * back;
            sum += first * turn + second * next;
            turn = next * back;
            *place = sum;
        }
    }

    fn odds<'a>(&'a self, search: &'a Search) -> impl Iterator<Item = f32> + 'a {
        let windows = self.explained.iter().zip(&self.powers);
        windows.map(|(&explained, &power)| {
            if power < self.silent {
                return -search.ln_choices;
            }
            let share = (explained / (search.window_frames * power)).min(SHARE_MAX);
            -search.freedom * libm::log1pf(-share) - search.ln_choices
        })
    }
}
