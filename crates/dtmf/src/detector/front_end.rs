//! From samples of any rate to frames of a millisecond, as few of them as are needed.
//! Everything behind it sees frames and knows no sample rate.

use super::{
    decimator::Decimator,
    history::History,
    plan::{self, Plan},
    recent::Recent,
};

/// Largest magnitude of a sample, full scale = 1. It is far above any audio, and far below where
/// squares of sums overflow.
const SAMPLE_MAX: f32 = 32.0;

/// Working samples that are kept, so that frames which were left open can be made when something calls
/// for a closer look.
const KEPT: usize = 592;

/// Room beside them for new ones.
const ROOM: usize = 304;

/// Most frames that a window is searched in. Where fewer are kept, no frame is left open.
const LOOKED_AT: usize = 40;

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
        let hop = plan.hop();
        if self.fresh < 4 * hop {
            return false;
        }
        self.fresh -= 4 * hop;
        if !plan.is_silence(self.energy_of_next(4 * hop)) {
            self.until_silence = SILENT_FOURS;
        }
        if self.until_silence == 0 {
            history.push_silence();
            return true;
        }
        self.until_silence -= 1;
        for age in [self.fresh + 2 * hop, self.fresh] {
            history.push_two(plan.frame(self.recent.before(age, plan.taps())));
        }
        if kept_frames(plan) < LOOKED_AT {
            self.fill(history.count() - 4, plan, history);
        }
        true
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
                let later = usize::try_from(history.count() - 1 - number).unwrap_or(usize::MAX);
                let age = self.fresh + later.saturating_mul(plan.hop());
                history.set(number, &plan.frame(self.recent.before(age, plan.taps())));
            }
        }
    }
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
