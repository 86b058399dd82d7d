//! A detector in two halves, for who listens to many channels at once: to look for tones is the same
//! work in every channel and the caller's, to follow them is done here.
//!
//! A [`Channel`] hears what a [`Detector`](crate::Detector) hears, to the last bit. It takes samples, and
//! wherever the next four milliseconds might hold tones it asks for a look: the products of the samples
//! of its [span](Channel::span) with the rows of [`Common`], summed in whatever order and precision is
//! fast. Where these sums leave room for tones, and only there, it computes its own. The crate
//! `cxtone-dtmf-batch` is built on it, and is what to use.

use super::{
    FLUSH_MS, SILENCE,
    ear::{Ear, Means},
    front_end::{HELD_FOR_SKIPPED, KEPT_FOR_SKIPPED},
    glance::Glance,
    half_four::HalfFour,
    plan::Plan,
    within,
};
use crate::{Event, Profile, SampleRate};

pub use super::plan::{LOOK_SAMPLES, LOOK_SUMS};

/// What all channels of one rate and profile have in common.
pub struct Common {
    plan: Plan,
    profile: Profile,
    rate: SampleRate,
    /// None where a span has another length.
    rows: Option<[[f32; LOOK_SUMS]; LOOK_SAMPLES]>,
}

/// One of many channels of mono samples.
pub struct Channel {
    ear: Ear<HELD_FOR_SKIPPED>,
    samples: u64,
}

/// What a look at a channel has shown.
pub struct Look(Glance);

/// What a channel waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// All its samples are used.
    ForSamples,
    /// A [look](Channel::look) at its span is due.
    ForLook,
}

impl Common {
    /// What channels of a rate and a profile need.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        let plan = Plan::new(rate, profile.thresholds());
        let mut rows = [[0.0; LOOK_SUMS]; LOOK_SAMPLES];
        let is_telephone = plan.rows().count() == LOOK_SAMPLES;
        for (place, row) in rows.iter_mut().zip(plan.rows()) {
            *place = row;
        }
        Self {
            plan,
            profile,
            rate,
            rows: is_telephone.then_some(rows),
        }
    }

    /// For each sample of a span what it adds to each of the sums, if it is one. At rates that are no
    /// multiple of 8 kHz there are no rows, and no channel ever asks for a look.
    #[must_use]
    pub fn rows(&self) -> Option<&[[f32; LOOK_SUMS]; LOOK_SAMPLES]> {
        self.rows.as_ref()
    }

    fn means(&self) -> Means<'_> {
        Means {
            plan: &self.plan,
            thresholds: self.profile.thresholds(),
        }
    }
}

impl Channel {
    /// A channel at the beginning of a stream.
    #[must_use]
    pub fn new(common: &Common) -> Self {
        Self {
            ear: Ear::new(common.profile.thresholds(), KEPT_FOR_SKIPPED),
            samples: 0,
        }
    }

    /// Takes the first of some samples, full scale = 1, and tells how many: all that there is room for.
    /// It must not be called while a look is due.
    pub fn take(&mut self, samples: &[f32], common: &Common) -> usize {
        let taken = self.ear.take(samples, &common.plan);
        self.samples += taken as u64;
        taken
    }

    /// Goes on as far as it can, tells what that decides, and what it waits for then.
    #[inline]
    pub fn go_on(&mut self, common: &Common, sink: &mut impl FnMut(Event)) -> Waits {
        let means = common.means();
        loop {
            if common.rows.is_some() && self.ear.is_idle() {
                match self.ear.begin_four(means, sink) {
                    Some(waits) => return waits,
                    None => continue,
                }
            }
            if !self.ear.make_frames(means.plan) {
                return Waits::ForSamples;
            }
            self.ear.listen(means, sink);
        }
    }

    /// The samples to look at, while a look is due.
    #[inline]
    #[must_use]
    pub fn span<'a>(&'a self, common: &Common) -> &'a [f32] {
        self.ear.span(&common.plan)
    }

    /// Takes the sums over its span, which ends the look, and tells what they show. What that means is
    /// for [`attend`](Self::attend), so that the looks of several channels can be computed side by side.
    #[inline(always)]
    #[must_use]
    pub fn look(&mut self, sums: &[f32; LOOK_SUMS]) -> Look {
        Look(self.ear.end_four(&HalfFour::near(sums)))
    }

    /// Attends to what the latest look has shown, and goes on.
    #[inline]
    pub fn attend(&mut self, look: &Look, common: &Common, sink: &mut impl FnMut(Event)) -> Waits {
        self.ear.attend(&look.0, common.means(), sink);
        self.go_on(common, sink)
    }

    /// Tells what is still open at the end of the stream, and makes ready for another one.
    pub fn finish(&mut self, common: &Common, sink: &mut impl FnMut(Event)) {
        self.ear.catch_up(&common.plan);
        let end_s = self.samples as f64 / f64::from(common.rate.hz());
        let mut inside = |event| sink(within(event, end_s));
        let rate = u64::from(common.rate.hz());
        for _ in 0..rate * FLUSH_MS / (1000 * SILENCE.len() as u64) + 1 {
            self.ear.feed(&SILENCE, common.means(), &mut inside);
        }
        self.ear.flush(&mut inside);
        *self = Self::new(common);
    }
}
