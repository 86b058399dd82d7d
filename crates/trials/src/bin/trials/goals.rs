//! The detector's goals, row by row: what is asked, what was measured, and whether it is met.
//! The rows stand in files of their own, by what they are about.

mod elsewhere;
mod hearing;
mod line;
mod rates;
mod reports;
mod row;
mod timing;

use cxtone_trials::wilson;

use crate::effort::Effort;
use row::{Outcome, Row};

/// Measures all rows and prints them as they are done; tells the promises that were not kept.
pub(crate) fn measure(effort: &Effort) -> Vec<String> {
    println!("| goal | asked | measured | 95 % (Wilson) | trials | met |");
    println!("|---|---|---|---|---|---|");
    let mut broken = Vec::new();
    for row in rows().iter().filter(|row| effort.includes(row.goal)) {
        let outcome = row.measure(effort);
        println!("{}", line_of(row, &outcome));
        if row
            .promised
            .is_some_and(|promise| !outcome.keeps(row.aim, promise))
        {
            broken.push(row.goal.to_owned());
        }
    }
    broken.extend(rates::measure(effort));
    for (goal, how) in elsewhere::ROWS {
        if effort.includes(goal) {
            println!("| {goal} | | not measured here: {how} | | | |");
        }
    }
    broken
}

fn rows() -> Vec<Row> {
    [
        hearing::rows(),
        timing::rows(),
        reports::rows(),
        line::rows(),
    ]
    .concat()
}

fn line_of(row: &Row, outcome: &Outcome) -> String {
    let promise = if row.promised.is_some() { " †" } else { "" };
    let met = outcome.met(row.aim);
    match *outcome {
        Outcome::Share {
            count,
            of,
            ref detail,
        } => {
            let interval = wilson(count, of);
            format!(
                "| {}{promise} | {} | {:.3} %{detail} | {:.3}–{:.3} | {of} | {met} |",
                row.goal,
                row.aim,
                percent(count, of),
                interval.least * 100.0,
                interval.most * 100.0,
            )
        }
        Outcome::Figure { value, of } => format!(
            "| {}{promise} | {} | {value:.3} | | {of} | {met} |",
            row.goal, row.aim
        ),
    }
}

/// A count as a share of all.
fn percent(count: usize, of: usize) -> f64 {
    count as f64 / of.max(1) as f64 * 100.0
}
