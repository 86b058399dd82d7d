//! Downloads and the probe: against the scripted transport, in paused time.

use core::time::Duration;
use std::{sync::Arc, time::SystemTime};

use cxtone_cxone::{FetchError, RetryPolicy, TokenError, TransportError, TransportErrorKind};

use crate::{
    canary,
    scripted::{Reply, Scripted, answer},
    tenant::Tenant,
};

const RECORDING: &str = "https://tenant.test/recordings/call-1.wav";
const LIMIT: usize = 4096;

fn tenant(scripted: &Arc<Scripted>) -> Tenant {
    Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    )
}

async fn fetch(scripted: &Arc<Scripted>, url: &str) -> Result<Vec<u8>, FetchError> {
    let fetched = tenant(scripted).client.fetch(url, LIMIT).await;
    if let Err(error) = &fetched {
        canary::scan_error(error);
    }
    fetched
}

#[tokio::test(start_paused = true)]
async fn a_recording_of_the_tenant_is_asked_for_with_its_token() {
    let scripted = Scripted::new([]);
    assert!(fetch(&scripted, RECORDING).await.is_ok());
    assert!(scripted.far().requests[0].bearer.is_some());
}

#[tokio::test(start_paused = true)]
async fn another_host_never_sees_the_token() {
    let scripted = Scripted::new([]);
    let client = tenant(&scripted)
        .client
        .with_media_host_of("https://media.test/{callId}.wav");
    let url = "https://media.test/x.wav?signed=1";
    assert!(client.fetch(url, LIMIT).await.is_ok());
    assert_eq!(scripted.far().requests[0].bearer, None);
    assert_eq!(scripted.token_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn g14_from_a_host_that_nobody_named_nothing_is_fetched() {
    for url in [
        "https://media.test/x.wav",
        "https://tenant.test.evil.test/x.wav",
        "http://tenant.test/x.wav",
        "https://169.254.169.254/latest/meta-data",
    ] {
        let scripted = Scripted::new([]);
        assert!(fetch(&scripted, url).await.is_err(), "{url}");
        assert_eq!(scripted.count(), 0, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn g14_a_redirect_of_a_download_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = || answer(status, &[("location", "https://evil.test/")]);
        let scripted = Scripted::new([elsewhere(), elsewhere(), elsewhere()]);
        assert!(fetch(&scripted, RECORDING).await.is_err(), "{status}");
        let far = scripted.far();
        assert!(far.requests.iter().all(|seen| seen.uri == RECORDING));
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_is_repeated_after_a_failure_that_may_pass() {
    let lost = TransportError::maybe_sent(TransportErrorKind::ConnectionLost);
    let scripted = Scripted::new([answer(502, &[]), Reply::Fail(lost)]);
    assert!(fetch(&scripted, RECORDING).await.is_ok());
    assert_eq!(scripted.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_download_whose_body_was_lost_is_no_empty_file() {
    let cut = || {
        let head = cxtone_dialect::Response::new(cxtone_dialect::Body::default());
        let lost = TransportError::maybe_sent(TransportErrorKind::ConnectionLost);
        Reply::Fail(lost.after_head(head))
    };
    let scripted = Scripted::new([cut(), cut(), cut()]);
    let error = fetch(&scripted, RECORDING).await.expect_err("cut off");
    assert!(matches!(error, FetchError::Transport(_)));
    assert_eq!(scripted.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refused_download_tells_the_status() {
    let scripted = Scripted::new([answer(404, &[])]);
    let error = fetch(&scripted, RECORDING).await.expect_err("not there");
    assert!(matches!(&error, FetchError::Refused(answer) if answer.status() == 404));
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_url_is_not_asked_for() {
    let scripted = Scripted::new([]);
    let error = fetch(&scripted, "https://user:canary-secret@tenant.test/x").await;
    assert!(matches!(error, Err(FetchError::Address)));
    assert_eq!(scripted.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_probe_finds_token_host_and_clock() {
    let behind = SystemTime::now() - Duration::from_secs(300);
    let date = httpdate::fmt_http_date(behind);
    let scripted = Scripted::new([answer(404, &[("date", &date)])]);
    let probe = tenant(&scripted).client.probe().await;
    canary::scan_debug(&probe);
    assert!(probe.token.is_ok());
    let reached = probe.api.expect("the host answers");
    assert_eq!(reached.status, 404);
    let ahead_s = reached.clock_ahead_s.expect("the far end tells the time");
    assert!((299.0..303.0).contains(&ahead_s), "{ahead_s}");
    assert_eq!(scripted.far().requests[0].bearer, None);
}

#[tokio::test(start_paused = true)]
async fn the_probe_tells_what_is_wrong() {
    let unresolved = TransportError::not_sent(TransportErrorKind::Resolve);
    let scripted = Scripted::with_tokens([answer(401, &[])], [Reply::Fail(unresolved)]);
    let probe = tenant(&scripted).client.probe().await;
    canary::scan_debug(&probe);
    assert!(matches!(probe.token, Err(TokenError::Refused(_))));
    let kind = probe.api.expect_err("no host").kind();
    assert_eq!(kind, TransportErrorKind::Resolve);
}
