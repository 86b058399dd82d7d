//! One tenant for all tests: its credentials, a call in it, a payload for that call.

use std::sync::Arc;

use cxtone_cxone::{Client, RetryPolicy, RetryWatch, Sent, TokenCache, Transport};
use cxtone_dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2};
use cxtone_payload::{Limits, Payload, Raw, RawValue};
use tokio_util::sync::CancellationToken;

use crate::canary;

/// The same waits in each run.
pub(crate) const SEED: u64 = 20;

/// A transport's tenant with its token cache and client.
pub(crate) struct Tenant {
    pub(crate) tokens: Arc<TokenCache>,
    pub(crate) client: Client,
}

impl Tenant {
    pub(crate) fn new(transport: Arc<dyn Transport>, url: &str, policy: RetryPolicy) -> Self {
        canary::watch_logs();
        let url = BaseUrl::parse(url).expect("a base URL");
        let tokens = Arc::new(TokenCache::new(
            Arc::clone(&transport),
            url.clone(),
            credentials(),
            &cxone_v2::SCOPES,
        ));
        let source = Arc::clone(&tokens);
        let policy = RetryPolicy {
            jitter_seed: Some(SEED),
            ..policy
        };
        Self {
            tokens,
            client: Client::new(transport, source, url, policy),
        }
    }

    /// One whose retries are told.
    pub(crate) fn watched(transport: Arc<dyn Transport>, watch: impl RetryWatch + 'static) -> Self {
        let url = "https://tenant.test";
        let tenant = Self::new(Arc::clone(&transport), url, RetryPolicy::default());
        let url = BaseUrl::parse(url).expect("a base URL");
        let client = Client::builder(transport, tenant.tokens.clone(), url)
            .policy(tenant.client.policy().clone())
            .retry_watch(watch);
        Self {
            client: client.build(),
            ..tenant
        }
    }

    pub(crate) async fn inject(&self) -> Sent {
        self.inject_until(&CancellationToken::new()).await
    }

    pub(crate) async fn inject_until(&self, cancellation: &CancellationToken) -> Sent {
        let sent = self
            .client
            .inject(&address(), &payload(), cancellation)
            .await;
        canary::scan_debug(&sent);
        canary::scan_debug(&self.client);
        canary::scan_debug(&self.tokens);
        if let Err(error) = &sent.outcome {
            canary::scan_error(error);
            if let Some(response) = error.response() {
                canary::scan_error(response);
            }
        }
        sent
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new("client", canary::SECRET)
}

pub(crate) fn address() -> Address {
    Address::from(call_address())
}

pub(crate) fn call_address() -> CallAddress {
    CallAddress {
        provider: "provider-1".parse().expect("an id"),
        line: "line-1".parse().expect("an id"),
        call: "call-1".parse().expect("an id"),
    }
}

pub(crate) fn payload() -> Payload {
    let raw = Raw {
        digits: RawValue::Text(canary::DIGITS.into()),
        dtmf_type: RawValue::Text("RFC2833".into()),
        pause_ms: RawValue::Number(200.0),
    };
    cxtone_payload::validate(&raw, &Limits::CXONE_V2).expect("a valid payload")
}
