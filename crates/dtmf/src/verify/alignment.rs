//! The expected digits laid over the recording, in order, at distances like those that were sent.
//! What speaks for a digit at a step is `evidence`'s part.

use crate::{DIGITS_MAX, Digit, Digits, Tone};

use super::{
    evidence::Step,
    odds::{Another, Judge, Powers},
    reach::Reach,
    steps::Steps,
    verdict::{Finding, Verdict},
};

/// How much sooner than sent a digit may follow: this part of the gap, and no more than this.
const SOONER_SHARE: f64 = 0.5;
const SOONER_MS_MAX: f64 = 25.0;

/// How much later: this part of the gap and this, and no more in all than that.
const LATER_SHARE: f64 = 0.5;
const LATER_MS: f64 = 60.0;
const LATER_MS_MAX: f64 = 500.0;

/// The least log odds of a digit that others are compared with.
const LOG_ODDS_SURE: f32 = 4.0;

/// How much rarer it is that all other digits of a sequence are missing than that nothing was sent:
/// this for each, and no more in all than that.
const LONE_PER_DIGIT: f32 = 2.0;
const LONE_MAX: f32 = 16.0;

/// Timing this much off what was sent is as likely as any other, in milliseconds; more costs that
/// many log odds. It tells which of two equal digits is missing.
const NEAR_MS: f64 = 20.0;
const FAR: f32 = 3.0;

/// How far the onsets of digits are from each other.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    far: Reach,
    near: Reach,
}

impl Spacing {
    pub(super) fn new(tone: &Tone, steps: Steps) -> Self {
        let gap_ms = f64::from(tone.gap_ms);
        let sent_ms = f64::from(tone.tone_ms) + gap_ms;
        let sooner_ms = (gap_ms * SOONER_SHARE).min(SOONER_MS_MAX);
        let later_ms = (gap_ms * LATER_SHARE + LATER_MS).min(LATER_MS_MAX);
        let least = steps.nearest(sent_ms - sooner_ms).max(1);
        let most = steps.nearest(sent_ms + later_ms).max(least);
        Self {
            far: Reach { least, most },
            near: Reach {
                least: steps.nearest(sent_ms - NEAR_MS).max(least),
                most: steps.nearest(sent_ms + NEAR_MS).min(most),
            },
        }
    }

    /// Replaces each value by the likeliest one before it; `spare` is as long as the row.
    fn before(self, row: &mut [f32], spare: &mut [f32]) {
        spare.copy_from_slice(row);
        self.far.before(row);
        self.near.before(spare);
        likelier(row, spare);
    }

    /// As [`Spacing::before`], with the values after it.
    fn after(self, row: &mut [f32], spare: &mut [f32]) {
        spare.copy_from_slice(row);
        self.far.after(row);
        self.near.after(spare);
        likelier(row, spare);
    }

    /// The most steps from the onset of a digit to that of another.
    fn span(self, digits: usize) -> usize {
        self.far.most * digits
    }
}

/// What was decided about a digit.
#[derive(Clone, Copy)]
pub(super) struct Decided {
    pub(super) finding: Finding,
    pub(super) log_odds: f32,
    pub(super) step: Option<usize>,
}

/// The digits and the recording, and rows of values to work in.
pub(super) struct Alignment<'a> {
    digits: &'a Digits,
    spacing: Spacing,
    judge: Judge,
    /// The part of the recording that the digits are in.
    steps: &'a [Step],
    /// Where this part begins.
    first: usize,
    /// What digits must be worth together to be likelier than a recording without any.
    nothing: f32,
    row: &'a mut [f32],
    spare: &'a mut [f32],
    before: &'a mut [f32],
}

impl<'a> Alignment<'a> {
    /// How many values the alignment works in.
    pub(super) fn len(digits: &Digits, spacing: Spacing, steps: usize) -> usize {
        2 * steps + digits.len() * Self::part_max(digits, spacing, steps)
    }

    /// The most steps that the digits can be in, wherever among them the first found one is.
    fn part_max(digits: &Digits, spacing: Spacing, steps: usize) -> usize {
        (2 * spacing.span(digits.len()) + 1).min(steps)
    }

    pub(super) fn new(
        digits: &'a Digits,
        spacing: Spacing,
        judge: Judge,
        all: &'a [Step],
        window_steps: usize,
        scratch: &'a mut [f32],
    ) -> Self {
        let steps = all.len();
        let part_max = Self::part_max(digits, spacing, steps);
        let (row, rest) = scratch.split_at_mut(steps.min(scratch.len()));
        let (spare, before) = rest.split_at_mut(steps.min(rest.len()));
        let windows = steps as f32 / window_steps as f32;
        let others = digits.len().saturating_sub(1) as f32;
        let mut alignment = Self {
            digits,
            spacing,
            judge,
            steps: all,
            first: 0,
            nothing: libm::logf(windows.max(1.0)) + (others * LONE_PER_DIGIT).min(LONE_MAX),
            row,
            spare,
            before,
        };
        let (first, last) = alignment.ends();
        let last = last.min(steps).min(first + part_max);
        alignment.steps = all.get(first..last).unwrap_or(&[]);
        alignment.first = first;
        alignment
    }

    /// Hands over what is decided about every digit, the last one first.
    pub(super) fn decide(&mut self, mut sink: impl FnMut(usize, Decided)) {
        let found_before = self.fill_before();
        let len = self.steps.len();
        let mut found_after = 0.0;
        let row = self.row.get_mut(..len).unwrap_or(&mut []);
        let spare = self.spare.get_mut(..len).unwrap_or(&mut []);
        row.fill(0.0);
        for (index, digit) in in_order(self.digits).rev() {
            let before = self.before.get(index * len..(index + 1) * len);
            let before = before.unwrap_or(&[]);
            let elsewhere = found_before.get(index).copied().unwrap_or(0.0);
            let mut hypotheses = Hypotheses::without(elsewhere.max(found_after));
            for (step, ((measured, before), after)) in
                self.steps.iter().zip(before).zip(&mut *row).enumerate()
            {
                let around = before + *after;
                let odds = Odds::new(&self.judge, measured, digit);
                hypotheses.weigh(self.first + step, around, &odds);
                *after += odds.most();
                found_after = f32::max(found_after, *after);
            }
            sink(index, hypotheses.decided(self.nothing));
            self.spacing.after(row, spare);
        }
    }

    /// Learns what the tones usually have from the digits that are surely there, and whether there were
    /// enough of them.
    pub(super) fn get_used(&mut self) -> bool {
        let mut powers = [Powers::default(); DIGITS_MAX];
        let mut count = 0;
        let (digits, steps, judge, first) = (self.digits, self.steps, self.judge, self.first);
        self.decide(|index, decided| {
            let digit = digits.as_slice().get(index);
            let step = decided.step.and_then(|step| steps.get(step - first));
            let sure = decided.finding == Finding::Present && decided.log_odds >= LOG_ODDS_SURE;
            if let (true, Some(&digit), Some(step)) = (sure, digit, step)
                && let Some(place) = powers.get_mut(count)
            {
                *place = judge.powers(step, digit);
                count += 1;
            }
        });
        let usual = Powers::usual(powers.get_mut(..count).unwrap_or(&mut []));
        self.judge = judge.used_to(usual);
        usual.is_some()
    }

    /// For every digit and step, what the digits before it are worth if it is there. Returns, for
    /// every digit, what those before it are worth wherever they are.
    fn fill_before(&mut self) -> [f32; DIGITS_MAX] {
        let len = self.steps.len();
        let mut best = [0.0; DIGITS_MAX];
        let mut most = 0.0;
        let row = self.row.get_mut(..len).unwrap_or(&mut []);
        let spare = self.spare.get_mut(..len).unwrap_or(&mut []);
        row.fill(0.0);
        for ((index, digit), best) in in_order(self.digits).zip(&mut best) {
            *best = most;
            if let Some(kept) = self.before.get_mut(index * len..(index + 1) * len) {
                kept.copy_from_slice(row);
            }
            for (value, measured) in row.iter_mut().zip(self.steps) {
                *value += Odds::new(&self.judge, measured, digit).most();
                most = f32::max(most, *value);
            }
            self.spacing.before(row, spare);
        }
        best
    }

    /// The part of the recording around the likeliest alignment: as much as the digits before the
    /// first found one and those after the last one can take.
    fn ends(&mut self) -> (usize, usize) {
        let (spacing, steps, judge) = (self.spacing, self.steps, &self.judge);
        let (row, spare) = (&mut *self.row, &mut *self.spare);
        let forward = in_order(self.digits);
        let last = likeliest(forward, steps, judge, row, |row| spacing.before(row, spare));
        let backward = in_order(self.digits).rev();
        let first = likeliest(backward, steps, judge, row, |row| spacing.after(row, spare));
        let after = self.digits.len() - last.digit;
        (
            first.step.saturating_sub(spacing.span(first.digit)),
            last.step + spacing.span(after) + 1,
        )
    }
}

/// Of two timings the likelier one.
fn likelier(far: &mut [f32], near: &[f32]) {
    for (far, &near) in far.iter_mut().zip(near) {
        *far = (*far - FAR).max(near);
    }
}

fn in_order(
    digits: &Digits,
) -> impl ExactSizeIterator<Item = (usize, Digit)> + DoubleEndedIterator + '_ {
    digits.as_slice().iter().copied().enumerate()
}

/// Where an alignment ends.
#[derive(Clone, Copy, Default)]
struct End {
    digit: usize,
    step: usize,
}

/// The end of the likeliest alignment of digits that are taken one after the other.
fn likeliest(
    digits: impl Iterator<Item = (usize, Digit)>,
    steps: &[Step],
    judge: &Judge,
    row: &mut [f32],
    mut reach: impl FnMut(&mut [f32]),
) -> End {
    let (mut end, mut most) = (End::default(), 0.0);
    row.fill(0.0);
    for (index, digit) in digits {
        for (step, (value, measured)) in row.iter_mut().zip(steps).enumerate() {
            *value += judge.of(measured, digit).max(0.0);
            if *value > most {
                most = *value;
                end = End { digit: index, step };
            }
        }
        reach(row);
    }
    end
}

/// What speaks at a step for a digit, and for the likeliest other one.
struct Odds {
    digit: f32,
    another: Another,
}

impl Odds {
    fn new(judge: &Judge, measured: &Step, digit: Digit) -> Self {
        Self {
            digit: judge.of(measured, digit),
            another: judge.another(measured, digit),
        }
    }

    /// Of the digit, another one, or nothing, whichever is the likeliest.
    fn most(&self) -> f32 {
        self.digit.max(self.another.odds).max(0.0)
    }
}

/// What may be in a digit's place, each at its likeliest with all other digits around it.
struct Hypotheses {
    present: (f32, usize),
    another: (f32, usize, Option<Digit>),
    missing: f32,
}

impl Hypotheses {
    fn without(missing: f32) -> Self {
        Self {
            present: (f32::NEG_INFINITY, 0),
            another: (f32::NEG_INFINITY, 0, None),
            missing,
        }
    }

    fn weigh(&mut self, step: usize, around: f32, odds: &Odds) {
        let present = around + odds.digit;
        if present > self.present.0 {
            self.present = (present, step);
        }
        let another = around + odds.another.odds;
        if another > self.another.0 {
            self.another = (another, step, Some(odds.another.digit));
        }
        self.missing = self.missing.max(around);
    }

    /// A recording with no digit at all is likelier, before it is heard, than one with digits at any
    /// one of its places.
    fn decided(&self, nothing: f32) -> Decided {
        let (present, step) = self.present;
        let (another, another_step, digit) = self.another;
        let missing = self.missing.max(nothing);
        let log_odds = present - missing.max(another);
        if log_odds >= Verdict::LOG_ODDS_MIN {
            return Decided {
                finding: Finding::Present,
                log_odds,
                step: Some(step),
            };
        }
        match digit {
            Some(digit) if another - missing.max(present) >= Verdict::LOG_ODDS_MIN => Decided {
                finding: Finding::Substituted(digit),
                log_odds,
                step: Some(another_step),
            },
            _ => Decided {
                finding: Finding::Missing,
                log_odds,
                step: None,
            },
        }
    }
}
