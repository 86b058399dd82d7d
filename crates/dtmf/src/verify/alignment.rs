//! The expected digits laid over the recording, in order, at distances like those that were sent.
//! What speaks for a digit at a step is `evidence`'s part.

use crate::{DIGITS_MAX, Digit, Digits, Tone};

use super::{
    evidence::{self, Evidence, TONES},
    reach::Reach,
    steps::Steps,
    verdict::Finding,
};

/// How much sooner than sent a digit may follow: this part of the gap, and no more than this.
const SOONER_SHARE: f64 = 0.5;
const SOONER_MS_MAX: f64 = 25.0;

/// How much later: this part of the gap and this, and no more in all than that.
const LATER_SHARE: f64 = 0.5;
const LATER_MS: f64 = 60.0;
const LATER_MS_MAX: f64 = 500.0;

/// The least log odds at which a digit counts as there, or as there in place of another.
const LOG_ODDS_MIN: f32 = 0.0;

/// How far the onsets of digits are from each other.
#[derive(Clone, Copy)]
pub(super) struct Spacing(Reach);

impl Spacing {
    pub(super) fn new(tone: &Tone, steps: Steps) -> Self {
        let gap_ms = f64::from(tone.gap_ms);
        let sent_ms = f64::from(tone.tone_ms) + gap_ms;
        let sooner_ms = (gap_ms * SOONER_SHARE).min(SOONER_MS_MAX);
        let later_ms = (gap_ms * LATER_SHARE + LATER_MS).min(LATER_MS_MAX);
        let least = steps.nearest(sent_ms - sooner_ms).max(1);
        Self(Reach {
            least,
            most: steps.nearest(sent_ms + later_ms).max(least),
        })
    }

    /// The most steps from the onset of a digit to that of another.
    fn span(self, digits: usize) -> usize {
        self.0.most * digits
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
    reach: Reach,
    /// The part of the recording that the digits are in.
    tones: &'a [[f32; TONES]],
    /// Where this part begins.
    first: usize,
    ln_places: f32,
    row: &'a mut [f32],
    before: &'a mut [f32],
}

impl<'a> Alignment<'a> {
    /// How many values the alignment works in.
    pub(super) fn len(digits: &Digits, spacing: Spacing, steps: usize) -> usize {
        steps + digits.len() * Self::part_max(digits, spacing, steps)
    }

    /// The most steps that the digits can be in, wherever among them the first found one is.
    fn part_max(digits: &Digits, spacing: Spacing, steps: usize) -> usize {
        (2 * spacing.span(digits.len()) + 1).min(steps)
    }

    pub(super) fn new(
        digits: &'a Digits,
        spacing: Spacing,
        evidence: &Evidence<'a>,
        scratch: &'a mut [f32],
    ) -> Self {
        let steps = evidence.steps().len();
        let part_max = Self::part_max(digits, spacing, steps);
        let (row, before) = scratch.split_at_mut(steps.min(scratch.len()));
        let mut alignment = Self {
            digits,
            reach: spacing.0,
            tones: evidence.steps(),
            first: 0,
            ln_places: evidence.ln_places,
            row,
            before,
        };
        let (first, last) = alignment.ends(spacing);
        let last = last.min(steps).min(first + part_max);
        alignment.tones = evidence.steps().get(first..last).unwrap_or(&[]);
        alignment.first = first;
        alignment
    }

    /// Hands over what is decided about every digit, the last one first.
    pub(super) fn decide(mut self, mut sink: impl FnMut(usize, Decided)) {
        let found_before = self.fill_before();
        let len = self.tones.len();
        let mut found_after = 0.0;
        let row = self.row.get_mut(..len).unwrap_or(&mut []);
        row.fill(0.0);
        for (index, digit) in in_order(self.digits).rev() {
            let before = self.before.get(index * len..(index + 1) * len);
            let before = before.unwrap_or(&[]);
            let elsewhere = found_before.get(index).copied().unwrap_or(0.0);
            let mut hypotheses = Hypotheses::without(elsewhere.max(found_after));
            for (step, ((tones, before), after)) in
                self.tones.iter().zip(before).zip(&mut *row).enumerate()
            {
                let around = before + *after;
                let odds = Odds::new(tones, digit);
                hypotheses.weigh(self.first + step, around, &odds);
                *after += odds.most();
                found_after = f32::max(found_after, *after);
            }
            sink(index, hypotheses.decided(self.ln_places));
            self.reach.after(row);
        }
    }

    /// For every digit and step, what the digits before it are worth if it is there. Returns, for
    /// every digit, what those before it are worth wherever they are.
    fn fill_before(&mut self) -> [f32; DIGITS_MAX] {
        let len = self.tones.len();
        let mut best = [0.0; DIGITS_MAX];
        let mut most = 0.0;
        let row = self.row.get_mut(..len).unwrap_or(&mut []);
        row.fill(0.0);
        for ((index, digit), best) in in_order(self.digits).zip(&mut best) {
            *best = most;
            if let Some(kept) = self.before.get_mut(index * len..(index + 1) * len) {
                kept.copy_from_slice(row);
            }
            for (value, tones) in row.iter_mut().zip(self.tones) {
                *value += Odds::new(tones, digit).most();
                most = f32::max(most, *value);
            }
            self.reach.before(row);
        }
        best
    }

    /// The part of the recording around the likeliest alignment: as much as the digits before the
    /// first found one and those after the last one can take.
    fn ends(&mut self, spacing: Spacing) -> (usize, usize) {
        let forward = in_order(self.digits);
        let last = likeliest(forward, self.tones, self.row, |row| self.reach.before(row));
        let backward = in_order(self.digits).rev();
        let first = likeliest(backward, self.tones, self.row, |row| self.reach.after(row));
        let after = self.digits.len() - last.digit;
        (
            first.step.saturating_sub(spacing.span(first.digit)),
            last.step + spacing.span(after) + 1,
        )
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
    tones: &[[f32; TONES]],
    row: &mut [f32],
    reach: impl Fn(&mut [f32]),
) -> End {
    let (mut end, mut most) = (End::default(), 0.0);
    row.fill(0.0);
    for (index, digit) in digits {
        for (step, (value, tones)) in row.iter_mut().zip(tones).enumerate() {
            *value += Odds::new(tones, digit).most();
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
    another: evidence::Another,
}

impl Odds {
    fn new(tones: &[f32; TONES], digit: Digit) -> Self {
        Self {
            digit: evidence::of(tones, digit),
            another: evidence::another(tones, digit),
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
    fn decided(&self, ln_places: f32) -> Decided {
        let (present, step) = self.present;
        let (another, another_step, digit) = self.another;
        let missing = self.missing.max(ln_places);
        let log_odds = present - missing.max(another);
        if log_odds >= LOG_ODDS_MIN {
            return Decided {
                finding: Finding::Present,
                log_odds,
                step: Some(step),
            };
        }
        match digit {
            Some(digit) if another - missing.max(present) >= LOG_ODDS_MIN => Decided {
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
