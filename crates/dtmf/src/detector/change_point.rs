//! Where a run of presence ends, by cumulative sums: the most likely frame, and the part of it.

use super::follow::HALF;

/// By how much the sum falls below its best before the run is over: five or six frames of nothing,
/// so that a click or a dip of noise does not end a tone.
const FALL_MAX: f32 = 3.0;

/// Follows presences in one direction of time.
#[derive(Clone, Copy)]
pub(super) struct ChangePoint {
    sum: f32,
    best_sum: f32,
    frames: u32,
    best_frames: u32,
    at_best: f32,
    after_best: f32,
}

impl ChangePoint {
    pub(super) fn new() -> Self {
        Self {
            sum: 0.0,
            best_sum: 0.0,
            frames: 0,
            best_frames: 0,
            at_best: 1.0,
            after_best: 0.0,
        }
    }

    /// Takes the next frame's presence; false once the run is over.
    pub(super) fn push(&mut self, presence: f32) -> bool {
        if self.frames == self.best_frames {
            self.after_best = presence;
        }
        self.frames += 1;
        self.sum += presence - HALF;
        if self.sum >= self.best_sum {
            self.best_sum = self.sum;
            self.best_frames = self.frames;
            self.at_best = presence;
            self.after_best = 0.0;
        }
        self.best_sum - self.sum < FALL_MAX
    }

    /// Whether the latest frame is the run's last so far.
    pub(super) fn lasts(&self) -> bool {
        self.frames == self.best_frames
    }

    /// How many frames it has taken.
    pub(super) fn frames(&self) -> u32 {
        self.frames
    }

    /// How many frames belong to the run.
    pub(super) fn whole_frames(&self) -> u32 {
        self.best_frames
    }

    /// From the first frame of the run to where presence falls through a half, in frames.
    pub(super) fn length(&self) -> f64 {
        let fall = self.at_best - self.after_best;
        let share = if fall > 0.0 {
            ((self.at_best - HALF) / fall).clamp(0.0, 1.0)
        } else {
            0.0
        };
        f64::from(self.best_frames) - 1.0 + f64::from(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(presences: &[f32], length: f64) {
        let mut point = ChangePoint::new();
        for &presence in presences {
            if !point.push(presence) {
                break;
            }
        }
        let error = (point.length() - length).abs();
        assert!(error < 1e-6, "{presences:?}: {}", point.length());
    }

    #[test]
    fn a_run_ends_where_presence_falls_through_a_half() {
        check(&[1.0, 1.0, 1.0, 0.0, 0.0, 0.0], 2.5);
        check(&[1.0, 1.0, 0.75, 0.25, 0.0, 0.0], 2.5);
        check(&[1.0, 1.0, 0.9, 0.4, 0.0], 2.8);
    }

    #[test]
    fn a_short_dip_does_not_end_a_run() {
        check(&[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0], 6.5);
    }

    #[test]
    fn what_comes_after_a_long_break_is_no_part_of_the_run() {
        let mut presences = [0.0; 20];
        presences[..4].fill(1.0);
        presences[12..].fill(1.0);
        check(&presences, 3.5);
    }
}
