//! Why a stretch is a digit or is none, in the shape in which it is told.
//! What is measured, and against which limits, is left to the crate `dtmf`.

use cxtone_dtmf::{Check, Explained, Outcome, Weighed};
use serde::Serialize;

use crate::rounded::{Rounded, rounded};

/// Why a stretch is a digit, or is none: every measure beside its limits, and what moved the score.
/// What is measured is told by the crate `dtmf`.
#[derive(Serialize)]
pub struct ReasonsReport {
    outcome: &'static str,
    /// What is wrong with a near miss.
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<&'static str>,
    checks: Vec<CheckReport>,
    figures: Vec<FigureReport>,
}

#[derive(Serialize)]
struct CheckReport {
    aspect: &'static str,
    unit: &'static str,
    measured: Rounded,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<Rounded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<Rounded>,
    passes: bool,
}

#[derive(Serialize)]
struct FigureReport {
    figure: &'static str,
    unit: &'static str,
    value: Rounded,
    typical: Rounded,
    contribution: Rounded,
}

impl ReasonsReport {
    /// The reasons in their shape.
    #[must_use]
    pub fn of(stretch: &Explained) -> Self {
        let (outcome, missed) = match stretch.outcome {
            Outcome::Digit { plain: true } => ("plain digit", None),
            Outcome::Digit { plain: false } => ("digit", None),
            Outcome::Echo => ("echo", None),
            Outcome::Missed(check) => ("missed", Some(check.aspect.fault())),
            _ => ("other", None),
        };
        Self {
            outcome,
            missed,
            checks: stretch.checks.iter().map(CheckReport::of).collect(),
            figures: stretch.figures.iter().map(FigureReport::of).collect(),
        }
    }
}

impl CheckReport {
    fn of(check: &Check) -> Self {
        let limit = |value: Option<f32>| value.map(|value| rounded(value.into(), 3));
        Self {
            aspect: check.aspect.name(),
            unit: check.aspect.unit(),
            measured: rounded(check.measured.into(), 3),
            least: limit(check.least),
            most: limit(check.most),
            passes: check.passes(),
        }
    }
}

impl FigureReport {
    fn of(weighed: &Weighed) -> Self {
        Self {
            figure: weighed.figure.name(),
            unit: weighed.figure.unit(),
            value: rounded(weighed.value.into(), 3),
            typical: rounded(weighed.figure.typical().into(), 3),
            contribution: rounded(weighed.contribution.into(), 3),
        }
    }
}
