//! The near miss that is told next, unless what follows shows that it was part of a digit.
//! What a near miss is, is told in `near_miss`.

use super::NearMiss;
use crate::{Explained, Explanation};

/// Stretches of one digit that are less than this apart are one, in seconds: the shortest pause
/// that a sender may make (30 ms, ITU-T Q.24).
const GAP_S_MAX: f64 = 0.030;

/// A near miss is told so long after its end, in seconds: a digit that begins within it has been
/// confirmed by then.
const TOLD_AFTER_S: f64 = 0.150;

/// The latest near miss.
#[derive(Debug, Default)]
pub(super) struct Pending {
    latest: Option<NearMiss>,
}

impl Pending {
    /// Takes another one, and tells the one before unless they are one.
    pub(super) fn offer(&mut self, near_miss: NearMiss, sink: &mut impl FnMut(Explanation)) {
        let is_one = self.latest.as_ref().is_some_and(|latest| {
            let (before, now) = (&latest.stretch, &near_miss.stretch);
            before.digit == now.digit && now.start_s < before.end_s + GAP_S_MAX
        });
        if !is_one {
            self.flush(sink);
        }
        self.latest = Some(match self.latest.take() {
            Some(latest) => latest.joined(near_miss),
            None => near_miss,
        });
    }

    /// A digit has been confirmed: what overlaps it was part of it, what did not is told.
    pub(super) fn withdraw(&mut self, digit: &Explained, sink: &mut impl FnMut(Explanation)) {
        self.latest
            .take_if(|latest| latest.stretch.end_s > digit.start_s);
        self.flush(sink);
    }

    /// Time passes.
    pub(super) fn tick(&mut self, now_s: f64, sink: &mut impl FnMut(Explanation)) {
        let is_over = |latest: &NearMiss| now_s > latest.stretch.end_s + TOLD_AFTER_S;
        if self.latest.as_ref().is_some_and(is_over) {
            self.flush(sink);
        }
    }

    /// Tells what there is.
    pub(super) fn flush(&mut self, sink: &mut impl FnMut(Explanation)) {
        if let Some(latest) = self.latest.take() {
            sink(Explanation::Stretch(latest.stretch));
        }
    }
}
