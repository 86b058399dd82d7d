//! Runs what is in the examples.

#[path = "../examples/inject.rs"]
#[allow(dead_code, reason = "main is run by people")]
mod inject;
#[path = "../examples/listen_to_rtp.rs"]
#[allow(dead_code, reason = "main is run by people")]
mod listen_to_rtp;
#[path = "../examples/test_your_code.rs"]
#[allow(dead_code, reason = "main is run by people")]
mod test_your_code;
#[path = "../examples/verify_recording.rs"]
#[allow(dead_code, reason = "main is run by people")]
mod verify_recording;

use core::{net::SocketAddr, time::Duration};

use cxtone::{
    CancellationToken,
    audio::{Encoding, Recording},
    dtmf::{SampleRate, Synth, Tone},
    emulator::{Emulator, EmulatorConfig, FaultPlan, Hello},
    payload::CallId,
    runner::RtpTap,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::DropGuard;

use inject::Tenant;
use test_your_code::{Told, enter_a_pin};

const DIGITS: &str = "12#";

/// Longer than the digits play.
const LISTENING: Duration = Duration::from_secs(2);

/// A busy machine may be late: then the digits are sent and listened for once more.
const LISTENINGS_MAX: u32 = 20;

/// The digits as tones at 8 kHz.
fn tones() -> Vec<f32> {
    let digits = DIGITS.parse().expect("digits");
    let mut synth = Synth::new(&digits, SampleRate::TELEPHONE, Tone::default()).expect("tones");
    let mut samples = vec![0.0; usize::try_from(synth.samples_total()).expect("a short sequence")];
    synth.fill(&mut samples);
    samples
}

fn tenant(hello: &Hello, call: &str) -> Tenant {
    Tenant {
        url: hello.url.clone(),
        client_id: hello.client_id.clone(),
        client_secret: hello.client_secret.clone(),
        provider: hello.provider_id.clone(),
        line: hello.line_id.clone(),
        call: call.to_owned(),
    }
}

/// A tenant that runs as long as the guard lives.
async fn start() -> (Hello, DropGuard) {
    let address = "127.0.0.1:0".parse().expect("an address");
    let emulator = Emulator::bind(address, EmulatorConfig::default()).await;
    let emulator = emulator.expect("it starts");
    let hello = emulator.hello().clone();
    let stop = CancellationToken::new();
    tokio::spawn(emulator.run(stop.clone().cancelled_owned()));
    (hello, stop.drop_guard())
}

/// Has the RTP of a call sent to an address.
async fn send_rtp(hello: &Hello, call: &str, to: SocketAddr, payload: &str) {
    let host = hello.url.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).await.expect("it listens");
    let body = format!(r#"{{"to":"{to}","payload":"{payload}"}}"#);
    let request = format!(
        "POST /emulator/calls/{call}/rtp HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let sent = connection.write_all(request.as_bytes()).await;
    sent.expect("it takes the request");
    let mut answer = String::new();
    let read = connection.read_to_string(&mut answer).await;
    read.expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

#[tokio::test]
async fn inject_delivers_and_tells_what_is_refused() {
    let (hello, _running) = start().await;
    let began = std::time::Instant::now();
    let outcome = inject::inject(&tenant(&hello, &hello.calls[0]), DIGITS).await;
    assert!(outcome.expect("valid").is_ok());
    // Three digits of 100 ms with 100 ms after each.
    assert!(began.elapsed() >= Duration::from_millis(600));
    let outcome = inject::inject(&tenant(&hello, "no-such-call"), DIGITS).await;
    let failure = outcome.expect("valid").expect_err("there is no such call");
    assert!(!failure.is_ambiguous(), "{failure}");
    let outcome = inject::inject(&tenant(&hello, &hello.calls[0]), "12x").await;
    assert!(outcome.is_err());
}

#[test]
fn verify_recording_finds_the_digits_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("call.wav");
    let recording = Recording::from_mono(SampleRate::TELEPHONE, tones());
    recording.write(&file, Encoding::Pcm16).expect("written");
    for (digits, rate) in [(DIGITS, 1.0), ("129", 2.0 / 3.0)] {
        let score = verify_recording::verify(digits, &file).expect("readable");
        assert!((score.recognition_rate() - rate).abs() < 1e-9, "{score:?}");
    }
}

#[tokio::test]
async fn test_your_code_tells_entered_from_unclear() {
    let fault = |kind: &str| {
        let plan = format!(r#"{{"rules":[{{"endpoint":"dtmf","kind":"{kind}"}}]}}"#);
        FaultPlan::from_json(&plan).expect("a plan")
    };
    let (plain, dropped, refused) = tokio::join!(
        enter_a_pin(None),
        enter_a_pin(Some(fault("dropAfter"))),
        enter_a_pin(Some(fault("conflict"))),
    );
    assert_eq!(plain.expect("it runs"), Told::Entered);
    assert_eq!(dropped.expect("it runs"), Told::Unclear);
    assert_eq!(refused.expect("it runs"), Told::Refused);
}

/// What is heard of the digits as tones and as events, where the RTP carries this.
async fn check_rtp(payload: &str, tones: &str, events: &str) {
    let (hello, _running) = start().await;
    let call: CallId = hello.calls[0].parse().expect("an id");
    let address = "127.0.0.1:0".parse().expect("an address");
    let tap = RtpTap::bind(address, call.clone())
        .await
        .expect("a free port");
    send_rtp(&hello, &hello.calls[0], tap.address(), payload).await;
    let tenant = tenant(&hello, &hello.calls[0]);
    let mut heard = (String::new(), String::new());
    for _ in 0..LISTENINGS_MAX {
        let (listened, sent) = tokio::join!(
            listen_to_rtp::listen(&tap, &call, LISTENING),
            inject::inject(&tenant, DIGITS),
        );
        assert!(sent.expect("valid").is_ok());
        let listened = listened.expect("it listens");
        heard = (listened.tones, listened.events);
        if heard.0 == tones && heard.1 == events {
            return;
        }
    }
    panic!("{payload}: {heard:?}");
}

#[tokio::test]
async fn listen_to_rtp_hears_tones_and_events() {
    tokio::join!(
        check_rtp("audio", DIGITS, ""),
        check_rtp("both", "", DIGITS)
    );
}
