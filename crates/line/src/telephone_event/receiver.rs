//! Telephone-event packets to digits, whatever the network did to them (RFC 4733, 2.5.2).
//! Sockets, clocks and jitter buffers for audio are left to the caller.

use core::{fmt, time::Duration};

use cxtone_dtmf::Digit;

use super::{
    EVENT_LEN, EventPayload,
    segments::{Segment, Segments},
};
use crate::rtp::{Packet, PacketError, PayloadType};

/// How many events one packet may carry (RFC 4733, 2.5.1.5, sets no limit).
pub const EVENTS_PER_PACKET_MAX: usize = 16;

/// The longest that a packet may have been under way. An older onset that is heard later than
/// this after the last one is of a sender that has set its timestamps back.
pub const TRANSIT_MAX: Duration = Duration::from_secs(10);

/// How a [`Receiver`] listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiverSettings {
    /// 101 by default; what both ends have agreed on.
    pub payload_type: PayloadType,
    /// How long an ended event waits for packets of earlier ones that were overtaken; 60 ms by
    /// default. It delays every digit by as much.
    pub reorder: Duration,
    /// After how long without a packet an event counts as ended; 200 ms by default.
    pub silence: Duration,
}

impl Default for ReceiverSettings {
    fn default() -> Self {
        Self {
            payload_type: PayloadType::TELEPHONE_EVENT,
            reorder: Duration::from_millis(60),
            silence: Duration::from_millis(200),
        }
    }
}

/// A digit that was sent, as far as its packets tell.
///
/// `Debug` shows neither the digit nor its timing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReceivedDigit {
    /// Which digit.
    pub digit: Digit,
    /// The RTP timestamp of its onset.
    pub timestamp: u32,
    /// How long it lasted in ticks of the media clock; at least, where the end was lost.
    pub duration_ticks: u64,
    /// Whether the sender's end was heard, so that the duration is exact.
    pub end_heard: bool,
}

/// Listens to one source and reports each of its digits once, in the order of their onsets.
///
/// Any packet of an event tells of it, so loss, duplicates and retransmitted ends do no harm.
/// Packets may overtake each other by as much as [`ReceiverSettings::reorder`]. An event whose
/// end is lost ends with the next event or after [`ReceiverSettings::silence`]. A sender that sets
/// its timestamps back is heard again after [`TRANSIT_MAX`]. Time is the caller's: any origin,
/// never running backwards.
#[derive(Clone)]
pub struct Receiver {
    settings: ReceiverSettings,
    segments: Segments,
    source: Option<u32>,
    /// The latest onset heard, unwrapped.
    latest: Option<i64>,
    /// The last segment that was reported or joined: nothing up to it is heard again.
    done: Option<Segment>,
    now: Duration,
}

impl Receiver {
    /// A receiver that takes the first source it hears for its own.
    #[must_use]
    pub fn new(settings: ReceiverSettings) -> Self {
        Self {
            settings,
            segments: Segments::default(),
            source: None,
            latest: None,
            done: None,
            now: Duration::ZERO,
        }
    }

    /// Takes a datagram that came in at `now`, and reports the digits that are due.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the datagram is no telephone-event of this source; nothing changes then.
    pub fn receive(
        &mut self,
        now: Duration,
        datagram: &[u8],
        mut sink: impl FnMut(ReceivedDigit),
    ) -> Result<(), Refusal> {
        let packet = Packet::parse(datagram).map_err(Refusal::Packet)?;
        self.check(&packet)?;
        self.source = Some(packet.ssrc());
        self.now = self.now.max(now);
        let mut start = self.unwrap(packet.timestamp());
        let mut marked = packet.marker();
        for octets in packet.payload().chunks_exact(EVENT_LEN) {
            if let Ok(payload) = EventPayload::parse(octets) {
                self.hear(start, marked, payload, &mut sink);
                start += i64::from(payload.duration);
                marked = true;
            }
        }
        self.segments.mark_over(self.now);
        self.report_due(&mut sink);
        Ok(())
    }

    /// Lets time pass without a packet, and reports the digits that are due.
    pub fn advance(&mut self, now: Duration, mut sink: impl FnMut(ReceivedDigit)) {
        self.now = self.now.max(now);
        self.report_due(&mut sink);
    }

    /// When [`advance`](Self::advance) will have something to report if no packet comes before.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        self.segments.first().map(|segment| self.due(segment))
    }

    /// Reports all that is left: nothing more will come.
    pub fn finish(&mut self, mut sink: impl FnMut(ReceivedDigit)) {
        while self.report_first(&mut sink) {}
    }

    fn check(&self, packet: &Packet<'_>) -> Result<(), Refusal> {
        let (expected, found) = (self.settings.payload_type, packet.payload_type());
        if found != expected {
            return Err(Refusal::PayloadType { expected, found });
        }
        if self.source.is_some_and(|source| source != packet.ssrc()) {
            return Err(Refusal::Source);
        }
        let len = packet.payload().len();
        if len == 0 || !len.is_multiple_of(EVENT_LEN) || len / EVENT_LEN > EVENTS_PER_PACKET_MAX {
            return Err(Refusal::PayloadLength { len });
        }
        Ok(())
    }

    /// Of all ticks with these low 32 bits the ones nearest to the latest onset.
    fn unwrap(&self, timestamp: u32) -> i64 {
        self.latest.map_or(i64::from(timestamp), |latest| {
            let ahead = timestamp.wrapping_sub(wrapped(latest)).cast_signed();
            latest + i64::from(ahead)
        })
    }

    fn hear(
        &mut self,
        start: i64,
        marked: bool,
        payload: EventPayload,
        sink: &mut impl FnMut(ReceivedDigit),
    ) {
        let Some(digit) = payload.digit() else {
            return;
        };
        self.latest = Some(self.latest.map_or(start, |latest| latest.max(start)));
        if let Some(segment) = self.segments.with_start(start) {
            if segment.digit == digit {
                segment.hear(payload, marked, self.now);
            }
            return;
        }
        let segment = Segment {
            start,
            onset: start,
            digit,
            duration: payload.duration,
            ended: payload.end,
            marked,
            last_heard: self.now,
            over_since: None,
        };
        if self.segments.is_full() {
            self.report_first(sink);
        }
        if !self.is_done(&segment) {
            self.segments.insert(segment);
        }
    }

    /// Whether a segment, or the event that it continues, has been reported already.
    fn is_done(&mut self, segment: &Segment) -> bool {
        let follows_pending = self
            .segments
            .first()
            .is_some_and(|first| first.start < segment.start);
        let Some(done) = &mut self.done else {
            return false;
        };
        if segment.start <= done.start {
            let heard_until = done.last_heard.saturating_add(TRANSIT_MAX);
            return segment.start == done.start || self.now <= heard_until;
        }
        let continued = !follows_pending && done.is_continued_by(segment);
        if continued {
            *done = *segment;
        }
        continued
    }

    fn due(&self, segment: &Segment) -> Duration {
        let silent = segment.last_heard.saturating_add(self.settings.silence);
        segment.over_since.map_or(silent, |over| {
            silent.min(over.saturating_add(self.settings.reorder))
        })
    }

    fn report_due(&mut self, sink: &mut impl FnMut(ReceivedDigit)) {
        while self.next_due().is_some_and(|due| due <= self.now) {
            self.report_first(sink);
        }
    }

    /// Reports the first segment, or joins it to the one that continues it.
    fn report_first(&mut self, sink: &mut impl FnMut(ReceivedDigit)) -> bool {
        let Some(first) = self.segments.pop_first() else {
            return false;
        };
        self.done = Some(first);
        match self.segments.first_mut() {
            Some(next) if first.is_continued_by(next) => next.onset = first.onset,
            _ => sink(ReceivedDigit {
                digit: first.digit,
                timestamp: wrapped(first.onset),
                duration_ticks: (first.start - first.onset).unsigned_abs()
                    + u64::from(first.duration),
                end_heard: first.ended,
            }),
        }
        true
    }
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new(ReceiverSettings::default())
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Receiver")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReceivedDigit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReceivedDigit")
            .field("end_heard", &self.end_heard)
            .finish_non_exhaustive()
    }
}

/// Why a [`Receiver`] did not take a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no RTP packet.
    Packet(PacketError),
    /// Its payload is of another type, such as the call's audio.
    PayloadType {
        /// What was agreed on.
        expected: PayloadType,
        /// What came.
        found: PayloadType,
    },
    /// It comes from another source than the first packet did; a new source wants a new receiver.
    Source,
    /// Its payload is not one to [`EVENTS_PER_PACKET_MAX`] events of four octets.
    PayloadLength {
        /// Octets that there are.
        len: usize,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packet(error) => error.fmt(formatter),
            Self::PayloadType { expected, found } => write!(
                formatter,
                "payload type {} is not the telephone-event's {}",
                found.number(),
                expected.number()
            ),
            Self::Source => formatter.write_str(
                "the packet comes from another source; listen to it with a receiver of its own",
            ),
            Self::PayloadLength { len } => write!(
                formatter,
                "{len} octets are no telephone-events; there must be 1 to {EVENTS_PER_PACKET_MAX} of {EVENT_LEN}"
            ),
        }
    }
}

impl core::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Packet(error) => Some(error),
            _ => None,
        }
    }
}

/// The low 32 bits: RTP timestamps wrap (RFC 3550, 5.1).
fn wrapped(ticks: i64) -> u32 {
    let [a, b, c, d, ..] = ticks.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
