//! What each profile accepts, step by step over offset, level, twist, length, break and pause.
//! What the standards ask is told in `cxtone-dtmf`'s profiles.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Interruption, Offset, Order, Random};

use crate::effort::Effort;

/// Digits a step and profile.
const DIGITS: usize = 480;

/// One property and the steps it is looked at in.
struct Grid {
    title: &'static str,
    unit: &'static str,
    from: f64,
    to: f64,
    step: f64,
    /// Percent of digits that something is true of.
    share: fn(&cxtone_trials::Tally) -> usize,
    condition: fn(&mut Random, f64) -> Condition,
}

/// Prints one table a property. A profile's limits are tested in `cxtone-dtmf`; here they are shown.
pub(crate) fn measure(effort: &Effort) {
    for grid in GRIDS.iter().filter(|grid| effort.includes(grid.title)) {
        print(grid, effort);
    }
}

fn print(grid: &Grid, effort: &Effort) {
    let names: Vec<_> = Profile::ALL.iter().map(Profile::name).collect();
    println!("\n{}, percent of digits\n", grid.title);
    println!("| {} | {} |", grid.unit, names.join(" | "));
    println!("|---|{}", "---|".repeat(names.len()));
    for value in steps(grid) {
        let cells = Profile::ALL.map(|profile| {
            let draw = |random: &mut Random| (grid.condition)(random, value);
            let tally = effort.tally(grid.title, DIGITS, profile, draw);
            let share = (grid.share)(&tally) as f64 / tally.digits as f64 * 100.0;
            format!("{share:.1}")
        });
        println!("| {value:+.2} | {} |", cells.join(" | "));
    }
}

fn steps(grid: &Grid) -> impl Iterator<Item = f64> {
    let count = ((grid.to - grid.from) / grid.step).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some dozens of steps"
    )]
    let count = count as u32;
    let (from, step) = (grid.from, grid.step);
    (0..=count).map(move |index| from + step * f64::from(index))
}

const GRIDS: [Grid; 7] = [
    Grid {
        title: "both tones off alike: accepted",
        unit: "offset, %",
        from: -4.0,
        to: 4.0,
        step: 0.25,
        share: |tally| tally.hits,
        condition: |_, percent| {
            Condition::default().with_offsets(Offset::percent(percent), Offset::percent(percent))
        },
    },
    Grid {
        title: "tones off by as much in opposite directions: accepted",
        unit: "offset of the low tone, %",
        from: -4.0,
        to: 4.0,
        step: 0.25,
        share: |tally| tally.hits,
        condition: |_, percent| {
            Condition::default().with_offsets(Offset::percent(percent), Offset::percent(-percent))
        },
    },
    Grid {
        title: "level: accepted",
        unit: "dBm0 a tone",
        from: -60.0,
        to: 3.0,
        step: 1.5,
        share: |tally| tally.hits,
        condition: |_, level_dbm0| Condition {
            level_dbm0,
            floor_dbm0: Some(-80.0),
            ..Condition::default()
        },
    },
    Grid {
        title: "twist: accepted",
        unit: "high less low, dB",
        from: -16.0,
        to: 16.0,
        step: 1.0,
        share: |tally| tally.hits,
        condition: |_, twist_db| Condition {
            twist_db,
            ..Condition::default()
        },
    },
    Grid {
        title: "length: accepted",
        unit: "ms",
        from: 15.0,
        to: 45.0,
        step: 1.0,
        share: |tally| tally.hits,
        condition: |_, tone_ms| Condition {
            tone_ms,
            gap_ms: 70.0,
            ..Condition::default()
        },
    },
    Grid {
        title: "break inside a digit: heard as two",
        unit: "ms",
        from: 4.0,
        to: 44.0,
        step: 2.0,
        share: |tally| tally.doubles,
        condition: |_, ms| Condition {
            tone_ms: 80.0 + ms,
            gap_ms: 80.0,
            interruption: Some(Interruption { ms, clear_ms: 35.0 }),
            ..Condition::default()
        },
    },
    Grid {
        title: "pause between equal digits: both heard",
        unit: "ms",
        from: 6.0,
        to: 46.0,
        step: 2.0,
        share: |tally| tally.hits,
        condition: |_, gap_ms| Condition {
            order: Order::Twice,
            digits: 2,
            tone_ms: 60.0,
            gap_ms,
            ..Condition::default()
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_includes_both_of_its_ends() {
        for grid in &GRIDS {
            let steps: Vec<_> = steps(grid).collect();
            assert_eq!(steps[0], grid.from, "{}", grid.title);
            let last = steps[steps.len() - 1];
            assert!((last - grid.to).abs() < 1e-9, "{}: {last}", grid.title);
        }
    }
}
