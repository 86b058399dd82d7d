//! The main job: each type of digits arrives, and that is measured from the audio.

use cxtone_runner::{Injection, RecognitionSource};
use tokio_util::sync::CancellationToken;

use crate::world::{Heard, World};

async fn check(dtmf_type: &str) {
    let world = World::start(1).await;
    let injection = Injection {
        verify: true,
        ..world.injection(0, "7#a", dtmf_type)
    };
    let injector = world.injector();
    let report = injector.inject(injection, &CancellationToken::new()).await;
    let report = report.expect("delivered");
    assert_eq!(report.recognition.rate, 1.0);
    assert_eq!(report.recognition.source, RecognitionSource::Audio);
    let counts = report.recognition.heard.expect("measured");
    assert_eq!((counts.hits, counts.expected, counts.exact), (3, 3, true));
    assert!(report.troubles.log.is_none() && report.troubles.tap.is_none());
    let heard = Heard {
        digits: "7#A".to_owned(),
        overlaps: false,
    };
    assert_eq!(world.heard(&world.hello.calls[0]).await, [heard]);
    assert_eq!(world.posts().await, 1);

    let (verified, records) = world.records();
    assert_eq!(verified.intended_only, [""; 0]);
    let kinds: Vec<_> = records.iter().map(|record| &record["kind"]).collect();
    assert_eq!(kinds, ["intended", "observed", "observed"]);
    assert_eq!(records[1]["recognitionSource"], "status");
    assert_eq!(records[2]["recognitionSource"], "audio");
    for record in &records {
        assert_eq!(record["injectionId"], report.injection_id.to_string());
        assert_eq!(record["dtmfType"], dtmf_type);
    }
}

#[tokio::test]
async fn rfc2833_is_heard_whole_in_the_audio() {
    check("RFC2833").await;
}

#[tokio::test]
async fn sipinfo_is_heard_whole_in_the_audio() {
    check("SIPINFO").await;
}

#[tokio::test]
async fn inband_is_heard_whole_in_the_audio() {
    check("INBAND").await;
}
