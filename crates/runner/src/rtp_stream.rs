//! One RTP stream as audio and digits: datagrams are put in their place, whatever the network did.
//! It has no socket and no clock of its own; receiving is left to `rtp_tap`.

use core::{net::SocketAddr, time::Duration};
use std::collections::VecDeque;

use cxtone_audio::Recording;
use cxtone_dtmf::{Digit, SampleRate};
use cxtone_line::{
    g711::Law,
    rtp::{Packet, PayloadType},
    telephone_event::{EVENT_LEN, EventPayload, Receiver, ReceiverSettings},
};

use crate::{MISSING_WITHIN, Mark, Overheard, TapError};

/// How much of a stream is kept; what is older is forgotten: 180 s, 3 bytes a sample.
pub const RTP_KEPT: Duration = Duration::from_secs(KEPT_S as u64);

/// The most telephone-events that are kept of it.
pub const RTP_EVENTS_MAX: usize = 1_024;

/// How long a source must be silent before another one is taken for the call's.
pub const RTP_SOURCE_SILENCE: Duration = Duration::from_secs(2);

/// Seconds that are kept.
const KEPT_S: usize = 180;

/// Samples a millisecond of G.711, and ticks a millisecond of its media clock.
const SAMPLES_A_MS: usize = 8;

/// Samples that are kept.
const KEPT: usize = KEPT_S * 1_000 * SAMPLES_A_MS;

/// Timestamps further apart than this, a minute, belong to a sender that has set its clock.
const JUMP_MAX: i64 = 60 * 8_000;

/// What is known of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// The packet that it was in has not come.
    Lost,
    /// The sender left it out on purpose, or sent an event in its place.
    Silent,
    /// It came.
    Heard,
}

/// The call's audio and digits since the first packet.
pub(crate) struct RtpStream {
    events: PayloadType,
    source: Option<Source>,
    samples: VecDeque<(i16, Known)>,
    /// Samples before the first that is kept.
    forgotten: u64,
    /// Digits with the place of their onset.
    digits: VecDeque<(u64, Digit)>,
}

/// Who sends, and where its next packet belongs.
struct Source {
    address: SocketAddr,
    ssrc: u32,
    /// The latest sequence number and the timestamp at the end of its packet.
    sequence: u16,
    end_timestamp: u32,
    /// The place of that end.
    end: u64,
    /// Whether the payload of the packet with that number was.
    was_understood: bool,
    heard_at: Duration,
    receiver: Receiver,
    /// Whether any digit of it came as an event.
    has_events: bool,
}

impl RtpStream {
    /// Nothing yet; telephone-events have this payload type.
    pub(crate) fn new(events: PayloadType) -> Self {
        Self {
            events,
            source: None,
            samples: VecDeque::new(),
            forgotten: 0,
            digits: VecDeque::new(),
        }
    }

    /// Whether any packet has come.
    pub(crate) fn has_begun(&self) -> bool {
        self.source.is_some()
    }

    /// Whether a digit has come as an event from the source that is the call's by now: then events
    /// are not taken out on the way.
    pub(crate) fn has_events(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.has_events)
    }

    /// The present end.
    pub(crate) fn mark(&self) -> Mark {
        Mark::new(self.end())
    }

    /// Takes a datagram that came at `now`, on any clock that never runs backwards. What is no RTP
    /// of the call's source is passed over.
    pub(crate) fn receive(&mut self, now: Duration, from: SocketAddr, datagram: &[u8]) {
        let Ok(packet) = Packet::parse(datagram) else {
            return;
        };
        let Some(mut source) = self.source_of(now, from, &packet) else {
            return;
        };
        source.heard_at = now;
        let place = source.place(packet.timestamp());
        let length = self.length(&packet);
        if let Some(place) = place {
            let follows = packet.sequence().wrapping_sub(source.sequence);
            // What follows a payload that is not understood may be its own time.
            let between = if follows == 1 && source.was_understood {
                Known::Silent
            } else {
                Known::Lost
            };
            self.extend(place, between);
            self.put(place, &packet, length);
        }
        if packet.payload_type() == self.events {
            let (digits, has_events) = (&mut self.digits, &mut source.has_events);
            // What is no event is refused, and tells of no digit.
            let _passed_over = source.receiver.receive(now, datagram, |received| {
                *has_events = true;
                keep(digits, place.unwrap_or_default(), received.digit);
            });
        }
        let is_understood = self.understands(packet.payload_type());
        source.advance(&packet, place, length, is_understood);
        self.source = Some(source);
        self.forget();
    }

    /// What came since the mark.
    pub(crate) fn since(&mut self, now: Duration, mark: Mark) -> Result<Overheard, TapError> {
        if let Some(source) = &mut self.source {
            let (digits, end) = (&mut self.digits, source.end);
            let has_events = &mut source.has_events;
            source.receiver.advance(now, |received| {
                *has_events = true;
                keep(digits, end, received.digit);
            });
        }
        let skipped = mark
            .position()
            .checked_sub(self.forgotten)
            .and_then(|skipped| usize::try_from(skipped).ok())
            .ok_or(TapError::Forgotten)?;
        let rest = || self.samples.iter().skip(skipped);
        let audio = rest().map(|(sample, _)| f32::from(*sample) / 32_768.0);
        let digits = self.digits.iter().filter(|(at, _)| *at >= mark.position());
        Ok(
            Overheard::new(Recording::from_mono(SampleRate::TELEPHONE, audio.collect()))
                .with_signalled(digits.map(|(_, digit)| *digit).collect())
                .with_missing(missing(rest().map(|(_, known)| *known))),
        )
    }

    fn end(&self) -> u64 {
        self.forgotten + self.samples.len() as u64
    }

    /// The source that a packet comes from, if it is the call's.
    fn source_of(
        &mut self,
        now: Duration,
        from: SocketAddr,
        packet: &Packet<'_>,
    ) -> Option<Source> {
        match self.source.take() {
            Some(source) if source.address == from && source.ssrc == packet.ssrc() => Some(source),
            Some(source) if now < source.heard_at + RTP_SOURCE_SILENCE => {
                self.source = Some(source);
                None
            }
            before => {
                if let Some(before) = before {
                    self.lose(now.saturating_sub(before.heard_at));
                }
                Some(Source::first(now, from, packet, self.end(), self.events))
            }
        }
    }

    /// Whether it is known what a payload of this type holds.
    fn understands(&self, payload_type: PayloadType) -> bool {
        let known = [
            PayloadType::PCMU,
            PayloadType::PCMA,
            // It says that silence is left out, in which no digit can be.
            PayloadType::COMFORT_NOISE,
            self.events,
        ];
        known.contains(&payload_type)
    }

    /// How many samples a packet stands for.
    fn length(&self, packet: &Packet<'_>) -> u64 {
        if packet.payload_type() == self.events {
            let last = packet.payload().chunks_exact(EVENT_LEN).last();
            let event = last.and_then(|octets| EventPayload::parse(octets).ok());
            event.map_or(0, |event| u64::from(event.duration))
        } else {
            packet.payload().len() as u64
        }
    }

    /// Makes room up to a place; what lies between is known so far.
    fn extend(&mut self, place: u64, known: Known) {
        while self.end() < place {
            self.samples.push_back((0, known));
        }
    }

    fn put(&mut self, place: u64, packet: &Packet<'_>, length: u64) {
        let law = match packet.payload_type() {
            PayloadType::PCMU => Some(Law::Mu),
            PayloadType::PCMA => Some(Law::A),
            _ => None,
        };
        // A payload that is not understood may hold anything, so it counts as lost.
        let unheard = if self.understands(packet.payload_type()) {
            Known::Silent
        } else {
            Known::Lost
        };
        self.extend(place + length, unheard);
        let Some(first) = place.checked_sub(self.forgotten) else {
            return;
        };
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let count = usize::try_from(length).unwrap_or(usize::MAX);
        let samples = self.samples.iter_mut().skip(first).take(count);
        for (index, sample) in samples.enumerate() {
            match law.and_then(|law| Some(law.decode(*packet.payload().get(index)?))) {
                Some(value) => *sample = (value, Known::Heard),
                None if sample.1 == Known::Lost => sample.1 = unheard,
                None => {}
            }
        }
    }

    /// Between two sources nothing is known.
    fn lose(&mut self, gap: Duration) {
        let ms = usize::try_from(gap.as_millis()).unwrap_or(usize::MAX);
        let samples = ms.saturating_mul(SAMPLES_A_MS).min(KEPT);
        self.extend(self.end() + samples as u64, Known::Lost);
        self.forget();
    }

    fn forget(&mut self) {
        let over = self.samples.len().saturating_sub(KEPT);
        self.samples.drain(..over);
        self.forgotten += over as u64;
    }
}

impl Source {
    fn first(
        now: Duration,
        address: SocketAddr,
        packet: &Packet<'_>,
        end: u64,
        events: PayloadType,
    ) -> Self {
        Self {
            address,
            ssrc: packet.ssrc(),
            sequence: packet.sequence().wrapping_sub(1),
            end_timestamp: packet.timestamp(),
            end,
            was_understood: true,
            heard_at: now,
            receiver: Receiver::new(ReceiverSettings {
                payload_type: events,
                ..ReceiverSettings::default()
            }),
            has_events: false,
        }
    }

    /// Where a timestamp belongs; `None` where that is before all that is known of the source.
    fn place(&mut self, timestamp: u32) -> Option<u64> {
        let ahead = i64::from(timestamp.wrapping_sub(self.end_timestamp).cast_signed());
        if ahead.abs() > JUMP_MAX {
            self.end_timestamp = timestamp;
            return Some(self.end);
        }
        self.end.checked_add_signed(ahead)
    }

    /// Only a packet that is later than all before it moves the end.
    fn advance(
        &mut self,
        packet: &Packet<'_>,
        place: Option<u64>,
        length: u64,
        is_understood: bool,
    ) {
        let ahead = packet.sequence().wrapping_sub(self.sequence).cast_signed();
        if ahead > 0 {
            self.sequence = packet.sequence();
            self.was_understood = is_understood;
        }
        if let Some(end) = place.map(|place| place + length)
            && end > self.end
        {
            let ticks = u32::try_from(length).unwrap_or_default();
            self.end_timestamp = packet.timestamp().wrapping_add(ticks);
            self.end = end;
        }
    }
}

fn keep(digits: &mut VecDeque<(u64, Digit)>, place: u64, digit: Digit) {
    if digits.len() == RTP_EVENTS_MAX {
        digits.pop_front();
    }
    digits.push_back((place, digit));
}

/// The most that was lost within any [`MISSING_WITHIN`].
fn missing(known: impl Iterator<Item = Known>) -> Duration {
    let within_ms = usize::try_from(MISSING_WITHIN.as_millis()).unwrap_or_default();
    let within = within_ms * SAMPLES_A_MS;
    let mut window = VecDeque::with_capacity(within);
    let (mut lost, mut most) = (0_u32, 0_u32);
    for known in known {
        let is_lost = known == Known::Lost;
        if window.len() == within && window.pop_front() == Some(true) {
            lost -= 1;
        }
        window.push_back(is_lost);
        lost += u32::from(is_lost);
        most = most.max(lost);
    }
    Duration::from_secs(1) * most / 8_000
}

#[cfg(test)]
mod tests;
