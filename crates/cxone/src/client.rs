//! The typed calls, and how the end of an errand becomes their result.
//! The attempts between are the errand's part.

use core::{fmt, time::Duration};
use std::sync::Arc;

use cxtone_dialect::{Answer, BaseUrl, CallAddress, Response, cxone_v2};
use cxtone_payload::Payload;
use tokio_util::sync::CancellationToken;

use crate::{
    Delivery, Doubt, InjectError, Refusal, Rejection, RetryPolicy, Sent, Timing, TokenSource,
    Transport,
    backoff::Backoff,
    budget::{Budget, Stopped},
    echo::correlation_id,
    errand::{End, Errand},
    step::classify,
};

/// Sends to one tenant. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
}

pub(crate) struct Parts {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) tokens: Arc<dyn TokenSource>,
    pub(crate) api_url: BaseUrl,
    pub(crate) policy: RetryPolicy,
    pub(crate) backoff: Backoff,
}

impl Client {
    /// A client of the tenant at `api_url`.
    #[must_use]
    pub fn new(
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn TokenSource>,
        api_url: BaseUrl,
        policy: RetryPolicy,
    ) -> Self {
        let backoff = Backoff::new(policy.backoff_base, policy.jitter_seed);
        Self {
            parts: Arc::new(Parts {
                transport,
                tokens,
                api_url,
                policy,
                backoff,
            }),
        }
    }

    /// Sends the payload's digits into the call, at most once as far as the far end may have executed it.
    ///
    /// Sent again is only what was provably not executed: never sent, rejected with 429, or once with 401.
    /// Cancelling takes effect at once; what is on its way then is [`Doubt::Cancelled`].
    /// Injections into one call must not overlap: that is for the caller to see to.
    pub async fn inject(
        &self,
        address: &CallAddress,
        payload: &Payload,
        cancellation: &CancellationToken,
    ) -> Sent {
        let parts = self.parts();
        let errand = Errand {
            transport: &*parts.transport,
            tokens: &*parts.tokens,
            request: &|token| {
                cxone_v2::injection_request(&parts.api_url, address, payload, token.secret())
            },
            judge: classify,
            needs_body: false,
            policy: &parts.policy,
            backoff: &parts.backoff,
        };
        let budget = Budget::start(parts.policy.total_deadline, cancellation.clone());
        let run = errand.run(&budget).await;
        Sent {
            correlation_id: run
                .end
                .answer()
                .and_then(|answer| correlation_id(answer, payload, run.token.as_ref())),
            outcome: injected(run.end, address, run.attempts),
            attempts: run.attempts,
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
        let budget = Budget::start(parts.policy.total_deadline, cancellation.clone());
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
        &self.parts.policy
    }

    /// The same client with another policy; token, connections and whatever else is shared stay
    /// shared. It is for whoever sends again and has only part of the attempts and time left.
    #[must_use]
    pub fn with_policy(&self, policy: RetryPolicy) -> Self {
        let Parts {
            transport,
            tokens,
            api_url,
            ..
        } = self.parts();
        Self::new(transport.clone(), tokens.clone(), api_url.clone(), policy)
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api_url", &self.parts.api_url.as_str())
            .field("policy", &self.parts.policy)
            .finish_non_exhaustive()
    }
}

/// What the end of an errand means for digits.
fn injected(end: End, address: &CallAddress, attempts: u32) -> Result<Delivery, InjectError> {
    Err(match end {
        End::Done(answer) => return delivered(answer),
        End::Ambiguous(Ok(answer)) => InjectError::Ambiguous(Doubt::Answer(Rejection::new(answer))),
        End::Ambiguous(Err(error)) => InjectError::Ambiguous(Doubt::Transport(error)),
        End::Refused(_, Err(error)) => InjectError::NotSent(error),
        End::Refused(refusal, Ok(answer)) => {
            refused(refusal, Rejection::new(answer), address, attempts)
        }
        End::Token(error) => InjectError::Token(error),
        End::StoppedBefore(Stopped::Cancelled) => InjectError::Cancelled,
        End::StoppedBefore(Stopped::DeadlineExceeded) => InjectError::DeadlineExceeded,
        End::StoppedInFlight(Stopped::Cancelled) => InjectError::Ambiguous(Doubt::Cancelled),
        End::StoppedInFlight(Stopped::DeadlineExceeded) => {
            InjectError::Ambiguous(Doubt::DeadlineExceeded)
        }
    })
}

fn refused(
    refusal: Refusal,
    response: Rejection,
    address: &CallAddress,
    attempts: u32,
) -> InjectError {
    match refusal {
        Refusal::RateLimited => InjectError::RateLimited {
            attempts,
            last: response,
        },
        Refusal::Conflict => InjectError::Conflict {
            call: address.call.clone(),
            response,
        },
        Refusal::Unauthorized => InjectError::Unauthorized(response),
        Refusal::Forbidden => InjectError::Forbidden(response),
        Refusal::Refused => InjectError::Refused(response),
        // `NotSent` comes without an answer and was told apart before.
        Refusal::Unexpected | Refusal::NotSent => InjectError::Unexpected(response),
    }
}

fn delivered(answer: Response) -> Result<Delivery, InjectError> {
    match cxone_v2::injection_answer(&answer) {
        Answer::Done(receipt) => Ok(receipt.into()),
        _ => Err(InjectError::Unexpected(Rejection::new(answer))),
    }
}
