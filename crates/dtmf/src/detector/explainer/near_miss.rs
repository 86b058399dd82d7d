//! What a stretch was measured to be, and whether it is nearly a digit.
//! Following stretches is left to the detector and to `suspect`.

use core::fmt;

use super::{Track, View};
use crate::{
    Aspect, Check, Explained, Outcome,
    decide::limits::{PAIR_CHECKS, at_least, checks},
    evidence::{FIGURES, SCORE_MIN, is_plain, score},
    figure::{score_without, weighed},
};

/// The least score that is nearly enough: even odds.
const NEAR_SCORE_MIN: f32 = 0.0;

/// Largest offset that is nearly right, in percent: beyond lies the next tone.
const NEAR_OFFSET_PERCENT_MAX: f32 = 5.0;

/// How far beyond the limits a level or a twist is nearly right, in dB.
const NEAR_DB: f32 = 10.0;

/// The shortest tone that is nearly long enough, of the least length.
const NEAR_LENGTH_MIN: f32 = 0.65;

/// What is nearly enough of what has to be, for all else that has a least value.
const NEAR_SHARE_MIN: f32 = 0.5;

/// What is nearly little enough, for all else that has a largest value.
const NEAR_SHARE_MAX: f32 = 2.0;

/// A stretch that is nearly a digit. `Debug` shows none of it.
pub(super) struct NearMiss {
    pub(super) stretch: Explained,
    /// The score without what tells of the one thing that is wrong.
    score: f32,
}

/// A stretch by the window that ends now; none where that window holds another digit.
pub(super) fn explained(view: View<'_>, track: &Track) -> Option<Explained> {
    measured(view, track).map(|(stretch, _)| stretch)
}

impl NearMiss {
    /// Keeps the better of what there is and of the window that ends now. A stretch is too short
    /// only if it stays so.
    pub(super) fn keep_nearest(nearest: &mut Option<Self>, view: View<'_>, track: &Track) {
        let tone_ms = tone_ms(view, track);
        if tone_ms >= view.means.thresholds.tone_ms_min {
            nearest.take_if(|kept| kept.aspect() == Some(Aspect::Length));
        }
        if let Some(now) = Self::of(view, track)
            && nearest.as_ref().is_none_or(|kept| now.score > kept.score)
        {
            *nearest = Some(now);
        }
        if let Some(kept) = nearest {
            kept.extend(view.means.plan.clock.shown_s(track.end()), tone_ms);
        }
    }

    /// Joins another stretch of the same digit, and keeps the reasons of the one that came nearer.
    pub(super) fn joined(self, other: Self) -> Self {
        let start_s = self.stretch.start_s.min(other.stretch.start_s);
        let end_s = self.stretch.end_s.max(other.stretch.end_s);
        let mut nearer = if other.score > self.score {
            other
        } else {
            self
        };
        nearer.stretch.start_s = start_s;
        nearer.stretch.end_s = end_s;
        nearer
    }

    fn of(view: View<'_>, track: &Track) -> Option<Self> {
        let (mut stretch, values) = measured(view, track)?;
        let mut failing = stretch.checks.iter().filter(|check| !check.passes());
        let first = *failing.next()?;
        let spoilt = spoilt_by(first.aspect);
        let others = stretch.checks.iter().filter(|check| !check.passes());
        let is_alone = others
            .filter(|check| check.aspect != Aspect::Score)
            .all(|check| spoilt.contains(&check.aspect) && is_near(check));
        let (score, least) = match first.aspect {
            Aspect::Score => (first.measured, NEAR_SCORE_MIN),
            _ => (score_without(&values, spoilt), SCORE_MIN),
        };
        stretch.outcome = Outcome::Missed(first);
        (is_alone && score >= least).then_some(Self { stretch, score })
    }

    fn aspect(&self) -> Option<Aspect> {
        match self.stretch.outcome {
            Outcome::Missed(check) => Some(check.aspect),
            _ => None,
        }
    }

    fn extend(&mut self, end_s: f64, tone_ms: f32) {
        self.stretch.end_s = end_s;
        let missed = match &mut self.stretch.outcome {
            Outcome::Missed(check) => Some(check),
            _ => None,
        };
        for check in self.stretch.checks.iter_mut().chain(missed) {
            if check.aspect == Aspect::Length {
                check.measured = tone_ms;
            }
        }
    }
}

impl fmt::Debug for NearMiss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NearMiss([digit])")
    }
}

/// Whether a pair of tones has nothing that is far from a digit's.
pub(super) fn comes_near(checks: &[Check; PAIR_CHECKS]) -> bool {
    checks.iter().all(|check| check.passes() || is_near(check))
}

fn measured(view: View<'_>, track: &Track) -> Option<(Explained, [f32; FIGURES])> {
    let thresholds = view.means.thresholds;
    let fit = track.explained_by(&view.ear.history, view.means.plan);
    let pair = fit.figures();
    let (found, checks) = checks(&pair, thresholds);
    if found.digit != track.digit {
        return None;
    }
    let values = track.figures(&fit, &found, &view.ear.history);
    let plain = is_plain(&pair);
    let score = Check {
        aspect: Aspect::Score,
        measured: score(&values),
        least: (!plain).then_some(SCORE_MIN),
        most: None,
    };
    let tone_ms = tone_ms(view, track);
    let length = at_least(Aspect::Length, tone_ms, thresholds.tone_ms_min);
    let [level, frequency, twist, purity, share, steadiness, glide] = checks;
    let stretch = Explained {
        digit: track.digit,
        start_s: view.means.plan.clock.shown_s(track.onset()).max(0.0),
        end_s: view.means.plan.clock.shown_s(track.end()),
        at_s: view
            .means
            .plan
            .clock
            .complete_s(view.ear.history.count() - 1),
        outcome: Outcome::Digit { plain },
        checks: [
            length, level, frequency, twist, purity, share, steadiness, glide, score,
        ],
        figures: weighed(&values),
    };
    Some((stretch, values))
}

fn tone_ms(view: View<'_>, track: &Track) -> f32 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a duration in milliseconds that people read"
    )]
    let tone_ms =
        ((track.end() - track.onset()) * view.means.plan.clock.period_s() * 1000.0) as f32;
    tone_ms
}

/// What else is measured to be wrong where one thing is: the edges of a short tone are in its only
/// window, and what makes a band impure stands beside the tones.
fn spoilt_by(aspect: Aspect) -> &'static [Aspect] {
    match aspect {
        Aspect::Length => &[Aspect::Length, Aspect::Steadiness, Aspect::Glide],
        Aspect::Level => &[Aspect::Level],
        Aspect::Frequency => &[Aspect::Frequency],
        Aspect::Twist => &[Aspect::Twist],
        Aspect::Purity => &[Aspect::Purity, Aspect::Share],
        Aspect::Share => &[Aspect::Share],
        Aspect::Steadiness | Aspect::Glide => &[Aspect::Steadiness, Aspect::Glide],
        Aspect::Score => &[],
    }
}

fn is_near(check: &Check) -> bool {
    let (least, most) = match check.aspect {
        Aspect::Frequency => {
            let most = NEAR_OFFSET_PERCENT_MAX;
            (Some(-most), Some(most))
        }
        Aspect::Level | Aspect::Twist => (
            check.least.map(|least| least - NEAR_DB),
            check.most.map(|most| most + NEAR_DB),
        ),
        Aspect::Length => (check.least.map(|least| least * NEAR_LENGTH_MIN), None),
        _ => (
            check.least.map(|least| least * NEAR_SHARE_MIN),
            check.most.map(|most| most * NEAR_SHARE_MAX),
        ),
    };
    Check {
        least,
        most,
        ..*check
    }
    .passes()
}
