//! The typed calls, and how the end of an errand becomes their result.
//! The attempts between are the errand's part.

use core::{fmt, time::Duration};
use std::sync::Arc;

use cxtone_dialect::{
    Address, Answer, BaseUrl, Capabilities, Dialect, Injecting, Response, cxone_v2::CxoneV2,
};
use cxtone_payload::{CallId, Payload};
use tokio_util::sync::CancellationToken;

use crate::{
    Delivery, Doubt, InjectError, LoadLimits, Refusal, Rejection, RetryPolicy, RetryWatch, Sent,
    Timing, TokenSource, Transport,
    backoff::Backoff,
    budget::{Budget, Stopped},
    echo::correlation_id,
    errand::{End, Errand},
    guards::{Counted, Guards},
    media_hosts::MediaHosts,
    quotas::Endpoint,
    step::{classify, classify_repeatable},
};

/// Sends to one tenant. Cheap to clone; clones share everything but their policy.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
    policy: Arc<RetryPolicy>,
    media_hosts: Arc<MediaHosts>,
    prompt_hosts: Arc<MediaHosts>,
}

/// A [`Client`] in the making.
pub struct ClientBuilder {
    parts: Parts,
    policy: RetryPolicy,
}

pub(crate) struct Parts {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) tokens: Arc<dyn TokenSource>,
    pub(crate) api_url: BaseUrl,
    pub(crate) dialect: Arc<dyn Dialect>,
    pub(crate) backoff: Backoff,
    pub(crate) guards: Guards,
    pub(crate) watch: Option<Arc<dyn RetryWatch>>,
}

impl Client {
    /// A client of the tenant at `api_url` that speaks `cxone-v2`.
    #[must_use]
    pub fn new(
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn TokenSource>,
        api_url: BaseUrl,
        policy: RetryPolicy,
    ) -> Self {
        Self::builder(transport, tokens, api_url)
            .policy(policy)
            .build()
    }

    /// Starts with a tenant at `api_url`, the dialect `cxone-v2` and the default policy.
    #[must_use]
    pub fn builder(
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn TokenSource>,
        api_url: BaseUrl,
    ) -> ClientBuilder {
        let policy = RetryPolicy::default();
        ClientBuilder {
            parts: Parts {
                transport,
                tokens,
                api_url,
                dialect: Arc::new(CxoneV2),
                backoff: Backoff::new(policy.jitter_seed),
                guards: Guards::new(&LoadLimits::default()),
                watch: None,
            },
            policy,
        }
    }

    /// What can be asked of the tenant: its limits are what a payload is validated against.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        self.parts.dialect.capabilities()
    }

    /// What must not overlap: injections whose keys are equal. It comes from the dialect.
    #[must_use]
    pub fn lock_key(&self, address: &Address) -> CallId {
        self.parts.dialect.lock_key(address)
    }

    /// Sends the payload's digits into the call, at most once as far as the far end may have executed it.
    ///
    /// Sent again is only what was provably not executed: never sent, rejected with 429, or once with 401.
    /// Cancelling takes effect at once; what is on its way then is [`Doubt::Cancelled`].
    /// Injections into one call must not overlap: that is for the caller to see to.
    pub async fn inject(
        &self,
        address: &Address,
        payload: &Payload,
        cancellation: &CancellationToken,
    ) -> Sent {
        let parts = self.parts();
        let lock_key = self.lock_key(address);
        let deduplicates = parts.dialect.capabilities().deduplicates;
        let injection_key = if deduplicates {
            random_key()
        } else {
            String::new()
        };
        let errand = Errand {
            transport: &*parts.transport,
            tokens: &*parts.tokens,
            request: &|token| {
                parts.dialect.injection_request(&Injecting {
                    api_url: &parts.api_url,
                    address,
                    payload,
                    token: token.secret(),
                    injection_key: &injection_key,
                })
            },
            meaning: &|answer| parts.dialect.injection_answer(answer),
            judge: if deduplicates {
                classify_repeatable
            } else {
                classify
            },
            needs_body: false,
            policy: &self.policy,
            backoff: &parts.backoff,
            counted: Some(Counted {
                guards: &parts.guards,
                endpoint: Endpoint::Injection,
                call: Some(&lock_key),
                awaits_caller: false,
            }),
            watch: parts.watch.as_deref(),
        };
        let budget = Budget::start(self.policy.total_deadline, cancellation.clone());
        let run = errand.run(&budget).await;
        Sent {
            correlation_id: run
                .end
                .answer()
                .and_then(|answer| correlation_id(answer, payload, run.token.as_ref())),
            outcome: self.injected(run.end, address, run.attempts),
            attempts: run.attempts,
            retry_denied: run.retry_denied,
            timing: run.timing,
        }
    }

    /// Waits until a token is at hand, and tells how long that took.
    ///
    /// It is for whoever asks the tenant something else just before an injection, such as for a
    /// recording, and wants the time for the token counted to the injection all the same.
    ///
    /// # Errors
    ///
    /// Without a token the injection has ended before it began: what is to be reported of it.
    pub async fn ready(&self, cancellation: &CancellationToken) -> Result<Duration, Box<Sent>> {
        let parts = self.parts();
        let budget = Budget::start(self.policy.total_deadline, cancellation.clone());
        let error = match budget.within(parts.tokens.token()).await {
            Ok(Ok(_)) => return Ok(budget.elapsed()),
            Ok(Err(error)) => InjectError::Token(error),
            Err(Stopped::Cancelled) => InjectError::Cancelled,
            Err(Stopped::DeadlineExceeded) => InjectError::DeadlineExceeded,
        };
        let total = budget.elapsed();
        Err(Box::new(Sent {
            outcome: Err(error),
            attempts: 0,
            retry_denied: false,
            timing: Timing {
                token: total,
                total,
                ..Timing::default()
            },
            correlation_id: None,
        }))
    }

    /// How often and how long it tries.
    #[must_use]
    pub fn policy(&self) -> &RetryPolicy {
        &self.policy
    }

    /// The same client with another policy; token, connections and whatever else is shared stay
    /// shared. It is for whoever sends again and has only part of the attempts and time left.
    #[must_use]
    pub fn with_policy(&self, policy: RetryPolicy) -> Self {
        Self {
            policy: Arc::new(policy),
            ..self.clone()
        }
    }

    /// The same client, which may also [`fetch`](Self::fetch) from the host of this URL. The path does not matter
    /// and may hold a placeholder. At most [`MEDIA_HOSTS_MAX`](crate::MEDIA_HOSTS_MAX) hosts can be named. What is no
    /// URL adds no host, so that fetching from it is refused.
    #[must_use]
    pub fn with_media_host_of(&self, url: &str) -> Self {
        let named = self.media_hosts().clone().with_host_of(url);
        let media_hosts = named.unwrap_or_else(|_| self.media_hosts().clone());
        Self {
            media_hosts: Arc::new(media_hosts),
            ..self.clone()
        }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn prompt_hosts(&self) -> &MediaHosts {
        &self.prompt_hosts
    }

    pub(crate) fn with_prompt_hosts(&self, prompt_hosts: MediaHosts) -> Self {
        Self {
            prompt_hosts: Arc::new(prompt_hosts),
            ..self.clone()
        }
    }

    pub(crate) fn media_hosts(&self) -> &MediaHosts {
        &self.media_hosts
    }

    /// What the end of an errand means for digits.
    fn injected(
        &self,
        end: End,
        address: &Address,
        attempts: u32,
    ) -> Result<Delivery, InjectError> {
        Err(match end {
            End::Done(answer) => return self.delivered(answer),
            End::Ambiguous(Ok(answer)) => {
                InjectError::Ambiguous(Doubt::Answer(Rejection::new(answer)))
            }
            End::Ambiguous(Err(error)) => InjectError::Ambiguous(Doubt::Transport(error)),
            End::Refused(_, Err(error)) => InjectError::NotSent(error),
            End::Refused(refusal, Ok(answer)) => {
                self.refused(refusal, Rejection::new(answer), address, attempts)
            }
            End::Token(error) => InjectError::Token(error),
            End::WrongAddress(error) => InjectError::WrongAddress(error),
            End::Throttled => InjectError::Throttled,
            End::CircuitOpen(retry_in) => InjectError::CircuitOpen { retry_in },
            End::StoppedBefore(Stopped::Cancelled) => InjectError::Cancelled,
            End::StoppedBefore(Stopped::DeadlineExceeded) => InjectError::DeadlineExceeded,
            End::StoppedInFlight(Stopped::Cancelled) => InjectError::Ambiguous(Doubt::Cancelled),
            End::StoppedInFlight(Stopped::DeadlineExceeded) => {
                InjectError::Ambiguous(Doubt::DeadlineExceeded)
            }
        })
    }

    fn refused(
        &self,
        refusal: Refusal,
        response: Rejection,
        address: &Address,
        attempts: u32,
    ) -> InjectError {
        match refusal {
            Refusal::RateLimited => InjectError::RateLimited {
                attempts,
                last: response,
            },
            Refusal::Conflict => InjectError::Conflict {
                call: self.lock_key(address),
                response,
            },
            Refusal::Unauthorized => InjectError::Unauthorized(response),
            Refusal::Forbidden => {
                InjectError::Forbidden(response.advising(self.parts.dialect.forbidden_help()))
            }
            Refusal::Refused => InjectError::Refused(response),
            // `NotSent` comes without an answer and was told apart before.
            Refusal::Unexpected | Refusal::NotSent => InjectError::Unexpected(response),
        }
    }

    fn delivered(&self, answer: Response) -> Result<Delivery, InjectError> {
        match self.parts.dialect.injection_answer(&answer) {
            Answer::Done(receipt) => Ok(receipt.into()),
            _ => Err(InjectError::Unexpected(Rejection::new(answer))),
        }
    }
}

impl ClientBuilder {
    /// How often and how long to try.
    #[must_use]
    pub fn policy(mut self, policy: RetryPolicy) -> Self {
        self.parts.backoff = Backoff::new(policy.jitter_seed);
        self.policy = policy;
        self
    }

    /// The language that the tenant speaks.
    #[must_use]
    pub fn dialect(mut self, dialect: Arc<dyn Dialect>) -> Self {
        self.parts.dialect = dialect;
        self
    }

    /// How much may be asked of the tenant.
    #[must_use]
    pub fn load_limits(mut self, limits: &LoadLimits) -> Self {
        self.parts.guards = Guards::new(limits);
        self
    }

    /// Who is told of each retry of an injection; nobody unless told otherwise.
    #[must_use]
    pub fn retry_watch(mut self, watch: impl RetryWatch + 'static) -> Self {
        self.parts.watch = Some(Arc::new(watch));
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> Client {
        Client {
            parts: Arc::new(self.parts),
            policy: Arc::new(self.policy),
            media_hosts: Arc::default(),
            prompt_hosts: Arc::default(),
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("api_url", &self.parts.api_url.as_str())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api_url", &self.parts.api_url.as_str())
            .field("dialect", &self.capabilities().name)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// A key that no other injection has, for a far end that deduplicates by it.
fn random_key() -> String {
    let [high, low] = [(); 2].map(|()| getrandom::u64().unwrap_or_default());
    format!("{high:016x}{low:016x}")
}
