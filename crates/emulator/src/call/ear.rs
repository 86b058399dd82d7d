//! What the emulator's own detector hears in a call, put beside the injections it came from.
//! It is told when injections play, never which digits they hold.

use core::mem;

use cxtone_dtmf::{Detector, Digit, Event, Profile, SampleRate};
use serde::Serialize;

use super::{score, take::windows};
use crate::{clock::seconds_at, command::Signalling};

/// How much earlier than its injection a digit may seem to start, in seconds.
const EARLY_S: f64 = 0.025;

/// How long after an injection its echoes may still be heard, in seconds.
const TAIL_S: f64 = 0.5;

/// The source of digits that no injection explains.
const NO_SOURCE: &str = "LINE";

/// A detector over the recording so far.
pub(super) struct Ear {
    detector: Option<Detector>,
    heard: Vec<HeardDigit>,
    learned: usize,
    windows: Vec<Window>,
}

/// When an injection plays, in samples of the recording.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) signalling: Signalling,
}

/// Digits that were heard while one injection played, or several that overlapped.
///
/// It shows its digits in JSON, which is what it is for, and has no `Debug`.
#[derive(Clone, Serialize)]
pub(crate) struct HeardGroup {
    pub(crate) digits: String,
    /// When the first of them started, in seconds since the call began.
    pub(crate) at: f64,
    /// `RFC2833`, `SIPINFO`, `INBAND`; joined by `+` if injections of several types overlapped;
    /// `LINE` if nothing played.
    pub(crate) source: String,
    /// Whether injections overlapped.
    pub(crate) overlaps: bool,
}

#[derive(Clone, Copy)]
struct HeardDigit {
    digit: Digit,
    start_s: f64,
}

/// Windows that overlap, joined.
struct Span {
    start_s: f64,
    end_s: f64,
    signallings: Vec<Signalling>,
    windows: usize,
}

impl Ear {
    pub(super) fn new() -> Self {
        Self {
            detector: Some(Detector::new(SampleRate::TELEPHONE, Profile::ATT)),
            heard: Vec::new(),
            learned: 0,
            windows: Vec::new(),
        }
    }

    /// Hears what comes next on the line.
    pub(super) fn listen(&mut self, samples: &[f32]) {
        let heard = &mut self.heard;
        if let Some(detector) = &mut self.detector {
            detector.feed(samples, |event| note(heard, &event));
        }
    }

    /// Hears that nothing more comes.
    pub(super) fn finish(&mut self) {
        let heard = &mut self.heard;
        if let Some(mut detector) = self.detector.take() {
            detector.finish(|event| note(heard, &event));
        }
    }

    /// Learns which injections have begun since it learned last, of all that has happened.
    pub(super) fn learn(&mut self, score: &[score::Event]) {
        let news = score.get(self.learned..).unwrap_or_default();
        self.windows.extend(windows(news));
        self.learned = score.len();
    }

    /// What was heard so far, in the order of time.
    pub(super) fn heard(&self) -> Vec<HeardGroup> {
        let spans = joined(&self.windows);
        let mut groups: Vec<HeardGroup> = Vec::new();
        let mut last_span = None;
        for heard in &self.heard {
            let span = span_of(&spans, heard.start_s);
            if groups.is_empty() || last_span != span {
                groups.push(HeardGroup::at(
                    heard.start_s,
                    span.map(|index| &spans[index]),
                ));
                last_span = span;
            }
            if let Some(group) = groups.last_mut() {
                group.digits.push(heard.digit.as_char());
            }
        }
        groups
    }
}

impl HeardGroup {
    fn at(start_s: f64, span: Option<&Span>) -> Self {
        let names: Option<Vec<_>> =
            span.map(|span| span.signallings.iter().map(|one| one.as_str()).collect());
        Self {
            digits: String::new(),
            at: start_s,
            source: names.map_or_else(|| NO_SOURCE.to_owned(), |names| names.join("+")),
            overlaps: span.is_some_and(|span| span.windows > 1),
        }
    }
}

/// Only confirmed digits count, once each.
fn note(heard: &mut Vec<HeardDigit>, event: &Event) {
    if let Event::Confirmed { digit, start_s, .. } = event {
        heard.push(HeardDigit {
            digit: *digit,
            start_s: *start_s,
        });
    }
}

fn joined(windows: &[Window]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for window in windows {
        let (start_s, end_s) = (seconds_at(window.start), seconds_at(window.end));
        match spans.last_mut().filter(|span| start_s < span.end_s) {
            Some(span) => span.join(end_s, window.signalling),
            None => spans.push(Span {
                start_s,
                end_s,
                signallings: vec![window.signalling],
                windows: 1,
            }),
        }
    }
    spans
}

/// The latest span that had begun by then, unless it was over for longer than an echo lasts.
fn span_of(spans: &[Span], start_s: f64) -> Option<usize> {
    let begun = spans.partition_point(|span| span.start_s <= start_s + EARLY_S);
    let index = begun.checked_sub(1)?;
    (start_s < spans[index].end_s + TAIL_S).then_some(index)
}

impl Span {
    fn join(&mut self, end_s: f64, signalling: Signalling) {
        let end_before = mem::replace(&mut self.end_s, end_s);
        self.end_s = self.end_s.max(end_before);
        self.windows += 1;
        if !self.signallings.contains(&signalling) {
            self.signallings.push(signalling);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(windows: &[(f64, f64, Signalling)], heard: &[(char, f64)], expected: &[(&str, &str)]) {
        let mut ear = Ear::new();
        let sample = |at_s: f64| (0..).find(|&n| seconds_at(n) >= at_s).expect("finite");
        for &(start_s, end_s, signalling) in windows {
            let (start, end) = (sample(start_s), sample(end_s));
            ear.windows.push(Window {
                start,
                end,
                signalling,
            });
        }
        ear.heard = heard
            .iter()
            .map(|&(character, start_s)| HeardDigit {
                digit: Digit::from_char(character).expect("a digit"),
                start_s,
            })
            .collect();
        let groups: Vec<_> = ear
            .heard()
            .into_iter()
            .map(|group| (group.digits, group.source))
            .collect();
        let groups: Vec<_> = groups
            .iter()
            .map(|(digits, source)| (digits.as_str(), source.as_str()))
            .collect();
        assert_eq!(groups, expected);
    }

    #[test]
    fn digits_are_grouped_by_the_injection_that_played() {
        use Signalling::{Inband, Rfc2833, SipInfo};
        let two = [(1.0, 2.0, Rfc2833), (2.0, 3.0, Inband)];
        check(&two, &[], &[]);
        check(
            &two,
            &[('1', 1.0), ('2', 1.5), ('1', 1.999), ('2', 2.5)],
            &[("12", "RFC2833"), ("12", "INBAND")],
        );
        check(
            &two,
            &[('5', 0.5), ('6', 3.4), ('7', 3.6)],
            &[("5", "LINE"), ("6", "INBAND"), ("7", "LINE")],
        );
        check(
            &[(1.0, 2.0, SipInfo), (1.5, 2.5, Inband), (1.6, 1.7, Inband)],
            &[('1', 1.1), ('3', 2.2)],
            &[("13", "SIPINFO+INBAND")],
        );
    }
}
