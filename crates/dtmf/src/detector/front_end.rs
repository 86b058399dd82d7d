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
/// for a closer look.
pub(super) const KEPT: usize = 592;

/// Room beside them for new ones.
const ROOM: usize = 304;

/// Most frames that a window is searched in. Where fewer are kept, no frame is left open.
const LOOKED_AT: usize = 40;

/// After so many fours of silence the filters see nothing else.
const SILENT_FOURS: u32 = 3;

/// Samples that a detector holds, which makes every frame itself.
pub(super) const HELD: usize = KEPT + ROOM;

/// Samples that are held where frames of all the history may have been skipped.
pub(super) const HELD_FOR_SKIPPED: usize = 3072;

/// As many frames as there are, and four hops.
pub(super) const KEPT_FOR_SKIPPED: usize = 1120;

/// The samples that frames are made of.
pub(super) struct FrontEnd<const SAMPLES: usize> {
    decimator: Decimator,
    recent: Recent<SAMPLES>,
    /// Samples that no frame has used.
    fresh: usize,
    /// Fours of frames until all that the filters see is silence.
    until_silence: u32,
}

impl<const SAMPLES: usize> FrontEnd<SAMPLES> {
    /// One that keeps so many samples.
    pub(super) fn new(kept: usize) -> Self {
        Self {
            decimator: Decimator::new(),
            recent: Recent::new(kept),
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
        if kept_frames(plan) < LOOKED_AT {
            self.fill(history.count() - 4, plan, history);
        }
    }

    /// The last samples that no later frame will use alone: what two frames, two hops apart, are made of.
    #[inline]
    pub(super) fn span(&self, plan: &Plan) -> &[f32] {
        self.recent.before(self.fresh, plan.taps() + 2 * plan.hop())
    }

    /// Makes every second frame of the latest `count` that are complete fours, and the sums over them, where
    /// that was skipped.
    pub(super) fn catch_up(&self, count: u64, plan: &Plan, history: &mut History) {
        let end = history.count() / 4 * 4;
        for four in (end.saturating_sub(count)..end).step_by(4) {
            if !history.is_near(four) {
                continue;
            }
            for number in [four.saturating_sub(1), four + 1, four + 3] {
                if number >= history.oldest() && history.is_open(number) {
                    history.set(number, &self.frame(number, plan, history));
                }
            }
            history.sum_four_at(four + 4);
        }
    }

    /// Makes the frames that are open, from a number on: all of them as far back as a detector keeps
    /// samples, every second one before.
    pub(super) fn fill_track(&self, first: u64, plan: &Plan, history: &mut History) {
        self.catch_up(HISTORY_FRAMES as u64, plan, history);
        self.fill(first, plan, history);
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
        let oldest = history.count().saturating_sub(kept_frames(plan) as u64);
        for number in first.max(oldest)..history.count() {
            if history.is_open(number) {
                history.set(number, &self.frame(number, plan, history));
            }
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

/// How many of the latest frames can always be made: 61 at 8 kHz, 41 at 11.025 kHz.
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
