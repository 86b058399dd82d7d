//! A stream of made-up packets, spoiled in every way.

use cxtone_dtmf::{Detector, Digits, Event, Profile, Synth, Tone};
use cxtone_line::{
    rtp::Header,
    telephone_event::{PACKET_LEN, Sender, SenderSettings},
};

use super::*;

const FROM: &str = "127.0.0.1:4000";
const SSRC: u32 = 7;
const PACKET: usize = 160;
const DIGITS: &str = "19#";

fn from() -> SocketAddr {
    FROM.parse().expect("an address")
}

fn packet(sequence: u16, timestamp: u32, payload_type: PayloadType, payload: &[u8]) -> Vec<u8> {
    let header = Header {
        payload_type,
        marker: false,
        sequence,
        timestamp,
        ssrc: SSRC,
    };
    [&header.emit()[..], payload].concat()
}

/// The digits as audio packets from this sequence number and timestamp on.
fn audio(law: Law, sequence: u16, timestamp: u32) -> Vec<Vec<u8>> {
    let digits: Digits = DIGITS.parse().expect("digits");
    let mut samples = vec![0.0; 8 * PACKET * 5];
    let rate = SampleRate::TELEPHONE;
    let mut synth = Synth::new(&digits, rate, Tone::default()).expect("a sound tone");
    synth.fill(&mut samples[PACKET..]);
    let payload_type = match law {
        Law::Mu => PayloadType::PCMU,
        Law::A => PayloadType::PCMA,
    };
    let encode = |sample: &f32| law.encode(to_16_bits(*sample));
    let bytes: Vec<u8> = samples.iter().map(encode).collect();
    let packets = bytes.chunks(PACKET).zip(0_u16..);
    packets
        .map(|(payload, index)| {
            let ticks = u32::from(index) * 160;
            let sequence = sequence.wrapping_add(index);
            packet(
                sequence,
                timestamp.wrapping_add(ticks),
                payload_type,
                payload,
            )
        })
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "tones are within full scale"
)]
fn to_16_bits(sample: f32) -> i16 {
    (sample * 32_767.0).round() as i16
}

/// All packets, 20 ms apart.
fn stream(packets: &[Vec<u8>]) -> RtpStream {
    let mut stream = RtpStream::new(PayloadType::TELEPHONE_EVENT);
    for (packet, index) in packets.iter().zip(0_u32..) {
        stream.receive(Duration::from_millis(20) * index, from(), packet);
    }
    stream
}

fn overheard(stream: &mut RtpStream) -> Overheard {
    let later = Duration::from_secs(100);
    stream.since(later, Mark::new(0)).expect("it is kept")
}

fn tones(overheard: &Overheard) -> String {
    let mut heard = String::new();
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::default());
    let mut listen = |event| {
        if let Event::Confirmed { digit, .. } = event {
            heard.push(digit.as_char());
        }
    };
    detector.feed(&overheard.recording().channels()[0], &mut listen);
    detector.finish(&mut listen);
    heard
}

fn check(packets: &[Vec<u8>], heard: &str, missing_ms: u64) {
    let overheard = overheard(&mut stream(packets));
    assert_eq!(tones(&overheard), heard);
    assert_eq!(overheard.missing(), Duration::from_millis(missing_ms));
    assert_eq!(overheard.recording().frames(), 40 * PACKET);
}

#[test]
fn audio_of_both_laws_is_heard_across_every_wrap() {
    check(&audio(Law::Mu, 0, 0), DIGITS, 0);
    check(&audio(Law::A, 65_530, u32::MAX - 1_000), DIGITS, 0);
}

#[test]
fn packets_that_overtake_each_other_or_come_twice_change_nothing() {
    let mut swapped = audio(Law::Mu, 0, 0);
    for index in (1..swapped.len() - 1).step_by(3) {
        swapped.swap(index, index + 1);
    }
    check(&swapped, DIGITS, 0);
    let twice: Vec<_> = audio(Law::Mu, 0, 0)
        .into_iter()
        .flat_map(|one| [one.clone(), one])
        .collect();
    check(&twice, DIGITS, 0);
}

#[test]
fn what_is_lost_is_silence_and_counted_where_it_is_most() {
    let mut one = audio(Law::Mu, 0, 0);
    one.remove(30);
    one.remove(20);
    check(&one, DIGITS, 20);
    let mut two = audio(Law::Mu, 0, 0);
    two.drain(20..22);
    check(&two, DIGITS, 40);
}

#[test]
fn a_pause_that_the_sender_makes_is_no_loss() {
    let mut packets = audio(Law::Mu, 0, 0);
    packets.truncate(10);
    packets.push(packet(10, 12 * 160, PayloadType::PCMU, &[0xff; 160]));
    let overheard = overheard(&mut stream(&packets));
    assert_eq!(overheard.missing(), Duration::ZERO);
    assert_eq!(overheard.recording().frames(), 13 * PACKET);
}

#[test]
fn telephone_events_are_digits_beside_the_audio() {
    let digits: Digits = DIGITS.parse().expect("digits");
    let settings = SenderSettings {
        ssrc: SSRC,
        ..SenderSettings::default()
    };
    let mut sender = Sender::new(&digits, settings).expect("sound settings");
    let mut stream = RtpStream::new(PayloadType::TELEPHONE_EVENT);
    let mut bytes = [0; PACKET_LEN];
    while let Some(at) = sender.next_packet(&mut bytes) {
        stream.receive(at, from(), &bytes);
    }
    let overheard = overheard(&mut stream);
    let signalled: String = overheard
        .signalled()
        .iter()
        .map(|digit| digit.as_char())
        .collect();
    assert_eq!(signalled, DIGITS);
    assert_eq!(overheard.missing(), Duration::ZERO);
}

/// The digits as events of the type 96, where this one is expected; with a packet of silence before
/// and after.
fn events_as_96(expected: u8) -> Overheard {
    let payload_type = PayloadType::new(96).expect("seven bits");
    let digits: Digits = DIGITS.parse().expect("digits");
    let settings = SenderSettings {
        ssrc: SSRC,
        payload_type,
        first_sequence: 1,
        first_timestamp: 160,
        ..SenderSettings::default()
    };
    let mut sender = Sender::new(&digits, settings).expect("sound settings");
    let mut stream = RtpStream::new(PayloadType::new(expected).expect("seven bits"));
    let silence = |sequence, at| packet(sequence, at, PayloadType::PCMU, &[0xff; PACKET]);
    stream.receive(Duration::ZERO, from(), &silence(0, 0));
    let (mut bytes, mut sequence, mut end) = ([0; PACKET_LEN], 0, 0);
    while let Some(at) = sender.next_packet(&mut bytes) {
        stream.receive(at, from(), &bytes);
        let sent = Packet::parse(&bytes).expect("a packet");
        (sequence, end) = (sent.sequence() + 1, sent.timestamp() + 800);
    }
    stream.receive(Duration::from_secs(2), from(), &silence(sequence, end));
    overheard(&mut stream)
}

#[test]
fn telephone_events_are_heard_by_their_payload_type_and_prove_nothing_by_another() {
    let heard = events_as_96(96);
    let digits: String = heard.signalled().iter().map(|it| it.as_char()).collect();
    assert_eq!((digits.as_str(), heard.missing()), (DIGITS, Duration::ZERO));
    let unheard = events_as_96(101);
    assert!(unheard.signalled().is_empty());
    assert!(unheard.missing() > crate::MISSING_MAX, "{unheard:?}");
}

#[test]
fn events_come_through_where_one_has_from_the_same_source() {
    let mut stream = stream(&audio(Law::Mu, 0, 0));
    assert!(!stream.has_events());
    let settings = SenderSettings {
        ssrc: SSRC,
        first_sequence: 40,
        first_timestamp: 40 * 160,
        ..SenderSettings::default()
    };
    let digits: Digits = DIGITS.parse().expect("digits");
    let mut sender = Sender::new(&digits, settings).expect("sound settings");
    let mut bytes = [0; PACKET_LEN];
    while let Some(at) = sender.next_packet(&mut bytes) {
        stream.receive(Duration::from_secs(1) + at, from(), &bytes);
    }
    overheard(&mut stream);
    assert!(stream.has_events());
    let other = packet(9, 9, PayloadType::PCMU, &[0; PACKET]);
    let from = "127.0.0.1:4001".parse().expect("an address");
    stream.receive(Duration::from_secs(200), from, &other);
    assert!(!stream.has_events());
}

#[test]
fn a_silence_that_is_said_to_be_one_is_no_loss() {
    let mut packets = audio(Law::Mu, 0, 0);
    packets.truncate(10);
    packets.push(packet(10, 10 * 160, PayloadType::COMFORT_NOISE, &[64]));
    packets.push(packet(11, 20 * 160, PayloadType::PCMU, &[0xff; 160]));
    let overheard = overheard(&mut stream(&packets));
    assert_eq!(overheard.missing(), Duration::ZERO);
    assert_eq!(overheard.recording().frames(), 21 * PACKET);
}

/// A packet whose payload is not understood stands for a time that nobody knows, which what comes
/// late or twice tells nothing of.
#[test]
fn what_comes_late_or_twice_hides_no_loss() {
    let silence = [0xff; PACKET];
    let audio = |sequence, timestamp: u32| packet(sequence, timestamp, PayloadType::PCMU, &silence);
    let unknown = packet(3, 3 * 160, PayloadType::TELEPHONE_EVENT, &[0; 20]);
    let next = audio(4, 4 * 160);
    for between in [vec![], vec![audio(1, 160)], vec![audio(2, 2 * 160)]] {
        let mut packets = vec![audio(0, 0), audio(2, 2 * 160), unknown.clone()];
        packets.extend(between);
        packets.push(next.clone());
        let mut stream = RtpStream::new(PayloadType::new(96).expect("seven bits"));
        for packet in &packets {
            stream.receive(Duration::ZERO, from(), packet);
        }
        let rest = stream.since(Duration::ZERO, Mark::new(3 * PACKET as u64));
        let missing = rest.expect("it is kept").missing();
        assert_eq!(missing, Duration::from_millis(20), "{}", packets.len());
    }
}

#[test]
fn only_what_follows_the_mark_is_given() {
    let packets = audio(Law::Mu, 0, 0);
    let mut stream = stream(&packets);
    let half = Mark::new(20 * PACKET as u64);
    let rest = stream.since(Duration::from_secs(100), half).expect("kept");
    assert_eq!(rest.recording().frames(), 20 * PACKET);
    assert_eq!(stream.mark(), Mark::new(40 * PACKET as u64));
}

#[test]
fn what_is_older_than_is_kept_is_forgotten_and_said_to_be() {
    let mut stream = RtpStream::new(PayloadType::TELEPHONE_EVENT);
    let packets = u32::try_from(KEPT / PACKET).expect("few") + 10;
    for index in 0..packets {
        let sequence = u16::try_from(index % 65_536).expect("in range");
        let packet = packet(sequence, index * 160, PayloadType::PCMU, &[0xff; PACKET]);
        stream.receive(Duration::from_millis(20) * index, from(), &packet);
    }
    assert_eq!(stream.samples.len(), KEPT);
    let forgotten = stream.since(Duration::from_secs(999), Mark::new(0));
    assert!(matches!(forgotten, Err(TapError::Forgotten)));
}

#[test]
fn other_sources_are_heard_only_once_the_first_is_silent() {
    let mut stream = stream(&audio(Law::Mu, 0, 0));
    let end = stream.mark();
    let other: SocketAddr = "127.0.0.1:4001".parse().expect("an address");
    let foreign = packet(9, 9, PayloadType::PCMU, &[0; PACKET]);
    stream.receive(Duration::from_millis(900), other, &foreign);
    assert_eq!(stream.mark(), end);
    stream.receive(Duration::from_secs(4), other, &foreign);
    assert!(stream.mark() > end);
    assert!(overheard(&mut stream).missing() > Duration::from_millis(20));
}

#[test]
fn what_is_no_rtp_changes_nothing() {
    let mut stream = stream(&audio(Law::Mu, 0, 0));
    let end = stream.mark();
    for datagram in [&[][..], &[0x80; 5], &[0xff; 40]] {
        stream.receive(Duration::from_secs(1), from(), datagram);
    }
    assert_eq!(stream.mark(), end);
}
