//! RTP streams of calls, received as a tap would: sound by G.711, digits by telephone-events.

use core::time::Duration;

use cxtone_dtmf::{Detector, Event, Profile, SampleRate};
use cxtone_line::{
    g711::Law,
    rtp::{Header, Packet, PayloadType},
    telephone_event::Receiver,
};
use tokio::net::UdpSocket;

use crate::client::{Far, digits, seeded};

/// How long a stream may be silent before it counts as over.
const SILENCE: Duration = Duration::from_secs(5);

/// What came by a stream.
#[derive(Default)]
struct Heard {
    tones: String,
    events: String,
    packets: Vec<Header>,
}

fn hear(datagrams: &[Vec<u8>], law: Law) -> Heard {
    let mut heard = Heard::default();
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    let mut receiver = Receiver::default();
    let (tones, events) = (&mut heard.tones, &mut heard.events);
    let mut note = |event| {
        if let Event::Confirmed { digit, .. } = event {
            tones.push(digit.as_char());
        }
    };
    for (index, datagram) in datagrams.iter().enumerate() {
        let packet = Packet::parse(datagram).expect("an RTP packet");
        heard.packets.push(Header::parse(&packet));
        if packet.payload_type() == PayloadType::TELEPHONE_EVENT {
            let arrival = Duration::from_millis(20 * index as u64);
            let mut received = |digit: char| events.push(digit);
            receiver
                .receive(arrival, datagram, |one| received(one.digit.as_char()))
                .expect("a telephone-event");
        } else {
            let samples = packet.payload().iter();
            let samples: Vec<_> = samples
                .map(|octet| f32::from(law.decode(*octet)) / 32_768.0)
                .collect();
            assert_eq!(samples.len(), 160);
            detector.feed(&samples, &mut note);
        }
    }
    detector.finish(&mut note);
    receiver.finish(|one| events.push(one.digit.as_char()));
    heard
}

/// Injects digits of two types while a stream runs, and ends the call.
async fn streamed(order: &str, law: Law) -> Heard {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let to = socket.local_addr().expect("it is bound");
    let body = format!(r#"{{"to":"{to}"{order}}}"#);
    let path = format!("/emulator/calls/{call}/rtp");
    let answer = far.post(&path, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.json());
    far.inject(&token, call, &digits("147", "RFC2833", 50))
        .await;
    far.post("/emulator/clock", r#"{"advanceMs":500}"#).await;
    far.inject(&token, call, &digits("258", "INBAND", 50)).await;
    far.post("/emulator/clock", r#"{"advanceMs":700}"#).await;
    let ended = format!("/emulator/calls/{call}/hangup");
    let mut datagrams = Vec::new();
    let mut buffer = [0; 2_048];
    while let Ok(received) = tokio::time::timeout(SILENCE, socket.recv(&mut buffer)).await {
        let length = received.expect("a datagram");
        datagrams.push(buffer[..length].to_vec());
        if datagrams.len() == 60 {
            far.post(&ended, "").await;
        }
        assert!(datagrams.len() < 10_000, "it does not end");
    }
    far.post(&ended, "").await;
    let heard = hear(&datagrams, law);
    assert!(
        heard
            .packets
            .iter()
            .all(|one| one.ssrc == heard.packets[0].ssrc)
    );
    heard
}

#[tokio::test(start_paused = true)]
async fn sound_holds_every_digit_in_either_law() {
    for (law, named) in [(Law::Mu, "mulaw"), (Law::A, "alaw")] {
        let heard = streamed(&format!(r#","law":"{named}""#), law).await;
        assert_eq!(
            (heard.tones.as_str(), heard.events.as_str()),
            ("147258", "")
        );
        assert!(heard.packets[0].marker);
        for (one, next) in heard.packets.iter().zip(&heard.packets[1..]) {
            assert_eq!(next.sequence, one.sequence.wrapping_add(1));
            assert_eq!(next.timestamp, one.timestamp.wrapping_add(160));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_digit_comes_once_where_both_are_sent() {
    let heard = streamed(r#","payload":"both""#, Law::Mu).await;
    assert_eq!(
        (heard.tones.as_str(), heard.events.as_str()),
        ("258", "147")
    );
    let numbers: Vec<_> = heard.packets.iter().map(|one| one.sequence).collect();
    for (one, next) in numbers.iter().zip(&numbers[1..]) {
        assert_eq!(*next, one.wrapping_add(1));
    }
}

#[tokio::test(start_paused = true)]
async fn events_alone_are_digits_that_travel_as_events() {
    let heard = streamed(r#","payload":"events""#, Law::Mu).await;
    assert_eq!((heard.tones.as_str(), heard.events.as_str()), ("", "147"));
}

#[tokio::test(start_paused = true)]
async fn events_outlast_losses_doubles_and_disorder() {
    let order = r#","payload":"events","loss":0.2,"duplicate":0.2,"reorder":0.2,"seed":5"#;
    let heard = streamed(order, Law::Mu).await;
    assert_eq!(heard.events, "147");
    assert!(!heard.packets.iter().map(|one| one.sequence).is_sorted());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_cannot_be_is_refused() {
    let far = Far::start(seeded()).await;
    let path = format!("/emulator/calls/{}/rtp", far.hello.calls[0]);
    for (body, part) in [
        ("{}", "to"),
        (r#"{"to":"192.0.2.1:5004"}"#, "loopback"),
        (r#"{"to":"127.0.0.1:5004","loss":2}"#, "0 to 1"),
        (r#"{"to":"127.0.0.1:5004","payload":"video"}"#, "video"),
    ] {
        let answer = far.post(&path, body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json().to_string().contains(part), "{body}");
    }
    let to = r#"{"to":"127.0.0.1:9"}"#;
    let elsewhere = far.post("/emulator/calls/nobody/rtp", to).await;
    assert_eq!(elsewhere.status, 404);
    for _ in 0..cxtone_emulator::RTP_STREAMS_MAX {
        assert_eq!(far.post(&path, to).await.status, 201);
    }
    let answer = far.post(&path, to).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (409, "tooManyStreams")
    );
}
