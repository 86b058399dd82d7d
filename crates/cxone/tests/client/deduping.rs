//! A far end that plays a request once however often it comes: the one case in which what may have been played is
//! sent again. No known dialect is such a one; this one is for the test alone.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{Client, RetryPolicy, Sent, TransportError, TransportErrorKind};
use cxtone_dialect::{
    BaseUrl, Capabilities, Dialect, Injecting, Request, WrongAddress,
    cxone_v2::{CAPABILITIES, CxoneV2},
};
use http::HeaderValue;
use tokio_util::sync::CancellationToken;

use crate::{
    scripted::{Reply, Scripted, answer},
    tenant::{SEED, Tenant, address, payload},
};

/// `cxone-v2` with a key that stands where the scripted far end keeps it: in the bearer's place.
#[derive(Debug)]
struct Deduping;

const DEDUPING: Capabilities = Capabilities {
    name: "deduping",
    deduplicates: true,
    ..CAPABILITIES
};

impl Dialect for Deduping {
    fn capabilities(&self) -> &Capabilities {
        &DEDUPING
    }

    fn injection_request(&self, injecting: &Injecting<'_>) -> Result<Request, WrongAddress> {
        let mut request = CxoneV2.injection_request(injecting)?;
        let key = HeaderValue::from_str(injecting.injection_key).expect("a plain key");
        request.headers_mut().insert("authorization", key);
        Ok(request)
    }

    fn forbidden_help(&self) -> &'static str {
        CxoneV2.forbidden_help()
    }
}

async fn inject(scripted: &Arc<Scripted>, dialect: Arc<dyn Dialect>) -> Sent {
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let url = BaseUrl::parse("https://tenant.test").expect("a base URL");
    let client = Client::builder(scripted.clone(), tenant.tokens, url)
        .policy(RetryPolicy {
            jitter_seed: Some(SEED),
            ..RetryPolicy::default()
        })
        .dialect(dialect)
        .build();
    let never = CancellationToken::new();
    client.inject(&address(), &payload(), &never).await
}

fn doubtful() -> [Reply; 2] {
    let lost = TransportError::maybe_sent(TransportErrorKind::ConnectionLost);
    [answer(503, &[]), Reply::Fail(lost)]
}

#[tokio::test(start_paused = true)]
async fn where_the_far_end_dedupes_what_is_in_doubt_is_sent_again_with_the_same_key() {
    let scripted = Scripted::new(doubtful());
    let sent = inject(&scripted, Arc::new(Deduping)).await;
    assert!(sent.outcome.is_ok());
    assert_eq!(sent.attempts, 3);
    assert!(sent.timing.total <= Duration::from_secs(7));
    let far = scripted.far();
    let keys: Vec<_> = far
        .requests
        .iter()
        .map(|seen| seen.bearer.clone())
        .collect();
    assert_eq!(keys[0].as_ref().map(String::len), Some(32));
    assert!(keys.iter().all(|key| key == &keys[0]));
}

#[tokio::test(start_paused = true)]
async fn two_injections_have_two_keys_and_doubt_to_the_end_stays_doubt() {
    let scripted = Scripted::new(doubtful().into_iter().chain([answer(500, &[])]));
    let sent = inject(&scripted, Arc::new(Deduping)).await;
    assert!(sent.outcome.is_err_and(|error| error.is_ambiguous()));
    assert!(inject(&scripted, Arc::new(Deduping)).await.outcome.is_ok());
    let far = scripted.far();
    assert_ne!(far.requests[0].bearer, far.requests[3].bearer);
}

#[tokio::test(start_paused = true)]
async fn n6_where_it_does_not_nothing_in_doubt_is_sent_again() {
    let scripted = Scripted::new(doubtful());
    let sent = inject(&scripted, Arc::new(CxoneV2)).await;
    assert!(sent.outcome.is_err_and(|error| error.is_ambiguous()));
    assert_eq!(scripted.count(), 1);
}
