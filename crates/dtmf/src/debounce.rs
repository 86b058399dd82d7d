//! Which stretches of tone are one digit, and when a digit is over.
//! Finding stretches is the detector's.

use crate::{Digit, Event, Heard, Thresholds};

/// Longest break inside a digit after which the tone goes on in another phase, in seconds: longer
/// ones are two keys. ITU-T Q.24 asks for breaks of 10 ms to be bridged.
const SLIP_S_MAX: f64 = 0.012;

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
}

/// What a stretch was like, known at its end.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) level_dbm0: f32,
    pub(crate) twist_db: f32,
    pub(crate) low_offset_percent: f32,
    pub(crate) high_offset_percent: f32,
}

/// The digit that is open, and whether its tone lasts.
pub(crate) struct Debounce {
    break_s_max: f64,
    open: Option<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    digit: Digit,
    start_s: f64,
    decided_s: f64,
    ended: Option<(f64, Figures)>,
}

impl Debounce {
    pub(crate) fn new(thresholds: &Thresholds) -> Self {
        Self {
            break_s_max: f64::from(thresholds.break_ms_max) / 1000.0,
            open: None,
        }
    }

    /// A stretch has passed the decision.
    pub(crate) fn begin(&mut self, stretch: Stretch, sink: &mut impl FnMut(Event)) {
        if let Some(open) = &mut self.open
            && joins(open, &stretch, self.break_s_max)
        {
            open.ended = None;
            return;
        }
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

    /// The stretch that began last is over.
    pub(crate) fn end(&mut self, end_s: f64, figures: Figures) {
        if let Some(open) = &mut self.open {
            open.ended = Some((end_s.max(open.start_s), figures));
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
                level_dbm0: figures.level_dbm0,
                twist_db: figures.twist_db,
                low_offset_percent: figures.low_offset_percent,
                high_offset_percent: figures.high_offset_percent,
            }));
        }
    }
}

/// Whether a stretch is part of the digit before it.
fn joins(open: &Open, stretch: &Stretch, break_s_max: f64) -> bool {
    let Some((end_s, _)) = open.ended else {
        return false;
    };
    let break_s = stretch.start_s - end_s;
    let bridged_s = if stretch.in_phase {
        break_s_max
    } else {
        SLIP_S_MAX
    };
    open.digit == stretch.digit && break_s <= bridged_s
}
