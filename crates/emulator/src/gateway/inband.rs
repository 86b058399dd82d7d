//! INBAND: digits travel as tones in the audio, in G.711 µ-law over RTP; a lost packet is silence.
//! Codec and packets are in `cxtone-line`.

use cxtone_dtmf::Synth;
use cxtone_line::{
    g711::Law,
    rtp::{HEADER_LEN, Header, Packet, PayloadType},
};

use super::{Command, GatewayError, Loss, Stage, synth};
use crate::sample::{from_16_bits, to_16_bits};

/// Ticks of the media clock that a packet lasts: 20 ms (RFC 3551, section 4.2).
const FRAME_TICKS: u32 = 160;

/// Samples in a packet: one a tick.
const FRAME: usize = FRAME_TICKS as usize;

pub(super) fn carry(
    command: &Command,
    loss: &mut Loss,
    stage: &mut Stage,
) -> Result<(), GatewayError> {
    let mut sender = Sender {
        synth: synth(&command.digits, command.tone_ms, command.pause_ms)?,
        header: Header {
            payload_type: PayloadType::PCMU,
            marker: true,
            sequence: 0,
            timestamp: loss.origin(),
            ssrc: loss.origin(),
        },
    };
    let first_timestamp = sender.header.timestamp;
    while let Some(packet) = sender.next_packet() {
        if !loss.is_lost() {
            receive(&packet, first_timestamp, stage)?;
        }
    }
    Ok(())
}

struct Sender {
    synth: Synth,
    header: Header,
}

impl Sender {
    /// The next packet, the last one filled up with silence.
    fn next_packet(&mut self) -> Option<Vec<u8>> {
        let mut frame = [0.0; FRAME];
        if self.synth.fill(&mut frame) == 0 {
            return None;
        }
        let mut packet = self.header.emit().to_vec();
        packet.extend(frame.map(|sample| Law::Mu.encode(to_16_bits(sample))));
        self.header.marker = false;
        self.header.sequence = self.header.sequence.wrapping_add(1);
        self.header.timestamp = self.header.timestamp.wrapping_add(FRAME_TICKS);
        debug_assert_eq!(packet.len(), HEADER_LEN + FRAME);
        Some(packet)
    }
}

fn receive(datagram: &[u8], first_timestamp: u32, stage: &mut Stage) -> Result<(), GatewayError> {
    let packet =
        Packet::parse(datagram).map_err(|_| GatewayError("an audio packet was refused"))?;
    let at = packet.timestamp().wrapping_sub(first_timestamp) as usize;
    let received = packet.payload().iter();
    stage.place(at, received.map(|&byte| from_16_bits(Law::Mu.decode(byte))));
    Ok(())
}
