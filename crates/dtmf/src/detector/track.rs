//! One stretch of a steady pair of tones: where it began, whether it lasts, where it ended.
//! Whether it is a digit is `decide`'s, and whether it is a new one is `debounce`'s.

use super::{
    change_point::ChangePoint,
    fit::{PairFit, ToneFit},
    follow::Follower,
    frame::{Frame, Window},
    history::History,
    plan::Plan,
};
use crate::{
    Digit, Thresholds,
    debounce::{Figures, PairLevel},
    decide::{Match, decide},
    evidence::{FIGURES, Powers, SCORE_MIN, Surroundings, figures, is_plain, score},
    level,
};

/// Half the length of a band filter in milliseconds: so long a tone takes to reach its amplitude
/// after its onset shows at half.
const RISE_MS: f32 = 4.0;

/// Shortest window that a digit is decided on, in frames.
const DECIDED_FRAMES_MIN: usize = 16;

/// Longest window that a digit is decided on, in frames.
const DECIDED_FRAMES_MAX: usize = 64;

/// Longest window that a digit is measured on, in frames.
const MEASURED_FRAMES_MAX: usize = 96;

/// How much of the stream before an onset is compared with what follows it, in frames: with the band
/// filter it ends 2 ms before and reaches back 22 ms, which is within any pause (30 ms, ITU-T Q.24).
const BEFORE_FRAMES: usize = 12;
const BEFORE_FRAMES_MIN: usize = 4;
const BEFORE_ONSET_FRAMES: u64 = 6;

/// A stretch that has not passed the decision for so long is given up, in milliseconds.
const UNDECIDED_MS_MAX: f32 = 100.0;

/// Least agreement of phase for a tone to go on: within 60 degrees.
const AGREEMENT_MIN: f32 = 0.5;

/// A stretch that is being followed.
#[derive(Clone, Copy)]
pub(super) struct Track {
    pub(super) digit: Digit,
    fit: PairFit,
    low: Follower,
    high: Follower,
    /// First frame of the run that is followed forwards.
    followed_from: u64,
    run: ChangePoint,
    onset: f64,
    confirmed: Option<Match>,
}

/// How a stretch fares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// It goes on.
    Lasts,
    /// It is over, or hopeless.
    Over,
}

impl Track {
    /// Takes up a pair that was found in a window which ends now; `floor` is the first frame that
    /// may belong to it.
    pub(super) fn new(digit: Digit, fit: PairFit, history: &History, floor: u64) -> (Self, Course) {
        let half = fit.window.len() / 2;
        let middle = fit.window.first() + half as u64;
        let mut track = Self {
            digit,
            fit,
            low: Follower::new(&fit.low.phase, half),
            high: Follower::new(&fit.high.phase, half),
            followed_from: middle,
            run: ChangePoint::new(),
            onset: 0.0,
            confirmed: None,
        };
        track.onset = track.find_onset(history, floor.max(history.oldest()));
        let followed = (middle..history.count()).map(|number| history.frame(number));
        for frame in followed {
            if track.follow(frame) == Course::Over {
                return (track, Course::Over);
            }
        }
        (track, Course::Lasts)
    }

    /// Takes the next frame.
    pub(super) fn follow(&mut self, frame: Frame) -> Course {
        let presence = presence(&mut self.low, &mut self.high, frame);
        if self.run.push(presence) {
            Course::Lasts
        } else {
            Course::Over
        }
    }

    /// Where it began, in frames.
    pub(super) fn onset(&self) -> f64 {
        self.onset
    }

    /// Where it ended, or how far it has come, in frames.
    pub(super) fn end(&self) -> f64 {
        self.followed_from as f64 + self.run.length()
    }

    /// The first frame after it.
    pub(super) fn next_frame(&self) -> u64 {
        self.followed_from + u64::from(self.run.whole_frames())
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.confirmed.is_some()
    }

    /// Whether it has gone on too long without passing the decision.
    pub(super) fn is_hopeless(&self, plan: &Plan) -> bool {
        self.confirmed.is_none() && self.end() - self.onset > plan.clock.frames(UNDECIDED_MS_MAX)
    }

    /// Decides on the steady part so far; true once, when it passes.
    pub(super) fn confirm(
        &mut self,
        history: &History,
        plan: &Plan,
        thresholds: &Thresholds,
    ) -> bool {
        let long_enough = self.end() - self.onset >= plan.clock.frames(thresholds.tone_ms_min);
        if self.is_confirmed() || !long_enough {
            return false;
        }
        let Some(fit) = self.steady_fit(history, plan, thresholds, DECIDED_FRAMES_MAX) else {
            return false;
        };
        let pair = fit.figures();
        match decide(&pair, thresholds) {
            Ok(found)
                if found.digit == self.digit
                    && (is_plain(&pair)
                        || score(&self.figures(&fit, &found, history)) >= SCORE_MIN) =>
            {
                self.fit = fit;
                self.confirmed = Some(found);
                true
            }
            _ => false,
        }
    }

    /// What it would be decided on now, were it not confirmed already.
    pub(super) fn considered(
        &self,
        history: &History,
        plan: &Plan,
        thresholds: &Thresholds,
    ) -> Option<[f32; FIGURES]> {
        let long_enough = self.end() - self.onset >= plan.clock.frames(thresholds.tone_ms_min);
        let fit = long_enough
            .then(|| self.steady_fit(history, plan, thresholds, DECIDED_FRAMES_MAX))
            .flatten()?;
        let found = decide(&fit.figures(), thresholds).ok()?;
        (found.digit == self.digit).then(|| self.figures(&fit, &found, history))
    }

    /// What a window of it is judged by.
    pub(super) fn figures(
        &self,
        fit: &PairFit,
        found: &Match,
        history: &History,
    ) -> [f32; FIGURES] {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "at most some hundred frames, and fractions of one matter little"
        )]
        let frames = (self.end() - self.onset) as f32;
        let around = Surroundings {
            during: history.powers(fit.window),
            before: self.before(history),
            frames,
        };
        figures(&fit.figures(), found, &around)
    }

    /// What it is explained by, whether or not that could be a digit: the window that would be
    /// decided on now; before there is one, that which it was found in.
    pub(super) fn explained_by(&self, history: &History, plan: &Plan) -> PairFit {
        self.steady_window(history, plan, DECIDED_FRAMES_MAX)
            .map_or(self.fit, |window| {
                PairFit::of_any(history, window, &self.fit.turns(), plan)
            })
    }

    /// What the stretch was like, measured on as much of its steady part as is remembered.
    pub(super) fn measure(
        &self,
        history: &History,
        plan: &Plan,
        thresholds: &Thresholds,
    ) -> Figures {
        let longest = self.steady_fit(history, plan, thresholds, MEASURED_FRAMES_MAX);
        let remeasured = longest.and_then(|fit| {
            let found = decide(&fit.figures(), thresholds).ok()?;
            (found.digit == self.digit).then_some((fit, found))
        });
        let none = Match {
            digit: self.digit,
            low_offset_percent: 0.0,
            high_offset_percent: 0.0,
        };
        let (fit, found) = remeasured.unwrap_or((self.fit, self.confirmed.unwrap_or(none)));
        Figures {
            level: pair_level(&fit),
            low_offset_percent: found.low_offset_percent,
            high_offset_percent: found.high_offset_percent,
        }
    }

    /// Levels in the window that it was decided on.
    pub(super) fn level(&self) -> PairLevel {
        pair_level(&self.fit)
    }

    /// Whether both tones go on where those of an earlier stretch would be by now.
    pub(super) fn continues(&self, earlier: &Trail) -> bool {
        let goes_on = |new: Follower, old: Follower, new_radians: f32, old_radians: f32| {
            let mut old = old;
            let frames = self.reached().saturating_sub(earlier.frame);
            old.skip(0.5 * (new_radians + old_radians), frames);
            new.agreement(&old) >= AGREEMENT_MIN
        };
        let low = self.fit.low.phase.step_radians;
        let high = self.fit.high.phase.step_radians;
        goes_on(self.low, earlier.low, low, earlier.low_radians)
            && goes_on(self.high, earlier.high, high, earlier.high_radians)
    }

    /// What is left of a stretch for the next one to be compared with.
    pub(super) fn trail(&self) -> Trail {
        Trail {
            low: self.low,
            high: self.high,
            low_radians: self.fit.low.phase.step_radians,
            high_radians: self.fit.high.phase.step_radians,
            frame: self.reached(),
        }
    }

    /// The frame that the followers expect next.
    fn reached(&self) -> u64 {
        self.followed_from + u64::from(self.run.frames())
    }

    fn find_onset(&self, history: &History, floor: u64) -> f64 {
        let mut run = ChangePoint::new();
        let (mut low, mut high) = (self.low.reversed(), self.high.reversed());
        for number in (floor..=self.followed_from).rev() {
            if !run.push(presence(&mut low, &mut high, history.frame(number))) {
                break;
            }
        }
        self.followed_from as f64 - run.length()
    }

    /// What there was before the first filter output that the onset touches.
    fn before(&self, history: &History) -> Powers {
        let end = frame_number(self.onset).saturating_sub(BEFORE_ONSET_FRAMES);
        Window::within(history.oldest(), end, BEFORE_FRAMES_MIN, BEFORE_FRAMES)
            .map_or_else(Powers::default, |window| history.powers(window))
    }

    fn steady_fit(
        &self,
        history: &History,
        plan: &Plan,
        thresholds: &Thresholds,
        frames_max: usize,
    ) -> Option<PairFit> {
        let window = self.steady_window(history, plan, frames_max)?;
        PairFit::near(history, window, &self.fit.turns(), plan, thresholds)
    }

    fn steady_window(&self, history: &History, plan: &Plan, frames_max: usize) -> Option<Window> {
        let rise = plan.clock.frames(RISE_MS);
        let fall = if self.run.lasts() { 0.0 } else { rise };
        let first = frame_number(libm::ceil(self.onset + rise)).max(history.oldest());
        let end = frame_number(libm::floor(self.end() - fall) + 1.0);
        Window::within(first, end, DECIDED_FRAMES_MIN, frames_max)
    }
}

/// A stretch that has ended, for the next one to be compared with.
#[derive(Clone, Copy)]
pub(super) struct Trail {
    low: Follower,
    high: Follower,
    low_radians: f32,
    high_radians: f32,
    frame: u64,
}

impl Trail {
    /// Whether both bands hold at least half of the power that the tones had.
    pub(super) fn is_as_strong_in(&self, frame: &Frame) -> bool {
        frame.low.norm_squared() >= 0.5 * self.low.power()
            && frame.high.norm_squared() >= 0.5 * self.high.power()
    }
}

fn pair_level(fit: &PairFit) -> PairLevel {
    let dbm0 = |tone: &ToneFit| level::dbm0(libm::sqrtf(tone.figures.power));
    PairLevel {
        low_dbm0: dbm0(&fit.low),
        high_dbm0: dbm0(&fit.high),
    }
}

/// Both tones must be there.
fn presence(low: &mut Follower, high: &mut Follower, frame: Frame) -> f32 {
    low.advance(frame.low).min(high.advance(frame.high))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a frame number that was computed from whole ones; a negative one becomes the first"
)]
fn frame_number(frame: f64) -> u64 {
    frame as u64
}
