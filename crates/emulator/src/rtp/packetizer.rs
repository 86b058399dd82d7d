//! Turns what happens in a call into RTP packets, each with the sample at which it is due.
//! Waiting and sending are `stream`'s work.

use std::collections::BTreeMap;

use cxtone_line::{
    rtp::{HEADER_LEN, Header, Packet, PayloadType},
    telephone_event::{PACKET_LEN, Sender, SenderSettings},
};
use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::RtpOrder;
use crate::{
    call::{Event, Play, Renderer, What},
    clock::samples_in,
    command::Signalling,
    line_settings::LineSettings,
    sample::to_16_bits,
};

/// Samples of an audio packet: 20 ms (RFC 3551, section 4.2).
const FRAME: usize = 160;

/// Keeps the draws of the stream's origin apart from those of its losses, which share a seed.
const ORIGIN: u64 = 0x6f72_6967_696e;

/// A call's stream, as far as it was made. It has no `Debug`: it spells digits.
pub(super) struct Packetizer {
    audio: Option<Renderer>,
    /// Sound that does not fill a packet yet.
    encoded: Vec<u8>,
    order: RtpOrder,
    /// The sample at which the stream begins.
    start: usize,
    /// The sample at which the next audio packet begins.
    next_frame: usize,
    learned: usize,
    /// Events that are due, by sample and in the order in which they were learned.
    events: BTreeMap<(usize, usize), [u8; PACKET_LEN]>,
    sequence: u16,
    origin: u32,
    ssrc: u32,
    first: bool,
}

impl Packetizer {
    /// A stream that begins at a sample of a call whose line began so. It takes the processor for
    /// long where much of the call is over.
    pub(super) fn new(
        order: &RtpOrder,
        line: &LineSettings,
        score: &[Event],
        start: usize,
    ) -> Self {
        let plays: fn(&Play) -> bool = if order.payload.has_events() {
            |play| play.command.signalling != Signalling::Rfc2833
        } else {
            |_| true
        };
        let audio = order.payload.has_audio().then(|| {
            let mut renderer = Renderer::new(line, plays);
            renderer.learn(score);
            renderer.roll_to(start, |_| {});
            renderer
        });
        let mut generator = Pcg64::seed_from_u64(order.seed ^ ORIGIN);
        let [sequence_high, sequence_low, ..] = generator.next_u32().to_le_bytes();
        Self {
            audio,
            encoded: Vec::new(),
            order: order.clone(),
            start,
            next_frame: start,
            learned: score.len(),
            events: BTreeMap::new(),
            sequence: u16::from_le_bytes([sequence_high, sequence_low]),
            origin: generator.next_u32(),
            ssrc: generator.next_u32(),
            first: true,
        }
    }

    /// Who sends.
    pub(super) const fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// How much it has learned of what has happened in the call.
    pub(super) const fn learned(&self) -> usize {
        self.learned
    }

    /// Learns what has happened since it learned last, of all that has happened in the call.
    pub(super) fn learn(&mut self, score: &[Event]) {
        if let Some(audio) = &mut self.audio {
            audio.learn(score);
        }
        let news = score.get(self.learned..).unwrap_or_default();
        self.learned = score.len();
        if !self.order.payload.has_events() {
            return;
        }
        for event in news {
            match &event.what {
                What::Play(play) if play.command.signalling == Signalling::Rfc2833 => {
                    self.learn_events(event.at, play);
                }
                _ => {}
            }
        }
    }

    /// The packets that are due once the call has so many samples, some at a time; there may be
    /// more when there are `most`.
    pub(super) fn due(&mut self, until: usize, most: usize) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        while packets.len() < most {
            let audio_due = self.audio.is_some().then_some(self.next_frame + FRAME);
            let event_due = self.events.first_key_value().map(|((due, _), _)| *due);
            let next = [event_due, audio_due].into_iter().flatten().min();
            if next.is_none_or(|next| next > until) {
                break;
            }
            if event_due == next {
                let event = self.events.pop_first().map(|(_, event)| event);
                packets.extend(event.and_then(|event| self.renumbered(&event)));
            } else {
                packets.push(self.frame());
            }
        }
        packets
    }

    /// The sender takes the timing: the gateway was asked before the call took the command.
    fn learn_events(&mut self, at: usize, play: &Play) {
        let settings = SenderSettings {
            tone_ms: play.command.tone_ms,
            gap_ms: play.command.pause_ms,
            ssrc: self.ssrc,
            first_timestamp: self.timestamp(at),
            ..SenderSettings::default()
        };
        let Ok(mut sender) = Sender::new(&play.command.digits, settings) else {
            tracing::error!("digits are missing from an RTP stream");
            return;
        };
        let mut packet = [0; PACKET_LEN];
        while let Some(due) = sender.next_packet(&mut packet) {
            let key = (at + samples_in(due), self.events.len());
            self.events.insert(key, packet);
        }
    }

    /// An event with the stream's own number, as sound and events share one sequence.
    fn renumbered(&mut self, packet: &[u8; PACKET_LEN]) -> Option<Vec<u8>> {
        let header = Header::parse(&Packet::parse(packet).ok()?);
        let mut renumbered = self.numbered(header).to_vec();
        renumbered.extend_from_slice(&packet[HEADER_LEN..]);
        Some(renumbered)
    }

    fn frame(&mut self) -> Vec<u8> {
        let at = self.next_frame;
        self.next_frame += FRAME;
        let law = self.order.law.law();
        let encoded = &mut self.encoded;
        if let Some(audio) = &mut self.audio {
            audio.roll_to(self.next_frame, |block| {
                let samples = block.samples.iter();
                encoded.extend(samples.map(|sample| law.encode(to_16_bits(*sample))));
            });
        }
        let header = Header {
            payload_type: self.order.law.payload_type(),
            marker: core::mem::replace(&mut self.first, false),
            sequence: 0,
            timestamp: self.timestamp(at),
            ssrc: self.ssrc,
        };
        let mut packet = self.numbered(header).to_vec();
        packet.append(&mut self.encoded);
        packet
    }

    fn numbered(&mut self, header: Header) -> [u8; HEADER_LEN] {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        Header { sequence, ..header }.emit()
    }

    /// The media clock runs at the recording's rate, so its ticks are samples. It wraps.
    fn timestamp(&self, at: usize) -> u32 {
        let ticks = (at - self.start) as u64 & u64::from(u32::MAX);
        self.origin.wrapping_add(u32::try_from(ticks).unwrap_or(0))
    }
}

/// The payload type of the events.
pub(super) const EVENTS: PayloadType = PayloadType::TELEPHONE_EVENT;
