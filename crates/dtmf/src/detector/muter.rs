//! Which samples of a stream a muter lets through: all but the digits, known at most 40 ms later.
//! Holding samples back for so long, and putting silence in their place, is its caller's.

mod mask;

use core::fmt;

use super::{
    Detector, FLUSH_MS, SILENCE,
    ear::{Ear, Means},
    plan::Plan,
    track::Track,
};
use crate::{Event, Profile, SampleRate, evidence::score};
use mask::Mask;

/// How long a sample is held back at most, in milliseconds.
const DELAY_MS: u32 = 40;

/// Most frames by which the detector goes on at once where it follows no stretch.
const STEP_FRAMES: u64 = 4;

/// Muted before the measured onset of a digit and behind its end, in frames: as far as these are off
/// in noise.
const MARGIN_FRAMES: f64 = 2.0;

/// Least score of what is muted before it has become a digit, once it cannot be held back longer.
/// Some digits in noise need more time than there is, and speech seldom comes so far.
const LIKELY_SCORE_MIN: f32 = -2.5;

/// So long behind a digit, in milliseconds, what is as strong in both bands is taken for the rest of
/// it behind a break: alone it may be too short to be heard as a digit. The next digit comes after 40.
const REST_MS_MAX: f32 = 35.0;

/// Fewest frames of it one after the other: noise is as strong in both bands now and then.
const REST_FRAMES_MIN: u64 = 4;

/// Some successive samples, and whether they are to be muted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// How many samples, at least one.
    pub samples: u64,
    /// Whether they belong to a digit.
    pub is_muted: bool,
}

/// Listens like a [`Detector`], and tells which samples a listener must not hear.
///
/// Passages follow one another without gaps from the first sample to the last. Each sample is told
/// at most [`delay_samples`](Self::delay_samples) after it came: so many of them are held back by
/// the caller. How the stream is cut into chunks never changes what is muted.
///
/// ```
/// use cxtone_dtmf::{Digits, Muter, Profile, SampleRate, Synth, Tone};
///
/// let digits: Digits = "159#".parse()?;
/// let mut synth = Synth::new(&digits, SampleRate::TELEPHONE, Tone::default())?;
/// let mut samples = vec![0.0; synth.samples_total() as usize];
/// synth.fill(&mut samples);
///
/// let mut muter = Muter::new(SampleRate::TELEPHONE, Profile::ATT);
/// let mut told = 0;
/// let mut mute = |samples: &mut [f32], count: u64, is_muted: bool| {
///     let end = told + count as usize;
///     if is_muted {
///         samples[told..end].fill(0.0);
///     }
///     told = end;
/// };
/// let heard = samples.clone();
/// muter.feed(&heard, |passage| mute(&mut samples, passage.samples, passage.is_muted));
/// muter.finish(|passage| mute(&mut samples, passage.samples, passage.is_muted));
/// assert_eq!(told, samples.len());
/// assert_eq!(muter.digits(), 4);
/// assert!(samples.iter().all(|sample| *sample == 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Muter {
    detector: Detector,
    gate: Gate,
    digits: u64,
}

/// What has been told, and what is to be muted of the rest. `Debug` shows none of it.
struct Gate {
    mask: Mask,
    /// Samples of a frame.
    frame_samples: u64,
    /// Frames by which the telling lags behind at most.
    lag_frames: u64,
    /// Samples that were told of.
    told: u64,
    /// The last digit's stretch that was over, and the first frame behind it not looked at.
    closed: Option<(f64, f64)>,
    behind: u64,
    /// How many frames up to there were as strong as the digit, one after the other.
    strong_frames: u64,
}

impl Muter {
    /// A muter for mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        let detector = Detector::new(rate, profile);
        Self {
            gate: Gate::new(&detector),
            detector,
            digits: 0,
        }
    }

    /// How many samples are held back at most: 40 ms of them.
    #[must_use]
    pub fn delay_samples(&self) -> u64 {
        u64::from(self.detector.rate.hz()) * u64::from(DELAY_MS) / 1000
    }

    /// Takes the next samples as [`Detector::feed`] does, and tells of those that came earlier.
    pub fn feed(&mut self, samples: &[f32], mut sink: impl FnMut(Passage)) {
        let Self {
            detector,
            gate,
            digits,
        } = self;
        let means = Means {
            plan: &detector.plan,
            thresholds: detector.profile.thresholds(),
        };
        let mut rest = samples;
        while !rest.is_empty() {
            let taken = detector.ear.take(rest, means.plan);
            rest = rest.get(taken..).unwrap_or_default();
            while detector.ear.make_frames(means.plan) {
                detector.ear.listen(means, &mut |event| {
                    *digits += u64::from(matches!(event, Event::Confirmed { .. }));
                });
                gate.attend(&detector.ear, means);
                gate.tell(&detector.ear, &mut sink);
            }
        }
        detector.samples += samples.len() as u64;
    }

    /// Tells of the rest, and makes ready for another stream.
    pub fn finish(&mut self, mut sink: impl FnMut(Passage)) {
        let rate_hz = u64::from(self.detector.rate.hz());
        let mut left = self.detector.samples - self.gate.told;
        let mut within = |passage: Passage| {
            let samples = passage.samples.min(left);
            left -= samples;
            if samples > 0 {
                sink(Passage { samples, ..passage });
            }
        };
        for _ in 0..rate_hz * FLUSH_MS / (1000 * SILENCE.len() as u64) + 1 {
            self.feed(&SILENCE, &mut within);
        }
        self.detector.finish(|_| ());
        self.gate = Gate::new(&self.detector);
    }

    /// How many digits were heard in all streams so far. What was muted and is none does not count.
    #[must_use]
    pub fn digits(&self) -> u64 {
        self.digits
    }
}

impl Gate {
    fn new(detector: &Detector) -> Self {
        let frame_samples = (detector.plan.hop() * detector.plan.decimation.factor()) as u64;
        let delay_samples = u64::from(detector.rate.hz()) * u64::from(DELAY_MS) / 1000;
        Self {
            mask: Mask::default(),
            frame_samples,
            lag_frames: delay_samples / frame_samples,
            told: 0,
            closed: None,
            behind: 0,
            strong_frames: 0,
        }
    }

    /// Marks what is known to belong to a digit, or is likely to.
    fn attend(&mut self, ear: &Ear, means: Means<'_>) {
        let plan = means.plan;
        if let Some((onset, end)) = ear.closed {
            self.mark(onset, end, plan);
        }
        if let Some(track) = &ear.track
            && (track.is_confirmed() || (self.is_due(track, plan) && is_likely(track, ear, means)))
        {
            self.mark(track.onset(), track.end(), plan);
        }
        self.attend_rest(ear, plan);
    }

    /// Marks what may be the rest of a digit behind a break.
    fn attend_rest(&mut self, ear: &Ear, plan: &Plan) {
        let (Some((_, end)), Some(trail)) = (ear.closed, &ear.trail) else {
            return;
        };
        if self.closed != ear.closed {
            self.closed = ear.closed;
            self.behind = first_behind(end);
            self.strong_frames = 0;
        }
        let furthest = first_behind(end + plan.clock.frames(REST_MS_MAX));
        for number in self.behind..ear.history.count().min(furthest) {
            self.strong_frames = if trail.is_as_strong_in(&ear.history.frame(number)) {
                self.strong_frames + 1
            } else {
                0
            };
            if self.strong_frames >= REST_FRAMES_MIN {
                self.mark(
                    (number + 1 - self.strong_frames) as f64,
                    number as f64,
                    plan,
                );
            }
        }
        self.behind = ear.history.count();
    }

    /// Whether the beginning of a stretch cannot be held back longer.
    fn is_due(&self, track: &Track, plan: &Plan) -> bool {
        self.mask.first() > first_frame(track.onset(), plan)
    }

    fn mark(&mut self, onset: f64, end: f64, plan: &Plan) {
        self.mask
            .mark(first_frame(onset, plan), last_frame(end, plan));
    }

    /// Tells of what may not be held back longer.
    fn tell(&mut self, ear: &Ear, sink: &mut impl FnMut(Passage)) {
        let step = if ear.track.is_some() { 1 } else { STEP_FRAMES };
        let end = (ear.history.count() + step).saturating_sub(self.lag_frames);
        while self.mask.first() < end {
            self.told += self.frame_samples;
            sink(Passage {
                samples: self.frame_samples,
                is_muted: self.mask.shift(),
            });
        }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Gate([digits])")
    }
}

/// Whether a stretch that is no digit yet may become one.
fn is_likely(track: &Track, ear: &Ear, means: Means<'_>) -> bool {
    track
        .considered(&ear.history, means.plan, means.thresholds)
        .is_some_and(|figures| score(&figures) >= LIKELY_SCORE_MIN)
}

/// The first frame of the stream to be muted for a stretch that begins here.
fn first_frame(onset: f64, plan: &Plan) -> u64 {
    stream_frame(onset, plan, -MARGIN_FRAMES)
}

/// The last one for a stretch that ends here.
fn last_frame(end: f64, plan: &Plan) -> u64 {
    stream_frame(end, plan, MARGIN_FRAMES)
}

/// The first of the detector's frames behind a stretch that ends here.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a frame number that was computed from whole ones; a negative one becomes the first"
)]
fn first_behind(end: f64) -> u64 {
    libm::floor(end) as u64 + 1
}

/// Which frame of the stream the detector's frame shows, some frames on.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a frame number that was computed from whole ones; a negative one becomes the first"
)]
fn stream_frame(frame: f64, plan: &Plan, frames_on: f64) -> u64 {
    (plan.clock.shown_s(frame) / plan.clock.period_s() + frames_on) as u64
}
