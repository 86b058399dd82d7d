//! `--explain` for people: each measure beside its limits, and what moved the score most.
//! What is measured is `dtmf`'s.

use cxtone_dtmf::{Aspect, Check, Explained, Outcome, Weighed};
use cxtone_hearing::{HeardDigit, NearMiss};
use owo_colors::OwoColorize as _;

use crate::{failure::Result, output};

/// How many of the figures are shown: those that moved the score most.
const FIGURES_SHOWN: usize = 4;

/// Figures that moved the score by less are not shown.
const CONTRIBUTION_MIN: f32 = 0.05;

/// Why a digit is one, under its row; nothing where that was not asked for.
pub(super) fn show_digit(heard: &HeardDigit) -> Result<()> {
    let Some(reasons) = &heard.reasons else {
        return Ok(());
    };
    let why = match reasons.outcome {
        Outcome::Digit { plain: true } => {
            "next to nothing but two steady tones, so whatever the score".to_owned()
        }
        _ => "all measures within their limits".to_owned(),
    };
    output::line(&format!(
        "      {} {why}; known after {:.1} ms",
        "heard:".green(),
        (reasons.at_s - reasons.start_s) * 1000.0
    ))?;
    show_measures(reasons)
}

/// What a stretch is that is not a digit, though nearly.
pub(super) fn show_near_miss(NearMiss { channel, reasons }: &NearMiss) -> Result<()> {
    let digit = reasons.digit.as_char();
    let why = match reasons.outcome {
        Outcome::Echo => "the echo of the digit before".to_owned(),
        Outcome::Missed(check) => format!(
            "{}: {}, {}",
            check.aspect.fault(),
            value(check.aspect, check.measured),
            limits(&check)
        ),
        _ => String::new(),
    };
    output::line(&format!(
        "{} {digit} from {:.4} to {:.4} s on channel {channel}, {why}",
        "nearly".yellow().bold(),
        reasons.start_s,
        reasons.end_s
    ))?;
    show_measures(reasons)
}

fn show_measures(reasons: &Explained) -> Result<()> {
    for check in &reasons.checks {
        let line = format!(
            "      {:<11}{:>14}  {}",
            check.aspect.name(),
            value(check.aspect, check.measured),
            limits(check)
        );
        if check.passes() {
            output::line(&line)?;
        } else {
            output::line(&line.red().to_string())?;
        }
    }
    for weighed in most_moving(reasons) {
        output::line(&figure(weighed).dimmed().to_string())?;
    }
    Ok(())
}

/// The figures that moved the score most, the strongest first.
fn most_moving(reasons: &Explained) -> impl Iterator<Item = &Weighed> {
    let strength = |weighed: &Weighed| weighed.contribution.abs();
    let mut figures: Vec<_> = reasons
        .figures
        .iter()
        .filter(|weighed| strength(weighed) >= CONTRIBUTION_MIN)
        .collect();
    figures.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    figures.into_iter().take(FIGURES_SHOWN)
}

fn figure(weighed: &Weighed) -> String {
    let Weighed {
        figure,
        value,
        contribution,
    } = weighed;
    let direction = if *contribution < 0.0 {
        "against"
    } else {
        "for"
    };
    format!(
        "        {contribution:>+6.2} {direction}: {} {value:.2} {} where {:.2} is typical",
        figure.name(),
        figure.unit(),
        figure.typical()
    )
    .replace("  where", " where")
}

fn value(aspect: Aspect, value: f32) -> String {
    let signed = matches!(aspect, Aspect::Frequency | Aspect::Twist);
    let decimals = decimals(aspect);
    // A rounded -0.0 would tell of nothing.
    let scale = 10_f32.powi(i32::try_from(decimals).unwrap_or(0));
    let value = (value * scale).round() / scale + 0.0;
    let number = if signed {
        format!("{value:+.decimals$}")
    } else {
        format!("{value:.decimals$}")
    };
    format!("{number} {}", aspect.unit()).trim_end().to_owned()
}

fn limits(check: &Check) -> String {
    let decimals = decimals(check.aspect);
    match (check.least, check.most) {
        (Some(least), Some(most)) if (least + most).abs() < f32::EPSILON => {
            format!("within ±{most:.decimals$}")
        }
        (Some(least), Some(most)) => format!("within {least:.decimals$} to {most:.decimals$}"),
        (Some(least), None) => format!("at least {least:.decimals$}"),
        (None, Some(most)) => format!("at most {most:.decimals$}"),
        (None, None) => "not asked".to_owned(),
    }
}

const fn decimals(aspect: Aspect) -> usize {
    match aspect {
        Aspect::Length | Aspect::Level | Aspect::Twist | Aspect::Purity | Aspect::Share => 1,
        Aspect::Frequency | Aspect::Steadiness | Aspect::Score => 2,
        Aspect::Glide => 3,
    }
}
