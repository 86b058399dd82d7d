//! From samples of any rate to frames of a millisecond, as few of them as are needed.
//! Everything behind it sees frames and knows no sample rate.

use super::{
    decimator::Decimator,
    frame::Frame,
    half_four::HalfFour,
    history::{HISTORY_FRAMES, History},
    plan::{self, Plan},
    recent::Recent,
};

/// Largest magnitude of a sample, full scale = 1. It is far above any audio, and far below where
/// squares of sums overflow.
const SAMPLE_MAX: f32 = 32.0;

/// Working samples that are kept, so that frames which were left open can be made when something calls
/// for a closer look: all that there are, at 8 kHz.
const KEPT: usize = 8 * HISTORY_FRAMES + 96;

/// Room beside them for new ones: the more there is, the less often they are moved.
const ROOM: usize = 880;

/// After so many fours of silence the filters see nothing else.
const SILENT_FOURS: u32 = 3;

/// The samples that frames are made of.
pub(super) struct FrontEnd {
    decimator: Decimator,
    recent: Recent<{ KEPT + ROOM }>,
    /// Samples that no frame has used.
    fresh: usize,
    /// Fours of frames until all that the filters see is silence.
    until_silence: u32,
}

impl FrontEnd {
    pub(super) fn new() -> Self {
        Self {
            decimator: Decimator::new(),
            recent: Recent::new(KEPT),
            fresh: 0,
            until_silence: 0,
        }
    }

    /// Takes the first of some samples, as many as there is room for, and tells how many.
    #[inline]
    pub(super) fn take(&mut self, samples: &[f32], plan: &Plan) -> usize {
        if plan.decimation.factor() == 1 {
            let count = self.recent.extend(samples);
            self.fresh += count;
            return count;
        }
        let mut taken = 0;
        let mut made = 0;
        for &sample in samples {
            taken += 1;
            if let Some(working) = self.decimator.push(tame(sample), &plan.decimation) {
                made += self.recent.extend(&[working]);
                if made == ROOM {
                    break;
                }
            }
        }
        self.fresh += made;
        taken
    }

    /// Appends the next frame, if its samples are there.
    #[inline(never)]
    pub(super) fn next_frame(&mut self, plan: &Plan, history: &mut History) -> bool {
        if self.fresh < plan.hop() {
            return false;
        }
        self.fresh -= plan.hop();
        self.energy_of_next(plan.hop());
        history.push(plan.frame(self.recent.before(self.fresh, plan.taps())));
        true
    }

    /// Appends the next four frames, if their samples are there: every second one made, the others
    /// left open; or silence.
    #[inline]
    pub(super) fn next_four(&mut self, plan: &Plan, history: &mut History) -> bool {
        match self.begin_four(plan) {
            Four::Missing => return false,
            Four::Silent => history.push_silence(),
            Four::Audible => self.make_four(plan, history),
        }
        true
    }

    /// Appends the next four frames, not made at all.
    #[inline]
    pub(super) fn skip_four(&mut self, plan: &Plan, history: &mut History) -> bool {
        match self.begin_four(plan) {
            Four::Missing => return false,
            Four::Silent => history.push_silence(),
            Four::Audible => history.skip_four(),
        }
        true
    }

    /// Takes the samples of the next four frames, if they are there.
    #[inline]
    pub(super) fn begin_four(&mut self, plan: &Plan) -> Four {
        let hop = plan.hop();
        if self.fresh < 4 * hop {
            return Four::Missing;
        }
        self.fresh -= 4 * hop;
        if !plan.is_silence(self.energy_of_next(4 * hop)) {
            self.until_silence = SILENT_FOURS;
        }
        if self.until_silence == 0 {
            return Four::Silent;
        }
        self.until_silence -= 1;
        Four::Audible
    }

    /// Appends the four frames whose samples were taken: every second one made, the others left open.
    #[inline]
    pub(super) fn make_four(&mut self, plan: &Plan, history: &mut History) {
        let hop = plan.hop();
        let [second, fourth] = [self.fresh + 2 * hop, self.fresh]
            .map(|age| plan.frame(self.recent.before(age, plan.taps())));
        history.push_four(&HalfFour::new(&second, &fourth));
    }

    /// Makes every second frame of the latest `count` that are complete fours, and the sums over them, where
    /// that was skipped.
    pub(super) fn catch_up(&self, count: u64, plan: &Plan, history: &mut History) {
        let end = history.count() / 4 * 4;
        for first in (end.saturating_sub(count)..end).step_by(4) {
            if !history.is_whole(first) {
                for number in [first.saturating_sub(1), first + 1, first + 3] {
                    self.make(number, plan, history);
                }
                history.sum_whole(first);
            }
        }
    }

    /// Makes all frames that are kept for a track, from a number on; what is too old for that was silence.
    pub(super) fn fill_track(&self, first: u64, plan: &Plan, history: &mut History) {
        self.catch_up(HISTORY_FRAMES as u64, plan, history);
        self.fill(first, plan, history);
        history.forget_before(self.oldest(plan, history));
    }

    /// Makes a frame that is open, if its samples are kept.
    #[inline]
    fn make(&self, number: u64, plan: &Plan, history: &mut History) {
        if number >= self.oldest(plan, history) && history.is_open(number) {
            history.set(number, &self.frame(number, plan, history));
        }
    }

    /// The oldest frame whose samples are kept.
    fn oldest(&self, plan: &Plan, history: &History) -> u64 {
        let kept = kept_frames(plan) as u64;
        history.oldest().max(history.count().saturating_sub(kept))
    }

    /// A frame by its number, made anew.
    #[inline]
    fn frame(&self, number: u64, plan: &Plan, history: &History) -> Frame {
        let later = usize::try_from(history.count() - 1 - number).unwrap_or(usize::MAX);
        let age = self.fresh + later.saturating_mul(plan.hop());
        plan.frame(self.recent.before(age, plan.taps()))
    }

    /// Energy of the samples that are used next, of which those that are no audio become silence: where
    /// the energy is small, there are none.
    #[inline]
    fn energy_of_next(&mut self, count: usize) -> f32 {
        let energy = plan::energy(self.recent.before(self.fresh, count));
        if energy <= SAMPLE_MAX * SAMPLE_MAX {
            return energy;
        }
        self.recent.change(self.fresh, count, tame);
        plan::energy(self.recent.before(self.fresh, count))
    }

    /// Makes the frames that are open, from a number on, as far back as samples are kept.
    pub(super) fn fill(&self, first: u64, plan: &Plan, history: &mut History) {
        for number in first..history.count() {
            self.make(number, plan, history);
        }
    }
}

/// What the samples of four frames are.
pub(super) enum Four {
    /// Not there yet.
    Missing,
    /// Nothing that the filters would see.
    Silent,
    Audible,
}

/// How many of the latest frames can always be made: 128 at 8 kHz, 58 just below 16 kHz.
fn kept_frames(plan: &Plan) -> usize {
    KEPT.saturating_sub(plan.taps() + 4 * plan.hop()) / plan.hop()
}

/// What is no number, or beyond all audio, becomes silence, so that it cannot stay in sums.
#[inline]
fn tame(sample: f32) -> f32 {
    if sample.abs() <= SAMPLE_MAX {
        sample
    } else {
        0.0
    }
}
