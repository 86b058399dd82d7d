//! The detector with its reasons: it hears what [`Detector`] hears, and tells why, and why not.
//! What a reason looks like is told in `explained`.

mod near_miss;
mod pending;
mod suspect;

use super::{
    Detector, FLUSH_MS, SILENCE,
    ear::{Ear, Means},
    track::Track,
    within,
};
use crate::{Event, Explained, Explanation, Outcome, Profile, SampleRate};
use near_miss::{NearMiss, explained};
use pending::Pending;
use suspect::Suspect;

/// Listens like a [`Detector`], and gives its reasons: for each digit the measures that decided,
/// and the same for each *near miss*.
///
/// A near miss is a stretch of two tones that would have been a digit but for one thing. All its
/// other measures are within their limits, and the one is not far beyond its own: a length of at
/// least 0.65 of the least one, a level or a twist up to 10 dB beyond, a tone up to 5 % off,
/// purity, share and steadiness of at least half, a glide of at most twice the limit. The score,
/// with the figures that tell of that one thing as they [typically](crate::Figure::typical) are,
/// would suffice; where the score alone is too low, it is at least 0: even odds. A stretch is told
/// once, by the window that comes nearest; stretches of one digit that are less than 30 ms apart
/// are one, and what overlaps a digit is not told. So there are some 35 near misses in an hour of
/// speech (measured on 0.7 h of recordings).
///
/// ```
/// use cxtone_dtmf::{
///     Aspect, Digits, Explainer, Explanation, Outcome, Profile, SampleRate, Synth, Tone,
/// };
///
/// let sent: Digits = "5".parse()?;
/// let short = Tone { tone_ms: 23, ..Tone::default() };
/// let mut synth = Synth::new(&sent, SampleRate::TELEPHONE, short)?;
/// let mut samples = vec![0.0; synth.samples_total() as usize];
/// synth.fill(&mut samples);
///
/// let mut missed = Vec::new();
/// let mut listen = |explanation| match explanation {
///     Explanation::Stretch(stretch) => missed.push(stretch.outcome),
///     _ => panic!("the tone is too short to be a digit"),
/// };
/// let mut explainer = Explainer::new(SampleRate::TELEPHONE, Profile::ATT);
/// explainer.feed(&samples, &mut listen);
/// explainer.finish(&mut listen);
/// let [Outcome::Missed(check)] = missed[..] else {
///     panic!("one near miss");
/// };
/// assert_eq!(check.aspect, Aspect::Length);
/// assert!((check.measured - 23.0).abs() < 2.0 && check.least == Some(27.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Explainer {
    detector: Detector,
    watch: Watch,
}

/// The detector's ear, and what it listens with.
#[derive(Clone, Copy)]
struct View<'a> {
    ear: &'a Ear,
    means: Means<'a>,
}

/// What is remembered beside the detector.
#[derive(Debug, Default)]
struct Watch {
    /// How near the detector's own stretch has come.
    nearest: Option<NearMiss>,
    /// A stretch that the detector does not follow.
    suspect: Option<Suspect>,
    pending: Pending,
}

impl Explainer {
    /// An explainer for mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        Self {
            detector: Detector::new(rate, profile),
            watch: Watch::default(),
        }
    }

    /// Takes the next samples as [`Detector::feed`] does, and tells the same events with reasons.
    pub fn feed(&mut self, samples: &[f32], mut sink: impl FnMut(Explanation)) {
        let Self { detector, watch } = self;
        let means = Means {
            plan: &detector.plan,
            thresholds: detector.profile.thresholds(),
        };
        let mut rest = samples;
        while !rest.is_empty() {
            let taken = detector.ear.take(rest, means.plan);
            rest = rest.get(taken..).unwrap_or_default();
            while let Some(first) = detector.ear.make_closed_frames(means.plan) {
                watch.listen(&mut detector.ear, means, first, &mut sink);
            }
        }
        detector.samples += samples.len() as u64;
    }

    /// Tells what is still open at the end of the stream, and makes ready for another one.
    pub fn finish(&mut self, mut sink: impl FnMut(Explanation)) {
        let rate_hz = self.detector.rate.hz();
        let end_s = self.detector.samples as f64 / f64::from(rate_hz);
        let mut inside = |explanation| {
            sink(match explanation {
                Explanation::Event(event) => Explanation::Event(within(event, end_s)),
                Explanation::Stretch(stretch) => Explanation::Stretch(Explained {
                    start_s: stretch.start_s.min(end_s),
                    end_s: stretch.end_s.min(end_s),
                    at_s: stretch.at_s.min(end_s),
                    ..stretch
                }),
            });
        };
        for _ in 0..u64::from(rate_hz) * FLUSH_MS / (1000 * SILENCE.len() as u64) + 1 {
            self.feed(&SILENCE, &mut inside);
        }
        self.watch.pending.flush(&mut inside);
        self.detector
            .finish(|event| inside(Explanation::Event(event)));
        self.watch = Watch::default();
    }
}

impl Watch {
    /// Lets the ear listen to its frames from a number on, and watches it.
    fn listen(
        &mut self,
        ear: &mut Ear,
        means: Means<'_>,
        first: u64,
        sink: &mut impl FnMut(Explanation),
    ) {
        let before = ear.track.filter(|track| !track.is_confirmed());
        let had_track = ear.track.is_some();
        let mut is_new = false;
        ear.listen(means, &mut |event| {
            is_new |= matches!(event, Event::Confirmed { .. });
            sink(Explanation::Event(event));
        });
        let view = View { ear, means };
        match (before, ear.track) {
            (Some(track), _) => self.judge_again(view, track, is_new, sink),
            (None, Some(track)) if !had_track => {
                self.judge(view, &track, track.is_confirmed(), is_new, sink);
            }
            (None, Some(_)) => {}
            (None, None) => self.suspect(view, first, sink),
        }
        self.pending.tick(ear.now_s(means.plan), sink);
    }

    /// Repeats on a copy what the detector has just done with its stretch, to see why.
    fn judge_again(
        &mut self,
        view: View<'_>,
        mut track: Track,
        is_new: bool,
        sink: &mut impl FnMut(Explanation),
    ) {
        track.follow(view.ear.history.latest());
        let Means { plan, thresholds } = view.means;
        let passes = track.confirm(&view.ear.history, plan, thresholds);
        self.judge(view, &track, passes, is_new, sink);
        if view.ear.track.is_none()
            && !passes
            && let Some(nearest) = self.nearest.take()
        {
            self.pending.offer(nearest, sink);
        }
    }

    /// Keeps the stretch's best window, or tells of the digit that it is.
    fn judge(
        &mut self,
        view: View<'_>,
        track: &Track,
        passes: bool,
        is_new: bool,
        sink: &mut impl FnMut(Explanation),
    ) {
        if !passes {
            NearMiss::keep_nearest(&mut self.nearest, view, track);
            self.leave_suspect(sink);
            return;
        }
        self.nearest = None;
        if let Some(stretch) = explained(view, track) {
            if is_new {
                sink(Explanation::Stretch(stretch));
            } else if view.ear.debounce.is_in_echo() {
                let outcome = Outcome::Echo;
                sink(Explanation::Stretch(Explained { outcome, ..stretch }));
            }
            self.leave_suspect(sink);
            self.pending.withdraw(&stretch, sink);
        }
    }

    /// Where the detector follows nothing: follows what only nearly is a pair of tones.
    fn suspect(&mut self, view: View<'_>, first: u64, sink: &mut impl FnMut(Explanation)) {
        for number in first..view.ear.history.count() {
            let frame = view.ear.history.frame(number);
            let is_over = |suspect: &mut Suspect| !suspect.follow(view, frame);
            if self.suspect.as_mut().is_some_and(is_over) {
                self.leave_suspect(sink);
            }
        }
        if self.suspect.is_none() {
            self.suspect = Suspect::found(view);
        }
    }

    fn leave_suspect(&mut self, sink: &mut impl FnMut(Explanation)) {
        if let Some(nearest) = self.suspect.take().and_then(Suspect::into_nearest) {
            self.pending.offer(nearest, sink);
        }
    }
}
