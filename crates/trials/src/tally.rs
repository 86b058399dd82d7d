//! What a detector made of trials: hits, misses, what was heard too much, and errors of report.
//! Whether that is good enough is decided by those who ask.

use cxtone_dtmf::{Heard, Profile};

use crate::spread::Spread;
use crate::trial::{Label, Trial};

/// A digit may be heard this much before its onset or after its end and still be meant by it.
const NEAR_S: f64 = 0.03;

/// Counts and errors over any number of trials.
///
/// A label is a hit when its digit is heard in it first, a substitution when only others are, and
/// a miss when none is. Its digit heard again is a double; all else is an insertion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Digits sent.
    pub digits: usize,
    /// Digits heard as what they are.
    pub hits: usize,
    /// Digits not heard.
    pub misses: usize,
    /// Digits heard as others.
    pub substitutions: usize,
    /// Digits heard again though sent once.
    pub doubles: usize,
    /// Digits heard beside those sent.
    pub insertions: usize,
    /// Reported start less onset, of hits.
    pub start_error_ms: Spread,
    /// Reported end less true end, of hits.
    pub end_error_ms: Spread,
    /// From onset to confirmation, of hits.
    pub latency_ms: Spread,
    /// Reported level less the one sent, of hits.
    pub level_error_db: Spread,
    /// Reported twist less the one sent, of hits.
    pub twist_error_db: Spread,
    /// Reported frequency less the one sent, of both tones of hits.
    pub frequency_error_hz: Spread,
}

impl Tally {
    /// Lets the detector listen to one trial and counts what it heard.
    pub fn listen(&mut self, trial: &Trial, profile: Profile) {
        self.add(&trial.labels, &trial.heard(profile));
    }

    /// Counts what was heard against what was sent, both in order of time.
    pub fn add(&mut self, labels: &[Label], heard: &[Heard]) {
        let mut firsts: Vec<First> = vec![First::Nothing; labels.len()];
        for digit in heard {
            let Some(index) = meant_by(labels, digit) else {
                self.insertions += 1;
                continue;
            };
            let label = &labels[index];
            let is_same = label.digit == digit.digit;
            match (firsts[index], is_same) {
                (First::Same, true) => self.doubles += 1,
                (First::Same, false) | (First::Other, false) => self.insertions += 1,
                (First::Other, true) => {
                    self.insertions += 1;
                    firsts[index] = First::Same;
                    self.measure(label, digit);
                }
                (First::Nothing, true) => {
                    firsts[index] = First::Same;
                    self.measure(label, digit);
                }
                (First::Nothing, false) => firsts[index] = First::Other,
            }
        }
        let count = |wanted: First| firsts.iter().filter(|&&first| first == wanted).count();
        self.digits += labels.len();
        self.hits += count(First::Same);
        self.substitutions += count(First::Other);
        self.misses += count(First::Nothing);
    }

    /// Everything that was heard, rightly or not.
    #[must_use]
    pub fn heard(&self) -> usize {
        self.hits + self.substitutions + self.doubles + self.insertions
    }

    /// Digits sent that were missed or heard as others, and all that was heard too much.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.misses + self.substitutions + self.doubles + self.insertions
    }

    fn measure(&mut self, label: &Label, heard: &Heard) {
        self.start_error_ms
            .push((heard.start_s - label.onset_s) * 1000.0);
        self.end_error_ms
            .push((heard.end_s - label.offset_s) * 1000.0);
        self.latency_ms
            .push((heard.decided_s - label.onset_s) * 1000.0);
        self.level_error_db
            .push(f64::from(heard.level_dbm0) - label.level_dbm0);
        self.twist_error_db
            .push(f64::from(heard.twist_db) - label.twist_db);
        let low_hz = reported_hz(label.digit.low_hz(), heard.low_offset_percent);
        let high_hz = reported_hz(label.digit.high_hz(), heard.high_offset_percent);
        self.frequency_error_hz.push(low_hz - label.low_hz);
        self.frequency_error_hz.push(high_hz - label.high_hz);
    }
}

/// What was heard first where a digit was sent.
#[derive(Clone, Copy, PartialEq)]
enum First {
    Nothing,
    Same,
    Other,
}

/// The label that a digit belongs to: of those near, the one that overlaps it most.
fn meant_by(labels: &[Label], heard: &Heard) -> Option<usize> {
    let overlap_s = |label: &Label| {
        let end_s = heard.end_s.min(label.offset_s + NEAR_S);
        end_s - heard.start_s.max(label.onset_s - NEAR_S)
    };
    let near = labels.iter().enumerate().filter(|(_, label)| {
        heard.start_s >= label.onset_s - NEAR_S && heard.start_s <= label.offset_s + NEAR_S
    });
    let most = near.max_by(|a, b| overlap_s(a.1).total_cmp(&overlap_s(b.1)));
    most.map(|(index, _)| index)
}

fn reported_hz(nominal_hz: f32, offset_percent: f32) -> f64 {
    f64::from(nominal_hz) * (1.0 + f64::from(offset_percent) / 100.0)
}

#[cfg(test)]
mod tests {
    use cxtone_dtmf::Digit;

    use super::*;

    fn digit(character: char) -> Digit {
        Digit::from_char(character).unwrap()
    }

    fn label(character: char, onset_s: f64) -> Label {
        let digit = digit(character);
        Label {
            digit,
            onset_s,
            offset_s: onset_s + 0.05,
            low_hz: f64::from(digit.low_hz()),
            high_hz: f64::from(digit.high_hz()),
            level_dbm0: -10.0,
            twist_db: 0.0,
        }
    }

    fn heard(character: char, start_s: f64) -> Heard {
        Heard {
            digit: digit(character),
            start_s,
            end_s: start_s + 0.05,
            decided_s: start_s + 0.03,
            level_dbm0: -10.5,
            twist_db: 0.25,
            low_offset_percent: 0.0,
            high_offset_percent: 1.0,
        }
    }

    /// Hits, misses, substitutions, doubles, insertions where `5` and `7` were sent.
    fn check(what: &[(char, f64)], expected: [usize; 5]) {
        let labels = [label('5', 0.1), label('7', 0.2)];
        let heard: Vec<_> = what
            .iter()
            .map(|&(character, at)| heard(character, at))
            .collect();
        let mut tally = Tally::default();
        tally.add(&labels, &heard);
        let counts = [
            tally.hits,
            tally.misses,
            tally.substitutions,
            tally.doubles,
            tally.insertions,
        ];
        assert_eq!(counts, expected, "{what:?}");
        assert_eq!(tally.heard(), what.len());
    }

    #[test]
    fn every_digit_that_was_sent_is_a_hit_a_miss_or_a_substitution() {
        check(&[('5', 0.1), ('7', 0.201)], [2, 0, 0, 0, 0]);
        check(&[('5', 0.1)], [1, 1, 0, 0, 0]);
        check(&[('5', 0.1), ('8', 0.2)], [1, 0, 1, 0, 0]);
        check(&[], [0, 2, 0, 0, 0]);
    }

    #[test]
    fn what_was_heard_too_much_is_a_double_or_an_insertion() {
        check(&[('5', 0.1), ('5', 0.13), ('7', 0.2)], [2, 0, 0, 1, 0]);
        check(&[('5', 0.1), ('8', 0.13), ('7', 0.2)], [2, 0, 0, 0, 1]);
        check(&[('8', 0.1), ('5', 0.13), ('7', 0.2)], [2, 0, 0, 0, 1]);
        check(&[('5', 0.0), ('5', 0.1), ('7', 0.2)], [2, 0, 0, 0, 1]);
        check(&[('5', 0.1), ('7', 0.2), ('7', 0.4)], [2, 0, 0, 0, 1]);
    }

    #[test]
    fn errors_of_report_are_what_was_heard_less_what_was_sent() {
        let mut tally = Tally::default();
        tally.add(&[label('5', 0.1)], &[heard('5', 0.102)]);
        assert!((tally.start_error_ms.mean() - 2.0).abs() < 1e-9);
        assert!((tally.end_error_ms.mean() - 2.0).abs() < 1e-9);
        assert!((tally.latency_ms.mean() - 32.0).abs() < 1e-9);
        assert!((tally.level_error_db.mean() + 0.5).abs() < 1e-6);
        assert!((tally.twist_error_db.mean() - 0.25).abs() < 1e-6);
        assert!((tally.frequency_error_hz.magnitude_at(1.0) - 13.36).abs() < 1e-3);
    }
}
