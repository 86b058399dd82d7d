//! Which stretches of tone are one digit, and when a digit is over.
//! Finding stretches is the detector's.

use crate::{Digit, Event, Heard, Thresholds};

/// Longest break inside a digit after which the tone goes on in another phase, in seconds: longer
/// ones are two keys. ITU-T Q.24 asks for breaks of 10 ms to be bridged; where the phase slips, the
/// edges of one are measured up to 3 ms too far apart.
const SLIP_S_MAX: f64 = 0.015;

/// Level under that of the digit before, in dB for both tones, from which the same digit again is
/// its echo. Echoes that are stronger are rare on lines; a sender's digits are alike.
const ECHO_DB_MIN: f32 = 9.0;

/// How long after a digit its echo may begin, in seconds: sooner than after any pause that a sender
/// may make (30 ms, ITU-T Q.24), so that a weaker digit is never taken for an echo.
const ECHO_S_MAX: f64 = 0.028;

/// How long after it began a stretch is known at the latest, in seconds; so much longer than a
/// bridged break a digit stays open.
const KNOWN_AFTER_S: f64 = 0.045;

/// A stretch of steady tones that has passed the decision.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) digit: Digit,
    pub(crate) start_s: f64,
    pub(crate) decided_s: f64,
    /// Whether both tones go on in the phase of the stretch before.
    pub(crate) in_phase: bool,
    pub(crate) level: PairLevel,
}

/// Levels of both tones.
#[derive(Clone, Copy)]
pub(crate) struct PairLevel {
    pub(crate) low_dbm0: f32,
    pub(crate) high_dbm0: f32,
}

/// What a stretch was like, known at its end.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) level: PairLevel,
    pub(crate) low_offset_percent: f32,
    pub(crate) high_offset_percent: f32,
}

/// The digit that is open, and whether its tone lasts.
pub(crate) struct Debounce {
    break_s_max: f64,
    open: Option<Open>,
    /// The end of the latest digit, which also stays when that is closed: echoes come late.
    previous: Option<Previous>,
    /// The latest stretch is an echo, and so its end ends nothing.
    in_echo: bool,
}

#[derive(Clone, Copy)]
struct Previous {
    digit: Digit,
    end_s: f64,
    level: PairLevel,
}

#[derive(Clone, Copy)]
struct Open {
    digit: Digit,
    start_s: f64,
    decided_s: f64,
    ended: Option<(f64, Figures)>,
}

/// What a stretch is to the digit before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    /// A digit of its own.
    New,
    /// The same digit after a break.
    Same,
    /// The same digit once more, from the far end.
    Echo,
}

impl Debounce {
    pub(crate) fn new(thresholds: &Thresholds) -> Self {
        Self {
            break_s_max: f64::from(thresholds.break_ms_max) / 1000.0,
            open: None,
            previous: None,
            in_echo: false,
        }
    }

    /// Whether a digit is open that may have to be closed as time passes.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A stretch has passed the decision.
    pub(crate) fn begin(&mut self, stretch: Stretch, sink: &mut impl FnMut(Event)) {
        let kinship = self.kinship(&stretch);
        self.in_echo = kinship == Kinship::Echo;
        match kinship {
            Kinship::New => self.open(stretch, sink),
            Kinship::Same => {
                if let Some(open) = &mut self.open {
                    open.ended = None;
                }
            }
            Kinship::Echo => {}
        }
    }

    /// Whether the stretch that began last is the echo of a digit.
    pub(crate) fn is_in_echo(&self) -> bool {
        self.in_echo
    }

    /// The stretch that began last is over.
    pub(crate) fn end(&mut self, end_s: f64, figures: Figures) {
        if self.in_echo {
            return;
        }
        let level = figures.level;
        if let Some(open) = &mut self.open {
            let end_s = end_s.max(open.start_s);
            open.ended = Some((end_s, figures));
            let digit = open.digit;
            self.previous = Some(Previous {
                digit,
                end_s,
                level,
            });
        } else if let Some(previous) = &mut self.previous {
            // The digit was closed before its continuation was known, as happens in noise.
            previous.end_s = end_s.max(previous.end_s);
            previous.level = level;
        }
    }

    /// Time passes: a digit is over when nothing can join it any more.
    pub(crate) fn tick(&mut self, now_s: f64, sink: &mut impl FnMut(Event)) {
        let settled_s = self.break_s_max + KNOWN_AFTER_S;
        if let Some(Open {
            ended: Some((end_s, _)),
            ..
        }) = self.open
            && now_s > end_s + settled_s
        {
            self.flush(sink);
        }
    }

    /// Closes what is open and has ended.
    pub(crate) fn flush(&mut self, sink: &mut impl FnMut(Event)) {
        let Some(open) = self.open.take() else {
            return;
        };
        if let Some((end_s, figures)) = open.ended {
            sink(Event::Ended(Heard {
                digit: open.digit,
                start_s: open.start_s,
                end_s,
                decided_s: open.decided_s,
                level_dbm0: figures.level.low_dbm0.max(figures.level.high_dbm0),
                twist_db: figures.level.high_dbm0 - figures.level.low_dbm0,
                low_offset_percent: figures.low_offset_percent,
                high_offset_percent: figures.high_offset_percent,
            }));
        }
    }

    fn open(&mut self, stretch: Stretch, sink: &mut impl FnMut(Event)) {
        self.flush(sink);
        let Stretch {
            digit,
            start_s,
            decided_s,
            ..
        } = stretch;
        self.open = Some(Open {
            digit,
            start_s,
            decided_s,
            ended: None,
        });
        sink(Event::Confirmed {
            digit,
            start_s,
            decided_s,
        });
    }

    fn kinship(&self, stretch: &Stretch) -> Kinship {
        match &self.previous {
            Some(previous) => kinship(previous, stretch, self.break_s_max),
            None => Kinship::New,
        }
    }
}

/// The truth table.
fn kinship(previous: &Previous, stretch: &Stretch, break_s_max: f64) -> Kinship {
    if previous.digit != stretch.digit {
        return Kinship::New;
    }
    let break_s = stretch.start_s - previous.end_s;
    let low_fall_db = previous.level.low_dbm0 - stretch.level.low_dbm0;
    let high_fall_db = previous.level.high_dbm0 - stretch.level.high_dbm0;
    let bridged_s = if stretch.in_phase {
        break_s_max
    } else {
        SLIP_S_MAX
    };
    if low_fall_db.min(high_fall_db) >= ECHO_DB_MIN && break_s <= ECHO_S_MAX {
        Kinship::Echo
    } else if break_s <= bridged_s {
        Kinship::Same
    } else {
        Kinship::New
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stretch that follows another one of digit 5, which ended at one second.
    fn check(digit: usize, break_ms: f64, in_phase: bool, fall_db: f32, expected: Kinship) {
        let previous = Previous {
            digit: Digit::ALL[5],
            end_s: 1.0,
            level: PairLevel {
                low_dbm0: -10.0,
                high_dbm0: -12.0,
            },
        };
        let stretch = Stretch {
            digit: Digit::ALL[digit],
            start_s: 1.0 + break_ms / 1000.0,
            decided_s: 1.1,
            in_phase,
            level: PairLevel {
                low_dbm0: -10.0 - fall_db,
                high_dbm0: -12.0 - fall_db,
            },
        };
        let found = kinship(&previous, &stretch, 0.022);
        assert_eq!(
            found, expected,
            "{break_ms} ms, in phase: {in_phase}, -{fall_db} dB"
        );
    }

    #[test]
    fn a_digit_that_goes_on_after_it_was_closed_is_told_once() {
        let level = PairLevel {
            low_dbm0: -10.0,
            high_dbm0: -10.0,
        };
        let figures = Figures {
            level,
            low_offset_percent: 0.0,
            high_offset_percent: 0.0,
        };
        let mut debounce = Debounce::new(crate::Profile::ATT.thresholds());
        let mut told = 0;
        // Start, end, and when each stretch is known: the second one late.
        for (start_s, end_s, decided_s) in [
            (1.0, 1.1, 1.03),
            (1.11, 1.25, 1.2),
            (1.26, 1.4, 1.29),
            (1.5, 1.6, 1.53),
        ] {
            debounce.tick(decided_s, &mut |_| told += 1);
            let stretch = Stretch {
                digit: Digit::ALL[5],
                start_s,
                decided_s,
                in_phase: true,
                level,
            };
            debounce.begin(stretch, &mut |_| told += 1);
            debounce.end(end_s, figures);
        }
        debounce.flush(&mut |_| told += 1);
        assert_eq!(told, 4, "confirmed and ended, twice");
    }

    #[test]
    fn a_stretch_is_new_the_same_or_an_echo() {
        check(6, 5.0, true, 0.0, Kinship::New);
        check(6, 5.0, true, 12.0, Kinship::New);
        check(5, 10.0, true, 0.0, Kinship::Same);
        check(5, 21.0, true, 0.0, Kinship::Same);
        check(5, 23.0, true, 0.0, Kinship::New);
        check(5, 14.0, false, 0.0, Kinship::Same);
        check(5, 16.0, false, 0.0, Kinship::New);
        check(5, 40.0, true, 0.0, Kinship::New);
        check(5, 10.0, false, 12.0, Kinship::Echo);
        check(5, 27.0, false, 12.0, Kinship::Echo);
        check(5, 30.0, false, 12.0, Kinship::New);
        check(5, 20.0, false, 8.0, Kinship::New);
    }
}
