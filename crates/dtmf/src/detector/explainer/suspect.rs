//! A pair of tones that the detector does not follow because it is not quite one of a digit.
//! How near it comes is measured by `near_miss`.

use core::fmt;

use super::{
    super::{
        fit::{PairFit, Turns},
        frame::{Frame, Window},
        track::Course,
    },
    NearMiss, Track, View,
    near_miss::comes_near,
};
use crate::decide::limits::checks;

/// Frames from one look to the next.
const INTERVAL: u64 = 4;

/// Length of the windows that are looked at, in frames: that of the detector's shortest ones.
const WINDOW_FRAMES: usize = 20;

/// A stretch that is followed beside the detector. `Debug` shows none of it.
pub(super) struct Suspect {
    track: Track,
    nearest: Option<NearMiss>,
}

impl Suspect {
    /// What the latest frames hold, if it comes near a digit.
    pub(super) fn found(view: View<'_>) -> Option<Self> {
        let end = view.ear.history.count();
        if !end.is_multiple_of(INTERVAL) {
            return None;
        }
        let first = view.ear.floor.max(view.ear.history.oldest());
        let window = Window::within(first, end, WINDOW_FRAMES, WINDOW_FRAMES)?;
        let coarse = Turns::of(&view.ear.history, window, view.means.plan);
        let fit = PairFit::of_any(&view.ear.history, window, &coarse, view.means.plan);
        let (found, checks) = checks(&fit.figures(), view.means.thresholds);
        if !comes_near(&checks) {
            return None;
        }
        let (track, course) = Track::new(found.digit, fit, &view.ear.history, view.ear.floor);
        let mut nearest = None;
        NearMiss::keep_nearest(&mut nearest, view, &track);
        (course == Course::Lasts).then_some(Self { track, nearest })
    }

    /// Takes the next frame; false once the stretch is over.
    pub(super) fn follow(&mut self, view: View<'_>, frame: Frame) -> bool {
        let course = self.track.follow(frame);
        NearMiss::keep_nearest(&mut self.nearest, view, &self.track);
        course == Course::Lasts
    }

    /// How near it came; none where that is not near enough.
    pub(super) fn into_nearest(self) -> Option<NearMiss> {
        self.nearest
    }
}

impl fmt::Debug for Suspect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Suspect([digit])")
    }
}
