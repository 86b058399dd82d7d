//! The segments that a receiver has heard of but not reported yet, in the order of their onsets.
//! When one is due for reporting is decided in the receiver.

use core::time::Duration;

use cxtone_dtmf::Digit;

use super::{EventPayload, SEGMENT_TICKS_MAX};

/// How many segments a receiver keeps waiting; the oldest is reported when there is one more.
pub const SEGMENTS_PENDING_MAX: usize = 16;

/// What is known of one segment. Ticks are unwrapped.
#[derive(Clone, Copy)]
pub(super) struct Segment {
    /// The segment's own timestamp, by which its packets are recognised.
    pub(super) start: i64,
    /// The onset of the event: earlier than `start` once earlier segments have been joined.
    pub(super) onset: i64,
    pub(super) digit: Digit,
    pub(super) duration: u16,
    pub(super) ended: bool,
    /// A packet with the marker has been heard, so nothing earlier belongs to this event.
    pub(super) marked: bool,
    pub(super) last_heard: Duration,
    /// Since when it has been known that the segment is over.
    pub(super) over_since: Option<Duration>,
}

impl Segment {
    /// Takes over what a packet tells. Once the end has been heard only the end counts: updates
    /// that were overtaken tell of less.
    pub(super) fn hear(&mut self, payload: EventPayload, marked: bool, now: Duration) {
        self.last_heard = now;
        self.marked |= marked;
        if payload.end {
            self.ended = true;
            self.duration = payload.duration;
        } else if !self.ended {
            self.duration = self.duration.max(payload.duration);
        }
    }

    /// Whether `next` is a later segment of the same event: all but the last are of full length.
    pub(super) fn is_continued_by(&self, next: &Self) -> bool {
        self.digit == next.digit
            && !self.ended
            && !next.marked
            && (next.start - self.start) % i64::from(SEGMENT_TICKS_MAX) == 0
    }
}

/// Segments sorted by start.
#[derive(Clone, Default)]
pub(super) struct Segments {
    pending: [Option<Segment>; SEGMENTS_PENDING_MAX],
    len: usize,
}

impl Segments {
    pub(super) fn is_full(&self) -> bool {
        self.len == SEGMENTS_PENDING_MAX
    }

    pub(super) fn first(&self) -> Option<&Segment> {
        self.pending.first()?.as_ref()
    }

    pub(super) fn first_mut(&mut self) -> Option<&mut Segment> {
        self.pending.first_mut()?.as_mut()
    }

    pub(super) fn with_start(&mut self, start: i64) -> Option<&mut Segment> {
        self.pending
            .iter_mut()
            .flatten()
            .find(|segment| segment.start == start)
    }

    /// Puts a segment in its place. There must be room: where there is none it is dropped.
    pub(super) fn insert(&mut self, segment: Segment) {
        let place = self
            .pending
            .iter()
            .flatten()
            .take_while(|other| other.start < segment.start)
            .count();
        if let Some(tail) = self.pending.get_mut(place..=self.len) {
            tail.rotate_right(1);
            tail[0] = Some(segment);
            self.len += 1;
        }
    }

    pub(super) fn pop_first(&mut self) -> Option<Segment> {
        let first = self.pending.first_mut()?.take()?;
        self.pending.rotate_left(1);
        self.len -= 1;
        Some(first)
    }

    /// A segment is over when its end was heard or another has begun.
    pub(super) fn mark_over(&mut self, now: Duration) {
        let len = self.len;
        for (index, segment) in self.pending.iter_mut().flatten().enumerate() {
            if segment.ended || index + 1 < len {
                segment.over_since.get_or_insert(now);
            }
        }
    }
}
