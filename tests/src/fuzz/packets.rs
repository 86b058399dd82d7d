//! What comes from the line: RTP, telephone-events, SIP INFO bodies.

use core::time::Duration;

use cxtone_line::{
    rtp::Header,
    rtp::Packet,
    sip_info,
    telephone_event::{Receiver, ReceiverSettings},
};

use super::Numbers;

/// The header of a packet says the same after it was emitted and parsed.
///
/// # Panics
///
/// That is broken.
pub fn rtp(data: &[u8]) {
    let Ok(packet) = Packet::parse(data) else {
        return;
    };
    let header = Header::parse(&packet);
    let emitted = header.emit();
    let again = Packet::parse(&emitted).expect("what was emitted can be parsed");
    assert_eq!(Header::parse(&again), header);
    assert!(packet.payload().len() <= data.len());
    packet.contributing_sources().for_each(drop);
    let extension = packet
        .extension()
        .map_or(0, |extension| extension.data.len());
    assert!(extension < data.len());
}

/// Packets that are lost, repeated, out of order or no packets at all give no more digits than there
/// were packets.
///
/// # Panics
///
/// That is broken.
pub fn telephone_events(data: &[u8]) {
    let mut receiver = Receiver::new(ReceiverSettings::default());
    let mut numbers = Numbers(data);
    let (mut packets, mut digits, mut now) = (0_usize, 0_usize, Duration::ZERO);
    while !numbers.rest().is_empty() {
        let (len, ms) = (usize::from(numbers.byte() % 64), numbers.byte());
        now += Duration::from_millis(u64::from(ms));
        let count = len.min(numbers.rest().len());
        let (datagram, rest) = numbers.rest().split_at(count);
        // A payload may hold several events of four octets each.
        packets += 1 + datagram.len() / 4;
        let _refused = receiver.receive(now, datagram, |_| digits += 1);
        numbers = Numbers(rest);
    }
    receiver.finish(|_| digits += 1);
    assert!(
        digits <= packets,
        "{digits} digits of {packets} events at most"
    );
}

/// What can be parsed is the same after it was rendered and parsed.
///
/// # Panics
///
/// That is broken.
pub fn sip_info(data: &[u8]) {
    let Ok((digit, duration_ms)) = sip_info::parse(data) else {
        return;
    };
    let mut buffer = [0; 64];
    let body =
        sip_info::render(digit, duration_ms, &mut buffer).expect("the buffer is long enough");
    let again = sip_info::parse(body).expect("what was rendered can be parsed");
    assert!(again == (digit, duration_ms));
}
