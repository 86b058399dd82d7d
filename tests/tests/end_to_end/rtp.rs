//! A call listened to by RTP: its audio in either law and its telephone-events, over a network that
//! loses, doubles and disorders packets; and what an answer left open, settled by it.

use core::time::Duration;

use cxtone_runner::{Injector, RtpTap, Settle, Settlement};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::world::World;

const DIGITS: &str = "159#";

/// A tap on the first call, which the emulator sends its RTP to.
async fn tap(world: &World, mut stream: Value) -> RtpTap {
    let call = world.hello.calls[0].parse().expect("an id");
    let address = "127.0.0.1:0".parse().expect("an address");
    let tap = RtpTap::bind(address, call).await.expect("a free port");
    stream["to"] = tap.address().to_string().into();
    let path = format!("POST /emulator/calls/{}/rtp", world.hello.calls[0]);
    world.ask(&path, &stream.to_string()).await;
    tap
}

async fn check(dtmf_type: &str, stream: Value) {
    let world = World::start(1).await;
    let tap = tap(&world, stream.clone()).await;
    let injector = Injector::builder(world.client()).tap(tap).build();
    let mut injection = world.injection(0, DIGITS, dtmf_type);
    injection.verify = true;
    let report = injector
        .inject(injection, &CancellationToken::new())
        .await
        .expect("delivered");
    assert!(report.troubles.tap.is_none(), "{:?}", report.troubles);
    assert_eq!(report.recognition.rate, 1.0, "{dtmf_type} {stream}");
}

#[tokio::test]
async fn digits_are_heard_by_rtp_as_tones_and_as_events() {
    tokio::join!(
        check("INBAND", json!({ "payload": "audio", "law": "mulaw" })),
        check("RFC2833", json!({ "payload": "audio", "law": "alaw" })),
        check("RFC2833", json!({ "payload": "both" })),
        check(
            "RFC2833",
            json!({ "payload": "both", "reorder": 0.1, "duplicate": 0.1, "seed": 7 })
        ),
    );
}

#[tokio::test]
async fn an_open_answer_is_settled_by_rtp() {
    let settle = Settle::Listen {
        late_margin: Duration::from_millis(500),
        fallback: false,
    };
    for (fault, posts) in [("dropAfter", 1), ("dropBefore", 2)] {
        let world = World::start(1).await;
        let tap = tap(&world, json!({ "payload": "audio" })).await;
        world.order(&json!({ "on": "dtmf", "kind": fault })).await;
        let injector = Injector::builder(world.client())
            .tap(tap)
            .settle(settle)
            .build();
        let injection = world.injection(0, DIGITS, "INBAND");
        let report = injector
            .inject(injection, &CancellationToken::new())
            .await
            .expect("delivered in the end");
        let heard = report.settlement == Some(Settlement::Heard);
        assert_eq!((world.posts().await, heard), (posts, posts == 1), "{fault}");
        assert_eq!(world.digits_heard().await, DIGITS);
    }
}
