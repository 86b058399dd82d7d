//! One row of the goals: which conditions, which figure, what is asked, what is promised.
//! Which rows there are stands in the files beside this one.

use core::fmt;

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Random, Tally};

use crate::effort::Effort;

/// One goal and how it is measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) goal: &'static str,
    pub(super) aim: Aim,
    /// What the documents claim and a run must keep; may be less than the goal.
    pub(super) promised: Option<f64>,
    pub(super) profile: Profile,
    /// Digits that the claim needs.
    pub(super) digits: usize,
    pub(super) figure: Figure,
    pub(super) draw: fn(&mut Random) -> Condition,
}

/// What is asked of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Aim {
    /// A share in percent, at least.
    AtLeast(f64),
    /// A share in percent, at most.
    AtMost(f64),
    /// A figure with its unit, at most.
    Within(f64, &'static str),
}

/// What is taken from a tally.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    /// Digits heard once and as what they are.
    Recognised,
    /// Digits heard although none should be.
    Heard,
    /// Digits heard more than once.
    Doubled,
    /// A figure of a report.
    Report(fn(&Tally) -> f64),
}

/// What a row's trials gave.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// A share of all digits.
    Share {
        count: usize,
        of: usize,
        detail: String,
    },
    /// A figure over the digits that were heard.
    Figure { value: f64, of: usize },
}

impl Row {
    /// Digits of the default profile that must be recognised to a share in percent.
    pub(super) const fn recognised(
        goal: &'static str,
        percent_min: f64,
        digits: usize,
        draw: fn(&mut Random) -> Condition,
    ) -> Self {
        Self {
            goal,
            aim: Aim::AtLeast(percent_min),
            promised: None,
            profile: Profile::ATT,
            digits,
            figure: Figure::Recognised,
            draw,
        }
    }

    /// What must not be heard at all.
    pub(super) const fn never_heard(
        goal: &'static str,
        digits: usize,
        draw: fn(&mut Random) -> Condition,
    ) -> Self {
        Self {
            aim: Aim::AtMost(0.0),
            figure: Figure::Heard,
            ..Self::recognised(goal, 0.0, digits, draw)
        }
    }

    /// A figure of reports that must not exceed a value.
    pub(super) const fn report(
        goal: &'static str,
        aim: Aim,
        digits: usize,
        figure: fn(&Tally) -> f64,
        draw: fn(&mut Random) -> Condition,
    ) -> Self {
        Self {
            aim,
            figure: Figure::Report(figure),
            ..Self::recognised(goal, 0.0, digits, draw)
        }
    }

    /// The same with a promise.
    pub(super) const fn promised(self, promised: f64) -> Self {
        Self {
            promised: Some(promised),
            ..self
        }
    }

    /// The same for another profile.
    pub(super) const fn by(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Listens to the row's trials.
    pub(super) fn measure(&self, effort: &Effort) -> Outcome {
        let tally = effort.tally(self.goal, self.digits, self.profile, self.draw);
        let of = tally.digits;
        let share = |count: usize, detail| Outcome::Share { count, of, detail };
        match self.figure {
            Figure::Recognised => share(of.saturating_sub(tally.errors()), detail(&tally)),
            Figure::Heard => share(tally.heard().min(of), String::new()),
            Figure::Doubled => share(tally.doubles.min(of), String::new()),
            Figure::Report(figure) => Outcome::Figure {
                value: figure(&tally),
                of: tally.hits,
            },
        }
    }
}

impl Outcome {
    /// `yes` or `no`, by what was measured.
    pub(super) fn met(&self, aim: Aim) -> &'static str {
        let reached = match aim {
            Aim::AtLeast(least) => self.value() >= least,
            Aim::AtMost(most) | Aim::Within(most, _) => self.value() <= most,
        };
        if reached { "yes" } else { "no" }
    }

    /// Whether a promise is kept: at least so much of what is recognised, at most of all else.
    pub(super) fn keeps(&self, aim: Aim, promised: f64) -> bool {
        match aim {
            Aim::AtLeast(_) => self.value() >= promised,
            Aim::AtMost(_) | Aim::Within(..) => self.value() <= promised,
        }
    }

    fn value(&self) -> f64 {
        match *self {
            Self::Share { count, of, .. } => super::percent(count, of),
            Self::Figure { value, .. } => value,
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(percent) => write!(formatter, "≥ {percent} %"),
            Self::AtMost(percent) => write!(formatter, "≤ {percent} %"),
            Self::Within(most, unit) => write!(formatter, "≤ {most} {unit}"),
        }
    }
}

/// What went wrong, where anything did.
fn detail(tally: &Tally) -> String {
    let counts = [
        (tally.misses, "missed"),
        (tally.substitutions, "confused"),
        (tally.doubles, "doubled"),
        (tally.insertions, "inserted"),
    ];
    let named = counts.into_iter().filter(|(count, _)| *count > 0);
    let named: Vec<_> = named
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if named.is_empty() {
        String::new()
    } else {
        format!(" ({})", named.join(", "))
    }
}
