//! `Debug`, `Display` and JSON of everything public that can hold digits, tokens or secrets.

use core::{error::Error, fmt::Debug};
use std::sync::Arc;

use cxtone_audio::{Encoding, Recording, Spectrogram, WavStream};
use cxtone_audit::{Chain, InjectionId, Intended, Record, SEAL_BYTES, SealKey, ShortText, Subject};
use cxtone_cxone::{
    Delivery, Doubt, FetchError, HttpOptions, HttpTransport, InjectError, Rejection, Token,
    TokenCache, TokenError, TransportError, TransportErrorKind,
};
use cxtone_dialect::{
    Address, BaseUrl, Body, CallAddress, Credentials, Request,
    cxone_v2::{self, wire},
};
use cxtone_dtmf::{Detector, Digits, Event, Profile, SampleRate, Synth, Tone, score};
use cxtone_emulator::{Emulator, EmulatorConfig};
use cxtone_line::{
    rtp, sip_info,
    telephone_event::{
        EventPayload, PACKET_LEN, Receiver, ReceiverSettings, Sender, SenderSettings,
    },
};
use cxtone_payload::{Limits, Raw, RawValue, validate};
use cxtone_runner::{CallLocks, Injection, Injector, RecordingFileTap, RecordingUrlTap};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::{
    nasty::{self, CANARY, DIGITS, SECRET, TOKEN},
    world::{World, payload},
};

/// How deep a chain of causes is followed.
const CAUSES_MAX: usize = 16;

/// A value's `Debug` in both forms.
fn check(name: &str, value: &impl Debug) {
    CANARY.assert_hidden(name, &format!("{value:?}\n{value:#?}"));
}

/// An error's `Debug` and `Display`, with all its causes.
fn check_error(name: &str, error: &(dyn Error + 'static)) {
    let mut cause = Some(error);
    for _ in 0..CAUSES_MAX {
        let Some(error) = cause else { break };
        CANARY.assert_hidden(name, &format!("{error}\n{error:?}\n{error:#?}"));
        cause = error.source();
    }
}

fn digits() -> Digits {
    DIGITS.parse().expect("digits")
}

fn samples() -> Vec<f32> {
    let rate = SampleRate::TELEPHONE;
    let mut synth = Synth::new(&digits(), rate, Tone::default()).expect("a tone");
    let total = usize::try_from(synth.samples_total()).expect("not many");
    let mut samples = vec![0.0; total];
    check("a synth at its start", &synth);
    synth.fill(&mut samples[..total / 2]);
    check("a synth", &synth);
    synth.fill(&mut samples[total / 2..]);
    samples
}

#[test]
fn digits_and_what_is_heard_of_them() {
    check("digits", &digits());
    CANARY.assert_hidden("digits", &digits().to_string());
    check("each digit", &digits().as_slice());
    for digit in digits().as_slice() {
        assert_eq!(format!("{digit:?}"), "[digit]");
    }
    check_error(
        "no digits",
        &format!("{DIGITS}x").parse::<Digits>().expect_err("x"),
    );
    check_error(
        "too many digits",
        &DIGITS.repeat(9).parse::<Digits>().expect_err("many"),
    );
    let mut events: Vec<Event> = Vec::new();
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::default());
    detector.feed(&samples(), |event| events.push(event));
    check("a detector", &detector);
    detector.finish(|event| events.push(event));
    assert_eq!(events.len(), 2 * DIGITS.len());
    check("events", &events);
    let heard: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Ended(heard) => Some(*heard),
            _ => None,
        })
        .collect();
    check("what was heard", &heard);
    let other: Digits = "50#26*84#A1*93#7".parse().expect("digits");
    let score = score(digits().as_slice(), other.as_slice()).expect("short");
    check("a score", &score);
}

#[test]
fn audio_of_digits() {
    let samples = samples();
    check("a spectrogram", &Spectrogram::of(&samples, 8000));
    let recording = Recording::from_mono(SampleRate::TELEPHONE, samples);
    check("a recording", &recording);
    let bytes = recording.to_bytes(Encoding::Pcm16);
    let mut stream = WavStream::new(&bytes[..]).expect("a WAV");
    stream.next_block().expect("samples");
    check("a stream", &stream);
    let text = format!("RIFF\0\0\0\0WAVE{DIGITS}{SECRET}");
    check_error(
        "no WAV",
        &Recording::parse(text.as_bytes()).expect_err("no WAV"),
    );
    let text = format!("{DIGITS}{SECRET}, a text");
    check_error(
        "a text",
        &Recording::parse(text.as_bytes()).expect_err("no WAV"),
    );
}

#[test]
fn digits_on_the_line() {
    let mut sender = Sender::new(&digits(), SenderSettings::default()).expect("settings");
    check("a sender", &sender);
    let mut receiver = Receiver::new(ReceiverSettings::default());
    let mut received = Vec::new();
    let mut shown = String::new();
    let mut packet = [0; PACKET_LEN];
    while let Some(due) = sender.next_packet(&mut packet) {
        let view = rtp::Packet::parse(&packet).expect("a packet");
        let event = EventPayload::parse(view.payload()).expect("an event");
        shown.push_str(&format!(
            "{view:?} {:?} {event:?}\n",
            rtp::Header::parse(&view)
        ));
        let taken = receiver.receive(due, &packet, |digit| received.push(digit));
        taken.expect("a packet of the sender");
    }
    receiver.finish(|digit| received.push(digit));
    assert_eq!(received.len(), DIGITS.len());
    CANARY.assert_hidden("packets", &shown);
    check("a receiver", &receiver);
    check("what was received", &received);
    check_error(
        "a body",
        &sip_info::parse(format!("Signal={DIGITS}").as_bytes()).expect_err("many"),
    );
}

#[test]
fn requests_raw_and_valid() {
    check("a payload", &payload(DIGITS, "INBAND"));
    let texts = Raw {
        digits: format!("{DIGITS}{DIGITS}x").as_str().into(),
        dtmf_type: DIGITS.into(),
        pause_ms: DIGITS.into(),
    };
    // Digits that were given as a number; the canary's own are no number.
    let numbers = Raw {
        digits: RawValue::Number(73_914_862.0),
        dtmf_type: RawValue::Number(73_914_862.0),
        pause_ms: RawValue::Number(73_914_862.0),
    };
    for raw in [&texts, &numbers] {
        check("a raw request", raw);
        let findings = validate(raw, &Limits::CXONE_V2).expect_err("wrong");
        check_error("findings", &findings);
        let shown = format!("{findings} {findings:?} {raw:?}");
        assert!(!shown.contains("7391"), "{shown}");
        for finding in &findings {
            let shown = format!("{finding:?} {} {}", finding.message, finding.help);
            CANARY.assert_hidden("a finding", &shown);
            assert!(!shown.contains("7391"), "{shown}");
        }
    }
    check_error(
        "an id",
        &DIGITS.parse::<cxtone_payload::CallId>().expect_err("no id"),
    );
    check_error(
        "a type",
        &DIGITS
            .parse::<cxtone_payload::DtmfType>()
            .expect_err("no type"),
    );
}

#[test]
fn requests_and_answers_on_the_wire() {
    let url = BaseUrl::parse("https://api.example.com").expect("a URL");
    let secret_url = format!("https://user:{SECRET}@api.example.com/?x={DIGITS}");
    check_error("a URL", &BaseUrl::parse(&secret_url).expect_err("refused"));
    let credentials = Credentials::new("client-1", SECRET);
    check("credentials", &credentials);
    let request = cxone_v2::token_request(&url, &credentials, &cxone_v2::SCOPES);
    check("a token request", &request);
    let address = CallAddress {
        provider: "p".parse().expect("an id"),
        line: "l".parse().expect("an id"),
        call: "c".parse().expect("an id"),
    };
    let token = SecretString::from(TOKEN);
    let payload = payload(DIGITS, "INBAND");
    let request: Request = cxone_v2::injection_request(&url, &address, &payload, &token);
    check("an injection request", &request);
    check("a body", &Body::from(DIGITS));
    for status in [200, 202, 400, 401, 403, 409, 429, 503, 302] {
        let answer = nasty::response(status);
        check("an answer", &cxone_v2::injection_answer(&answer));
        if let Err(refusal) = cxone_v2::token_grant(&answer, &cxone_v2::SCOPES) {
            check_error("a refusal", &refusal);
        }
    }
    check_wire_shapes();
}

fn check_wire_shapes() {
    check(
        "a token answer",
        &wire::TokenAnswer {
            access_token: TOKEN.to_owned(),
            token_type: TOKEN.to_owned(),
            expires_in: 60,
            scope: Some(SECRET.to_owned()),
        },
    );
    check(
        "an error answer",
        &wire::ErrorAnswer {
            error: SECRET.to_owned(),
            error_description: Some(format!("{SECRET} {DIGITS}")),
        },
    );
    check(
        "an injection answer",
        &wire::InjectionAnswer {
            status: DIGITS.to_owned(),
            call_id: TOKEN.to_owned(),
        },
    );
    check(
        "an injection body",
        &wire::InjectionBody {
            dtmf: DIGITS.to_owned(),
            dtmf_type: DIGITS.to_owned(),
            inter_digit_pause: 50,
        },
    );
}

#[test]
fn the_client_and_each_of_its_errors() {
    let url = BaseUrl::parse("https://api.example.com").expect("a URL");
    let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
    check("a transport", &transport);
    let credentials = Credentials::new("client-1", SECRET);
    check(
        "a token cache",
        &TokenCache::new(Arc::new(transport), url, credentials, &cxone_v2::SCOPES),
    );
    check("a token", &Token::new(SecretString::from(TOKEN), 1));
    check("a client", &nasty::client(200));
    let rejection = || Rejection::new(nasty::response(503));
    check_error("a rejection", &rejection());
    let lost = TransportError::maybe_sent(TransportErrorKind::ConnectionLost)
        .after_head(nasty::response(200));
    check_error("a transport error", &lost);
    for error in [
        InjectError::Token(TokenError::Transport(lost.clone())),
        InjectError::Token(TokenError::TimedOut),
        InjectError::RateLimited {
            attempts: 3,
            last: rejection(),
        },
        InjectError::Conflict {
            call: "c".parse().expect("an id"),
            response: rejection(),
        },
        InjectError::Forbidden(rejection()),
        InjectError::Unauthorized(rejection()),
        InjectError::Refused(rejection()),
        InjectError::Unexpected(rejection()),
        InjectError::NotSent(lost.clone()),
        InjectError::Ambiguous(Doubt::Answer(rejection())),
        InjectError::Ambiguous(Doubt::Transport(lost.clone())),
    ] {
        check_error("an injection's error", &error);
    }
    check_error("a download's error", &FetchError::Refused(rejection()));
    check_error("a download's error", &FetchError::Transport(lost));
    check(
        "a delivery",
        &Delivery {
            accepted: false,
            status: 200,
            body: Some(format!("{DIGITS} {TOKEN}")),
        },
    );
}

#[test]
fn audit_records_and_keys() {
    let mut key = [0; SEAL_BYTES];
    key[..DIGITS.len()].copy_from_slice(DIGITS.as_bytes());
    key[DIGITS.len()..].copy_from_slice(SECRET.as_bytes());
    let key = SealKey::new(key);
    check("a key", &key);
    check_error("no key", &SealKey::from_hex(SECRET).expect_err("no key"));
    let call = "c".parse().expect("an id");
    let id = InjectionId::new("i-1").expect("an id");
    let record = Record::Intended(Intended {
        timestamp: std::time::SystemTime::UNIX_EPOCH.into(),
        subject: Subject::new(id, call, &payload(DIGITS, "INBAND")),
    });
    check("a record", &record);
    let mut chain = Chain::start(key);
    check("a line", &chain.append(&record));
    check("a chain", &chain);
    check("a text", &ShortText::new("[5 digits]"));
}

#[tokio::test]
async fn the_injector_and_all_that_it_reports() {
    for status in [200, 202, 302, 400, 401, 403, 409, 429, 503] {
        let client = nasty::client(status);
        let (monitor, mut events) = cxtone_runner::ChannelMonitor::new(1);
        let place = format!("https://{SECRET}.example.com/{{callId}}?token={SECRET}");
        let tap = RecordingUrlTap::new(client.clone(), &place).expect("a placeholder");
        check("a tap", &tap);
        let injector = Injector::builder(client).monitor(monitor).tap(tap).build();
        check("an injector", &injector);
        let injection = Injection {
            address: Address::from(CallAddress {
                provider: "p".parse().expect("an id"),
                line: "l".parse().expect("an id"),
                call: "c".parse().expect("an id"),
            }),
            payload: payload(DIGITS, "SIPINFO"),
            verify: true,
        };
        check("an injection", &injection);
        let outcome = injector.inject(injection, &CancellationToken::new()).await;
        check("an outcome", &outcome);
        assert_eq!(outcome.is_ok(), status < 300);
        if let Err(failure) = outcome {
            check_error("a failure", &failure);
        }
        let event = events.recv().await.expect("an event");
        check("an event", &event);
        let json = serde_json::to_string(&event).expect("JSON");
        CANARY.assert_hidden("an event as JSON", &json);
    }
    check("locks", &CallLocks::new());
    let file = RecordingFileTap::new("calls/{callId}.wav").expect("a placeholder");
    check("a tap", &file);
}

#[tokio::test]
async fn an_emulator_and_its_hello() {
    let world = World::start(1).await;
    let secret = world.hello.client_secret.clone();
    let address = "127.0.0.1:0".parse().expect("an address");
    let emulator = Emulator::bind(address, EmulatorConfig::default()).await;
    let emulator = emulator.expect("it starts");
    let shown = format!("{:?} {:#?}", world.hello, world.hello);
    assert!(!shown.contains(&secret), "{shown}");
    let shown = format!("{emulator:?} {emulator:#?}");
    assert!(!shown.contains(&emulator.hello().client_secret), "{shown}");
}
