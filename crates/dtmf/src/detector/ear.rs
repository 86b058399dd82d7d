//! What listens: from samples to stretches of tones, one after the other.
//! What it listens with is the plan's, and whether a stretch is a new digit is `debounce`'s.

use super::{
    fit::PairFit,
    front_end::FrontEnd,
    glance::Glance,
    history::History,
    plan::Plan,
    search,
    track::{Course, Track, Trail},
};
use crate::{
    Considered, Digit, Event, Thresholds,
    debounce::{Debounce, Stretch},
};

/// All that changes while a detector listens.
pub(super) struct Ear {
    front_end: FrontEnd,
    pub(super) history: History,
    pub(super) track: Option<Track>,
    pub(super) trail: Option<Trail>,
    /// Onset and end, in frames, of the digit's stretch that was over last.
    pub(super) closed: Option<(f64, f64)>,
    /// First frame that no digit has used.
    pub(super) floor: u64,
    pub(super) debounce: Debounce,
    /// Whether every second four of frames is skipped, as nothing sounds like tones.
    is_cold: bool,
}

/// What is listened with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) plan: &'a Plan,
    pub(super) thresholds: &'a Thresholds,
}

impl Ear {
    pub(super) fn new(thresholds: &Thresholds) -> Self {
        Self {
            front_end: FrontEnd::new(),
            history: History::new(),
            track: None,
            trail: None,
            closed: None,
            floor: 0,
            debounce: Debounce::new(thresholds),
            is_cold: false,
        }
    }

    /// Takes samples and tells what they decide.
    #[inline]
    pub(super) fn feed(&mut self, samples: &[f32], means: Means<'_>, sink: &mut impl FnMut(Event)) {
        let mut rest = samples;
        while !rest.is_empty() {
            let taken = self.take(rest, means.plan);
            rest = rest.get(taken..).unwrap_or_default();
            while self.make_frames(means.plan) {
                self.listen(means, sink);
            }
        }
    }

    /// As [`feed`](Self::feed), but judges nothing and tells of every window that would be judged.
    pub(super) fn consider(
        &mut self,
        samples: &[f32],
        means: Means<'_>,
        mut sink: impl FnMut(Considered),
    ) {
        let mut rest = samples;
        while !rest.is_empty() {
            let taken = self.take(rest, means.plan);
            rest = rest.get(taken..).unwrap_or_default();
            while self.make_frames(means.plan) {
                if let Some(considered) = self.considered(means) {
                    sink(considered);
                }
            }
        }
    }

    /// Tells what is still open.
    pub(super) fn flush(&mut self, sink: &mut impl FnMut(Event)) {
        self.debounce.flush(sink);
    }

    /// Takes the first of some samples, and tells how many.
    #[inline]
    pub(super) fn take(&mut self, samples: &[f32], plan: &Plan) -> usize {
        self.front_end.take(samples, plan)
    }

    /// Makes the next frames and leaves none open; gives the number of the first.
    pub(super) fn make_closed_frames(&mut self, plan: &Plan) -> Option<u64> {
        let first = self.history.count();
        if !self.make_frames(plan) {
            return None;
        }
        self.front_end.fill(first, plan, &mut self.history);
        Some(first)
    }

    /// Makes the next frame where a stretch is followed, and otherwise the next four, which cost less, or
    /// skips them.
    #[inline]
    pub(super) fn make_frames(&mut self, plan: &Plan) -> bool {
        if self.is_idle() && self.skips_four() {
            self.front_end.skip_four(plan, &mut self.history)
        } else if self.is_idle() {
            self.front_end.next_four(plan, &mut self.history)
        } else {
            self.front_end.next_frame(plan, &mut self.history)
        }
    }

    /// Whether no stretch is followed, and the next four frames begin.
    #[inline]
    pub(super) fn is_idle(&self) -> bool {
        self.track.is_none() && self.history.completes_four()
    }

    /// Whether the next four frames need not be made.
    #[inline]
    fn skips_four(&self) -> bool {
        self.is_cold && self.history.count().is_multiple_of(8)
    }

    fn begin(
        &mut self,
        digit: Digit,
        fit: PairFit,
        means: Means<'_>,
        sink: &mut impl FnMut(Event),
    ) {
        let (track, course) = Track::new(digit, fit, &self.history, self.floor);
        self.advance(track, course, means, sink);
    }

    /// Attends to the frames that were made last.
    #[inline]
    pub(super) fn listen(&mut self, means: Means<'_>, sink: &mut impl FnMut(Event)) {
        if let Some(mut track) = self.track.take() {
            let course = track.follow(self.history.latest());
            self.advance(track, course, means, sink);
        } else if let Some((digit, fit)) = self.look(means) {
            self.begin(digit, fit, means, sink);
        }
        self.tick(means, sink);
    }

    #[inline]
    fn tick(&mut self, means: Means<'_>, sink: &mut impl FnMut(Event)) {
        if self.debounce.is_open() {
            self.debounce.tick(self.now_s(means.plan), sink);
        }
    }

    /// Without a stretch: looks for one.
    #[inline]
    fn look(&mut self, means: Means<'_>) -> Option<(Digit, PairFit)> {
        if !self.history.completes_four() || self.history.is_silent() {
            return None;
        }
        let is_second = self.history.count().is_multiple_of(8);
        if self.is_cold {
            if !is_second || !search::sparse_glance(&self.history).is_warm() {
                return None;
            }
            self.front_end
                .catch_up(search::FRAMES, means.plan, &mut self.history);
        }
        let glance = search::glance(&self.history);
        self.is_cold = is_second && glance.is_cold();
        self.search(&glance, means)
    }

    #[inline]
    fn search(&mut self, glance: &Glance, means: Means<'_>) -> Option<(Digit, PairFit)> {
        if !glance.is_promising(means.thresholds) {
            return None;
        }
        let Self {
            history, front_end, ..
        } = self;
        search::search(glance, history, front_end, self.floor, means)
    }

    /// With a stretch: confirms it, ends it, or keeps it.
    fn advance(
        &mut self,
        mut track: Track,
        course: Course,
        means: Means<'_>,
        sink: &mut impl FnMut(Event),
    ) {
        if track.confirm(&self.history, means.plan, means.thresholds) {
            self.debounce.begin(self.stretch(&track, means.plan), sink);
        }
        if course == Course::Over {
            self.close(&track, means);
        } else if !track.is_hopeless(means.plan) {
            self.track = Some(track);
        }
    }

    fn stretch(&self, track: &Track, plan: &Plan) -> Stretch {
        Stretch {
            digit: track.digit,
            start_s: plan.clock.shown_s(track.onset()).max(0.0),
            decided_s: self.now_s(plan),
            level: track.level(),
            in_phase: self.trail.is_some_and(|trail| track.continues(&trail)),
        }
    }

    fn close(&mut self, track: &Track, means: Means<'_>) {
        if !track.is_confirmed() {
            return;
        }
        let figures = track.measure(&self.history, means.plan, means.thresholds);
        let end_s = means.plan.clock.shown_s(track.end());
        self.debounce.end(end_s, figures);
        self.floor = track.next_frame();
        self.trail = Some(track.trail());
        self.closed = Some((track.onset(), track.end()));
    }

    /// As [`listen`](Self::listen), but judges nothing.
    fn considered(&mut self, means: Means<'_>) -> Option<Considered> {
        let (track, course) = match self.track.take() {
            Some(mut track) => {
                let course = track.follow(self.history.latest());
                (track, course)
            }
            None => {
                let (digit, fit) = self.look(means)?;
                Track::new(digit, fit, &self.history, self.floor)
            }
        };
        let figures = track.considered(&self.history, means.plan, means.thresholds);
        let considered = figures.map(|figures| Considered {
            digit: track.digit,
            start_s: means.plan.clock.shown_s(track.onset()),
            at_s: self.now_s(means.plan),
            figures,
        });
        let goes_on = course == Course::Lasts && !track.is_hopeless(means.plan);
        self.track = goes_on.then_some(track);
        considered
    }

    /// The stream time at which the latest frame is complete.
    pub(super) fn now_s(&self, plan: &Plan) -> f64 {
        plan.clock.complete_s(self.history.count() - 1)
    }
}
