//! The detector: samples to digits, in chunks of any size.
//!
//! Its stages, each in a file of its own: front end (samples to frames of a millisecond) → search
//! (windows of frames) → fit (frequency, amplitude, purity of either tone) → `decide` → track (onset
//! and end) → `debounce`. What the thresholds are is the profile's.

mod band;
mod change_point;
mod decimator;
mod delay_line;
mod explainer;
pub(crate) mod fit;
mod follow;
mod frame;
mod front_end;
mod gain_table;
pub(crate) mod low_pass;
mod search;
mod track;

use crate::{
    Considered, Event, Heard, Profile, SampleRate,
    debounce::{Debounce, Stretch},
};
use frame::{Frame, History};
use front_end::{FrontEnd, FrontEndPlan};
use track::{Course, Track, Trail};

pub use explainer::Explainer;

/// Silence that ends a stream, in milliseconds: longer than any digit stays open.
const FLUSH_MS: u64 = 200;

/// Listens to a stream of samples and tells which digits are in it.
///
/// ```
/// use cxtone_dtmf::{Detector, Digits, Event, Profile, SampleRate, Synth, Tone};
///
/// let sent: Digits = "0123456789*#ABCD".parse()?;
/// let mut synth = Synth::new(&sent, SampleRate::TELEPHONE, Tone::default())?;
/// let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
///
/// let mut heard = Digits::new();
/// let mut listen = |event| {
///     if let Event::Ended(digit) = event {
///         heard.push(digit.digit).expect("as many as were sent");
///     }
/// };
/// let mut block = [0.0; 160];
/// loop {
///     let filled = synth.fill(&mut block);
///     if filled == 0 {
///         break;
///     }
///     detector.feed(&block[..filled], &mut listen);
/// }
/// detector.finish(&mut listen);
/// assert!(heard == sent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Detector {
    profile: Profile,
    rate: SampleRate,
    front_end: FrontEnd,
    ear: Ear,
    samples: u64,
}

/// All behind the front end: it sees frames and knows no sample rate.
struct Ear {
    profile: Profile,
    plan: FrontEndPlan,
    history: History,
    track: Option<Track>,
    trail: Option<Trail>,
    /// First frame that no digit has used.
    floor: u64,
    debounce: Debounce,
}

impl Detector {
    /// A detector for mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        let (front_end, plan) = FrontEnd::new(rate);
        Self {
            profile,
            rate,
            front_end,
            ear: Ear::new(profile, plan),
            samples: 0,
        }
    }

    /// Takes the next samples, full scale = 1, and tells what they decide. How the stream is cut
    /// into chunks never changes the events. Samples that are no number count as silence, those
    /// beyond ±32 as ±32.
    pub fn feed(&mut self, samples: &[f32], mut sink: impl FnMut(Event)) {
        for &sample in samples {
            self.push(sample, &mut sink);
        }
        self.samples += samples.len() as u64;
    }

    /// Tells what is still open at the end of the stream, and makes ready for another one.
    pub fn finish(&mut self, mut sink: impl FnMut(Event)) {
        let end_s = self.samples as f64 / f64::from(self.rate.hz());
        let mut inside = |event| sink(within(event, end_s));
        for _ in 0..u64::from(self.rate.hz()) * FLUSH_MS / 1000 {
            self.push(0.0, &mut inside);
        }
        self.ear.debounce.flush(&mut inside);
        *self = Self::new(self.rate, self.profile);
    }

    /// Takes the next samples, confirms nothing, and tells of every window that would be judged:
    /// what the decision is fitted with.
    pub fn consider(&mut self, samples: &[f32], mut sink: impl FnMut(Considered)) {
        for &sample in samples {
            if let Some(frame) = self.front_end.push(sample)
                && let Some(considered) = self.ear.consider(frame)
            {
                sink(considered);
            }
        }
        self.samples += samples.len() as u64;
    }

    fn push(&mut self, sample: f32, sink: &mut impl FnMut(Event)) {
        if let Some(frame) = self.front_end.push(sample) {
            self.ear.listen(frame, sink);
        }
    }
}

impl core::fmt::Debug for Detector {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Detector")
            .field("profile", &self.profile.name())
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

impl Ear {
    fn new(profile: Profile, plan: FrontEndPlan) -> Self {
        Self {
            profile,
            plan,
            history: History::new(),
            track: None,
            trail: None,
            floor: 0,
            debounce: Debounce::new(profile.thresholds()),
        }
    }

    fn listen(&mut self, frame: Frame, sink: &mut impl FnMut(Event)) {
        self.history.push(frame);
        let course = match self.track.take() {
            Some(mut track) => {
                let course = track.follow(frame);
                self.advance(track, course, sink)
            }
            None => self.look(sink),
        };
        self.track = course;
        let now_s = self.plan.clock.complete_s(self.history.count() - 1);
        self.debounce.tick(now_s, sink);
    }

    /// As [`Ear::listen`], but judges nothing.
    fn consider(&mut self, frame: Frame) -> Option<Considered> {
        let thresholds = self.profile.thresholds();
        self.history.push(frame);
        let (track, course) = match self.track.take() {
            Some(mut track) => {
                let course = track.follow(frame);
                (track, course)
            }
            None => {
                let found = search::search(&self.history, self.floor, &self.plan, thresholds)?;
                Track::new(found.0, found.1, &self.history, self.floor)
            }
        };
        let figures = track.considered(&self.history, &self.plan, thresholds);
        let considered = figures.map(|figures| Considered {
            digit: track.digit,
            start_s: self.plan.clock.shown_s(track.onset()),
            at_s: self.plan.clock.complete_s(self.history.count() - 1),
            figures,
        });
        let goes_on = course == Course::Lasts && !track.is_hopeless(&self.plan);
        self.track = goes_on.then_some(track);
        considered
    }

    /// Without a stretch: looks for one.
    fn look(&mut self, sink: &mut impl FnMut(Event)) -> Option<Track> {
        let thresholds = self.profile.thresholds();
        let (digit, fit) = search::search(&self.history, self.floor, &self.plan, thresholds)?;
        let (track, course) = Track::new(digit, fit, &self.history, self.floor);
        self.advance(track, course, sink)
    }

    /// With a stretch: confirms it, ends it, or keeps it.
    fn advance(
        &mut self,
        mut track: Track,
        course: Course,
        sink: &mut impl FnMut(Event),
    ) -> Option<Track> {
        let thresholds = self.profile.thresholds();
        if track.confirm(&self.history, &self.plan, thresholds) {
            self.debounce.begin(self.stretch(&track), sink);
        }
        if course == Course::Over {
            self.close(&track);
            return None;
        }
        (!track.is_hopeless(&self.plan)).then_some(track)
    }

    fn stretch(&self, track: &Track) -> Stretch {
        Stretch {
            digit: track.digit,
            start_s: self.plan.clock.shown_s(track.onset()).max(0.0),
            decided_s: self.plan.clock.complete_s(self.history.count() - 1),
            level: track.level(),
            in_phase: self.trail.is_some_and(|trail| track.continues(&trail)),
        }
    }

    fn close(&mut self, track: &Track) {
        if !track.is_confirmed() {
            return;
        }
        let figures = track.measure(&self.history, &self.plan, self.profile.thresholds());
        let end_s = self.plan.clock.shown_s(track.end());
        self.debounce.end(end_s, figures);
        self.floor = track.next_frame();
        self.trail = Some(track.trail());
    }
}

/// No event lies behind the end of the stream, though the silence that ends it is heard too.
fn within(event: Event, end_s: f64) -> Event {
    match event {
        Event::Confirmed {
            digit,
            start_s,
            decided_s,
        } => Event::Confirmed {
            digit,
            start_s: start_s.min(end_s),
            decided_s: decided_s.min(end_s),
        },
        Event::Ended(heard) => Event::Ended(Heard {
            start_s: heard.start_s.min(end_s),
            end_s: heard.end_s.min(end_s),
            decided_s: heard.decided_s.min(end_s),
            ..heard
        }),
    }
}

/// A sum of products in eight lanes: a fixed order of summation that compilers can vectorise.
pub(crate) fn dot(samples: &[f32], weights: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (sample_eights, sample_rest) = samples.as_chunks::<8>();
    let (weight_eights, _) = weights.as_chunks::<8>();
    for (eight, by) in sample_eights.iter().zip(weight_eights) {
        for (lane, (sample, weight)) in lanes.iter_mut().zip(eight.iter().zip(by)) {
            *lane += sample * weight;
        }
    }
    let weights_rest = weights.iter().skip(sample_eights.len() * 8);
    for (lane, (sample, weight)) in lanes.iter_mut().zip(sample_rest.iter().zip(weights_rest)) {
        *lane += sample * weight;
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// From the precision of design to that of the sample path.
#[allow(
    clippy::cast_possible_truncation,
    reason = "weights, gains and frequencies are designed in double precision and used in single"
)]
pub(crate) fn narrow(designed: f64) -> f32 {
    designed as f32
}
