//! The best alignment of two sequences of digits, found by dynamic programming on the stack.

use super::{SCORED_MAX, TooLongToScore};
use crate::Digit;

/// What one error costs; a hit gains 1. Errors weigh more than all hits that there can be, so that
/// hits decide only between alignments with equally many errors.
#[allow(clippy::cast_possible_truncation, reason = "a few hundred")]
const ERROR_COST: i32 = SCORED_MAX as i32 + 1;

/// One step of an alignment, the last one first.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    /// A digit was heard for one that was sent.
    Paired { expected: Digit, heard: Digit },
    /// A digit that was sent was not heard.
    Missed,
    /// A digit was heard that was not sent.
    Inserted,
}

impl Step {
    /// Whether a digit was heard as sent.
    pub(crate) fn is_hit(&self) -> bool {
        matches!(self, Self::Paired { expected, heard } if expected == heard)
    }

    /// Whether a digit was heard for one that was sent.
    pub(crate) fn is_pair(&self) -> bool {
        matches!(self, Self::Paired { .. })
    }
}

/// How a cell of the table is best reached.
#[derive(Clone, Copy, PartialEq)]
enum Move {
    Pair = 0,
    Miss = 1,
    Insert = 2,
}

/// Four moves a byte.
type MoveRow = [u8; SCORED_MAX / 4];

/// The best moves for every pair of prefixes.
pub(crate) struct Alignment<'a> {
    expected: &'a [Digit],
    heard: &'a [Digit],
    moves: [MoveRow; SCORED_MAX],
}

impl<'a> Alignment<'a> {
    pub(crate) fn new(expected: &'a [Digit], heard: &'a [Digit]) -> Result<Self, TooLongToScore> {
        let len = expected.len().max(heard.len());
        if len > SCORED_MAX {
            return Err(TooLongToScore { len });
        }
        let mut alignment = Self {
            expected,
            heard,
            moves: [[0; SCORED_MAX / 4]; SCORED_MAX],
        };
        alignment.solve();
        Ok(alignment)
    }

    /// The steps, last one first.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Step> + '_ {
        let mut row = self.expected.len();
        let mut column = self.heard.len();
        core::iter::from_fn(move || {
            let step = self.step_at(row, column)?;
            row -= usize::from(!matches!(step, Step::Inserted));
            column -= usize::from(!matches!(step, Step::Missed));
            Some(step)
        })
    }

    /// The best last step when `row` digits were sent and `column` heard; none at the beginning.
    fn step_at(&self, row: usize, column: usize) -> Option<Step> {
        let (Some(row), Some(column)) = (row.checked_sub(1), column.checked_sub(1)) else {
            return match (row, column) {
                (0, 0) => None,
                (0, _) => Some(Step::Inserted),
                _ => Some(Step::Missed),
            };
        };
        let packed = self.moves.get(row)?.get(column / 4)?;
        Some(match packed >> (column % 4 * 2) & 3 {
            code if code == Move::Miss as u8 => Step::Missed,
            code if code == Move::Insert as u8 => Step::Inserted,
            _ => Step::Paired {
                expected: *self.expected.get(row)?,
                heard: *self.heard.get(column)?,
            },
        })
    }

    /// Fills the table row by row; only the costs of the row above are kept.
    fn solve(&mut self) {
        let mut costs = [0_i32; SCORED_MAX];
        for (cost, count) in costs.iter_mut().zip(1..) {
            *cost = count * ERROR_COST;
        }
        let mut before = 0;
        for (moves, expected) in self.moves.iter_mut().zip(self.expected) {
            let mut diagonal = before;
            before += ERROR_COST;
            let mut left = before;
            for (column, (cost, heard)) in costs.iter_mut().zip(self.heard).enumerate() {
                let pair = diagonal + if expected == heard { -1 } else { ERROR_COST };
                let (best, via) = cheapest(pair, *cost + ERROR_COST, left + ERROR_COST);
                diagonal = *cost;
                *cost = best;
                left = best;
                if let Some(packed) = moves.get_mut(column / 4) {
                    *packed |= (via as u8) << (column % 4 * 2);
                }
            }
        }
    }
}

fn cheapest(pair: i32, miss: i32, insert: i32) -> (i32, Move) {
    if pair <= miss && pair <= insert {
        (pair, Move::Pair)
    } else if miss <= insert {
        (miss, Move::Miss)
    } else {
        (insert, Move::Insert)
    }
}
