//! Digits to telephone-event packets with the instants at which they are due (RFC 4733, 2.5.1).
//! Waiting for those instants and sending are left to the caller.

use core::{fmt, time::Duration};

use cxtone_dtmf::{Digit, Digits};

use super::{CLOCK_HZ, EVENT_LEN, EventPayload, SEGMENT_TICKS_MAX, VOLUME_DBM0_MAX};
use crate::rtp::{HEADER_LEN, Header, PayloadType};

/// Octets of every packet that [`Sender`] writes.
pub const PACKET_LEN: usize = HEADER_LEN + EVENT_LEN;

/// How often the last packet of an event or segment is sent (RFC 4733, 2.5.1.4).
pub const END_PACKETS: u8 = 3;

/// The longest tone and the longest gap, ten minutes: [`Sender`] would write for hours beyond.
pub const TIMING_MS_MAX: u32 = 600_000;

/// The longest time between updates.
pub const INTERVAL_MS_MAX: u32 = 1_000;

/// The slowest media clock.
pub const CLOCK_HZ_MIN: u32 = 1_000;

/// The fastest media clock.
pub const CLOCK_HZ_MAX: u32 = 192_000;

/// How a [`Sender`] sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderSettings {
    /// How long each digit lasts; 1 to [`TIMING_MS_MAX`], 100 by default.
    pub tone_ms: u32,
    /// Silence after each digit; up to [`TIMING_MS_MAX`], 100 by default.
    pub gap_ms: u32,
    /// Time between the updates of an event; 1 to [`INTERVAL_MS_MAX`], 20 by default.
    pub interval_ms: u32,
    /// Power of the tone without its sign: 10, the default, means −10 dBm0; up to 63.
    pub volume_dbm0: u8,
    /// Ticks of the media clock a second; [`CLOCK_HZ_MIN`] to [`CLOCK_HZ_MAX`], 8 000 by default.
    pub clock_hz: u32,
    /// 101 by default; what both ends have agreed on.
    pub payload_type: PayloadType,
    /// Who sends; 0 by default.
    pub ssrc: u32,
    /// The first packet's sequence number; 0 by default. RFC 3550 asks for a random one.
    pub first_sequence: u16,
    /// The first event's timestamp; 0 by default. RFC 3550 asks for a random one.
    pub first_timestamp: u32,
}

impl Default for SenderSettings {
    fn default() -> Self {
        Self {
            tone_ms: 100,
            gap_ms: 100,
            interval_ms: 20,
            volume_dbm0: 10,
            clock_hz: CLOCK_HZ,
            payload_type: PayloadType::TELEPHONE_EVENT,
            ssrc: 0,
            first_sequence: 0,
            first_timestamp: 0,
        }
    }
}

/// Writes the packets of some digits, one at a time and in the order in which they are due.
///
/// An update tells how long the event has lasted when it is due, so the first packet of an event
/// is due one interval after the event's onset. The three last ones are out before the first
/// packet of what follows is due.
#[derive(Clone)]
pub struct Sender {
    digits: Digits,
    settings: SenderSettings,
    tone_ticks: u64,
    gap_ticks: u64,
    interval_ticks: u64,
    index: usize,
    /// All instants are ticks since the onset of the first digit.
    event_start: u64,
    segment_start: u64,
    reported: u64,
    ends_sent: u8,
    sequence: u16,
}

impl Sender {
    /// A sender at the onset of the first digit.
    ///
    /// # Errors
    ///
    /// [`SenderError`] names the setting that is out of range.
    pub fn new(digits: &Digits, settings: SenderSettings) -> Result<Self, SenderError> {
        settings.check()?;
        Ok(Self {
            digits: *digits,
            settings,
            tone_ticks: settings.ticks(settings.tone_ms),
            gap_ticks: settings.ticks(settings.gap_ms),
            interval_ticks: settings.ticks(settings.interval_ms),
            index: 0,
            event_start: 0,
            segment_start: 0,
            reported: 0,
            ends_sent: 0,
            sequence: settings.first_sequence,
        })
    }

    /// Writes the next packet and tells when it is due, counted from the onset of the first
    /// digit; `None` after the last packet of the last digit.
    pub fn next_packet(&mut self, packet: &mut [u8; PACKET_LEN]) -> Option<Duration> {
        let digit = *self.digits.as_slice().get(self.index)?;
        let step = self.step();
        let due = self.settings.duration(step.due_ticks);
        let (header, payload) = packet.split_at_mut(HEADER_LEN);
        header.copy_from_slice(&self.header().emit());
        payload.copy_from_slice(&self.payload(digit, &step).emit());
        self.advance(&step);
        Some(due)
    }

    /// When the gap after the last digit ends, counted from the onset of the first digit.
    #[must_use]
    pub fn play_out(&self) -> Duration {
        let count = u64::try_from(self.digits.len()).unwrap_or(u64::MAX);
        self.settings
            .duration(count.saturating_mul(self.tone_ticks + self.gap_ticks))
    }

    fn step(&self) -> Step {
        let event_end = self.event_start + self.tone_ticks;
        let left = event_end - self.segment_start;
        let segment_ticks = left.min(u64::from(SEGMENT_TICKS_MAX));
        let duration = segment_ticks.min(self.reported + self.interval_ticks);
        let last_of_segment = duration == segment_ticks;
        let last_of_event = last_of_segment && segment_ticks == left;
        let spacing = self.spacing(left - segment_ticks);
        let due_ticks = self.segment_start + duration + u64::from(self.ends_sent) * spacing;
        Step {
            duration,
            due_ticks,
            last_of_segment,
            last_of_event,
        }
    }

    /// Between the copies of a last packet: the interval, or less where the first packet of the
    /// next segment (of which there are `left` ticks) or of the next event comes sooner.
    fn spacing(&self, left: u64) -> u64 {
        let (gap_ticks, next_ticks) = match left {
            0 => (self.gap_ticks, self.tone_ticks),
            left => (0, left),
        };
        let room = gap_ticks + next_ticks.min(self.interval_ticks);
        self.interval_ticks.min(room / u64::from(END_PACKETS))
    }

    fn header(&self) -> Header {
        let first_of_event = self.segment_start == self.event_start && self.reported == 0;
        Header {
            payload_type: self.settings.payload_type,
            marker: first_of_event,
            sequence: self.sequence,
            timestamp: self
                .settings
                .first_timestamp
                .wrapping_add(wrapped(self.segment_start)),
            ssrc: self.settings.ssrc,
        }
    }

    fn payload(&self, digit: Digit, step: &Step) -> EventPayload {
        EventPayload {
            event: digit.event_code(),
            end: step.last_of_event,
            volume_dbm0: self.settings.volume_dbm0,
            duration: u16::try_from(step.duration).unwrap_or(SEGMENT_TICKS_MAX),
        }
    }

    fn advance(&mut self, step: &Step) {
        self.sequence = self.sequence.wrapping_add(1);
        self.reported = step.duration;
        if !step.last_of_segment {
            return;
        }
        self.ends_sent += 1;
        if self.ends_sent < END_PACKETS {
            return;
        }
        self.ends_sent = 0;
        self.reported = 0;
        if step.last_of_event {
            self.index += 1;
            self.event_start += self.tone_ticks + self.gap_ticks;
            self.segment_start = self.event_start;
        } else {
            self.segment_start += step.duration;
        }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sender")
            .field("digits", &self.digits)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Which setting of a [`Sender`] is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SenderError {
    /// The tone is not 1 to [`TIMING_MS_MAX`] ms.
    Tone {
        /// What was asked for.
        tone_ms: u32,
    },
    /// The gap is above [`TIMING_MS_MAX`] ms.
    Gap {
        /// What was asked for.
        gap_ms: u32,
    },
    /// The interval is not 1 to [`INTERVAL_MS_MAX`] ms.
    Interval {
        /// What was asked for.
        interval_ms: u32,
    },
    /// The volume is above [`VOLUME_DBM0_MAX`].
    Volume {
        /// What was asked for.
        volume_dbm0: u8,
    },
    /// The clock is not [`CLOCK_HZ_MIN`] to [`CLOCK_HZ_MAX`] Hz.
    Clock {
        /// What was asked for.
        clock_hz: u32,
    },
}

impl fmt::Display for SenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone { tone_ms } => write!(
                formatter,
                "a tone of {tone_ms} ms is out of range; use 1 to {TIMING_MS_MAX} ms"
            ),
            Self::Gap { gap_ms } => write!(
                formatter,
                "a gap of {gap_ms} ms is out of range; use at most {TIMING_MS_MAX} ms"
            ),
            Self::Interval { interval_ms } => write!(
                formatter,
                "a packet interval of {interval_ms} ms is out of range; use 1 to {INTERVAL_MS_MAX} ms"
            ),
            Self::Volume { volume_dbm0 } => write!(
                formatter,
                "a volume of -{volume_dbm0} dBm0 does not fit a telephone-event; use 0 to {VOLUME_DBM0_MAX}"
            ),
            Self::Clock { clock_hz } => write!(
                formatter,
                "a media clock of {clock_hz} Hz is out of range; use {CLOCK_HZ_MIN} to {CLOCK_HZ_MAX} Hz"
            ),
        }
    }
}

impl core::error::Error for SenderError {}

impl SenderSettings {
    fn check(&self) -> Result<(), SenderError> {
        let Self {
            tone_ms,
            gap_ms,
            interval_ms,
            volume_dbm0,
            clock_hz,
            ..
        } = *self;
        if !(1..=TIMING_MS_MAX).contains(&tone_ms) {
            return Err(SenderError::Tone { tone_ms });
        }
        if gap_ms > TIMING_MS_MAX {
            return Err(SenderError::Gap { gap_ms });
        }
        if !(1..=INTERVAL_MS_MAX).contains(&interval_ms) {
            return Err(SenderError::Interval { interval_ms });
        }
        if volume_dbm0 > VOLUME_DBM0_MAX {
            return Err(SenderError::Volume { volume_dbm0 });
        }
        if !(CLOCK_HZ_MIN..=CLOCK_HZ_MAX).contains(&clock_hz) {
            return Err(SenderError::Clock { clock_hz });
        }
        Ok(())
    }

    fn ticks(&self, ms: u32) -> u64 {
        u64::from(ms) * u64::from(self.clock_hz) / 1_000
    }

    fn duration(&self, ticks: u64) -> Duration {
        let clock_hz = u64::from(self.clock_hz);
        let nanos = ticks % clock_hz * 1_000_000_000 / clock_hz;
        Duration::from_secs(ticks / clock_hz) + Duration::from_nanos(nanos)
    }
}

/// One packet's part in its event.
struct Step {
    duration: u64,
    due_ticks: u64,
    last_of_segment: bool,
    last_of_event: bool,
}

/// The low 32 bits: RTP timestamps wrap (RFC 3550, 5.1).
fn wrapped(ticks: u64) -> u32 {
    let [a, b, c, d, ..] = ticks.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests;
