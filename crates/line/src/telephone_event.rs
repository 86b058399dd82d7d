//! DTMF digits as RTP telephone-event packets (RFC 4733): the payload, a sender and a receiver.
//! Neither reads a clock nor opens a socket; the caller brings time and packets.

mod payload;
mod receiver;
mod segments;
mod sender;

pub use payload::{EVENT_LEN, EventPayload, PayloadError, VOLUME_DBM0_MAX};
pub use receiver::{
    EVENTS_PER_PACKET_MAX, ReceivedDigit, Receiver, ReceiverSettings, Refusal, TRANSIT_MAX,
};
pub use segments::SEGMENTS_PENDING_MAX;
pub use sender::{
    CLOCK_HZ_MAX, CLOCK_HZ_MIN, END_PACKETS, INTERVAL_MS_MAX, PACKET_LEN, Sender, SenderError,
    SenderSettings, TIMING_MS_MAX,
};

/// The media clock that telephone-event nearly always has, in Hz.
pub const CLOCK_HZ: u32 = 8_000;

/// The longest segment of an event, in ticks: all that sixteen bits hold (RFC 4733, 2.5.1.3).
pub const SEGMENT_TICKS_MAX: u16 = u16::MAX;
