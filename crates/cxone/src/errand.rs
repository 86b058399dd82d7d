//! One request carried to an end: token, attempts, pauses, timing.
//! What an outcome means is decided by its judge; what the end means to the caller, by the caller.

use core::time::Duration;
use std::time::SystemTime;

use cxtone_dialect::{Answer, Body, Request, Response, WrongAddress};
use http::header::DATE;
use secrecy::SecretString;
use tokio::{sync::SemaphorePermit, time::Instant};
use tracing::Instrument as _;

use crate::{
    BoxFuture, FirstByte, Refusal, Retry, RetryPolicy, RetryWatch, Retrying, Situation, Step,
    Timing, Token, TokenError, TokenSource, Transport, TransportError,
    backoff::Backoff,
    breaker::Health,
    budget::{Budget, Stopped},
    guards::{Counted, Leave, health_of},
};

/// Decides what follows from an outcome.
pub(crate) type Judge = fn(Result<&Answer, &TransportError>, &Situation) -> Step;

/// A request that is built anew for each attempt, and how it is carried.
pub(crate) struct Errand<'a> {
    pub(crate) transport: &'a dyn Transport,
    /// [`Anonymous`] where the request needs no token.
    pub(crate) tokens: &'a dyn TokenSource,
    pub(crate) request: &'a (dyn Fn(&Token) -> Result<Request, WrongAddress> + Send + Sync),
    pub(crate) meaning: &'a (dyn Fn(&Response) -> Answer + Send + Sync),
    pub(crate) judge: Judge,
    /// Whether a 2xx without its body is a loss. To an injection the status says all.
    pub(crate) needs_body: bool,
    pub(crate) policy: &'a RetryPolicy,
    pub(crate) backoff: &'a Backoff,
    /// What its requests are counted to; nothing for a token, of which one is fetched at a time.
    pub(crate) counted: Option<Counted<'a>>,
    /// Who is told of retries; nobody but for an injection.
    pub(crate) watch: Option<&'a dyn RetryWatch>,
}

/// What came of it.
pub(crate) struct Run {
    pub(crate) end: End,
    /// The token of the last request.
    pub(crate) token: Option<Token>,
    pub(crate) attempts: u32,
    /// Whether another attempt was allowed but for the retry budget.
    pub(crate) retry_denied: bool,
    pub(crate) timing: Timing,
}

/// How an errand ended.
pub(crate) enum End {
    Done(Response),
    /// The far end may have executed it.
    Ambiguous(Result<Response, TransportError>),
    Refused(Refusal, Result<Response, TransportError>),
    Token(TokenError),
    WrongAddress(WrongAddress),
    /// The own quotas let nothing through before the deadline.
    Throttled,
    /// The circuit breaker lets nothing through for so long.
    CircuitOpen(Duration),
    /// Nothing was executed.
    StoppedBefore(Stopped),
    /// The request was on its way.
    StoppedInFlight(Stopped),
}

/// How a request that was not stopped ended.
type Outcome = Result<Answered, TransportError>;

/// An answer, and what it means.
struct Answered {
    response: Response,
    meaning: Answer,
}

/// What one errand has used up so far.
#[derive(Default)]
struct Progress {
    attempts: u32,
    token: Option<Token>,
    token_renewed: bool,
    retry_denied: bool,
    timing: Timing,
}

impl Errand<'_> {
    /// Attempts until an end. The number of attempts is bounded by the policy.
    pub(crate) async fn run(&self, budget: &Budget) -> Run {
        let mut progress = Progress::default();
        let end = loop {
            if let Some(end) = self.attempt(&mut progress, budget).await {
                break end;
            }
        };
        progress.timing.total = budget.elapsed();
        Run {
            end,
            token: progress.token,
            attempts: progress.attempts,
            retry_denied: progress.retry_denied,
            timing: progress.timing,
        }
    }

    /// One attempt, and the pause after it where another may follow.
    async fn attempt(&self, progress: &mut Progress, budget: &Budget) -> Option<End> {
        let sent = match self.sent(progress, budget).await {
            Ok(sent) => sent,
            Err(end) => return Some(end),
        };
        let (token, outcome) = sent;
        let step = self.judged(&outcome, progress, budget);
        if let (Some(watch), Step::Retry(retry)) = (self.watch, step) {
            watch.retrying(&self.retrying(retry, &outcome, progress));
        }
        let outcome = outcome.map(|answered| answered.response);
        match step {
            Step::Done => Some(outcome.map_or_else(|error| End::Ambiguous(Err(error)), End::Done)),
            Step::Ambiguous => Some(End::Ambiguous(outcome)),
            Step::Fail(refusal) => Some(End::Refused(refusal, outcome)),
            Step::Retry(Retry::WithNewToken) => {
                progress.token_renewed = true;
                self.tokens.invalidate(token.generation());
                None
            }
            Step::Retry(Retry::After(wait)) => {
                budget.pause(wait).await.err().map(End::StoppedBefore)
            }
        }
    }

    /// One request, with everything that must be had before it.
    async fn sent(
        &self,
        progress: &mut Progress,
        budget: &Budget,
    ) -> Result<(Token, Outcome), End> {
        budget.check().map_err(End::StoppedBefore)?;
        let _place = self.enter(progress, budget).await?;
        let token = self.token(progress, budget).await?;
        budget.check().map_err(End::StoppedBefore)?;
        let request = (self.request)(&token).map_err(End::WrongAddress)?;
        let leave = self.leave().map_err(End::CircuitOpen)?;
        progress.token = Some(token.clone());
        let span = tracing::debug_span!("attempt", attempt = progress.attempts + 1);
        let outcome = self.send(request, progress, budget).instrument(span).await;
        if let Some(leave) = leave {
            leave.ended(match &outcome {
                Ok(outcome) => health_of(meaning(outcome)),
                Err(Stopped::DeadlineExceeded) => Health::Fails,
                Err(Stopped::Cancelled) => Health::Unknown,
            });
        }
        Ok((token, outcome.map_err(End::StoppedInFlight)?))
    }

    /// Waits for the quotas and a place among the requests under way.
    async fn enter(
        &self,
        progress: &mut Progress,
        budget: &Budget,
    ) -> Result<Option<SemaphorePermit<'_>>, End> {
        let Some(counted) = &self.counted else {
            return Ok(None);
        };
        let started = Instant::now();
        let span = tracing::debug_span!("quota");
        let place = budget.within(counted.enter().instrument(span)).await;
        progress.timing.quota_wait += started.elapsed();
        place.map_err(|stopped| match stopped {
            Stopped::DeadlineExceeded => End::Throttled,
            Stopped::Cancelled => End::StoppedBefore(stopped),
        })
    }

    fn leave(&self) -> Result<Option<Leave<'_>>, Duration> {
        self.counted.as_ref().map(Counted::leave).transpose()
    }

    async fn token(&self, progress: &mut Progress, budget: &Budget) -> Result<Token, End> {
        let started = Instant::now();
        let span = tracing::debug_span!("token");
        let token = budget.within(self.tokens.token().instrument(span)).await;
        progress.timing.token += started.elapsed();
        token.map_err(End::StoppedBefore)?.map_err(End::Token)
    }

    async fn send(
        &self,
        request: Request,
        progress: &mut Progress,
        budget: &Budget,
    ) -> Result<Outcome, Stopped> {
        progress.attempts += 1;
        if let Some(counted) = self.counted.filter(|_| progress.attempts == 1) {
            counted.guards.count_first();
        }
        let timeout = self.policy.attempt_timeout.min(budget.remaining());
        let started = Instant::now();
        let outcome = budget.within(self.transport.send(request, timeout)).await;
        progress.timing.request = started.elapsed();
        progress.timing.first_byte = first_byte(&outcome).unwrap_or(progress.timing.request);
        outcome.map(|outcome| {
            headed(outcome, self.needs_body).map(|response| Answered {
                meaning: (self.meaning)(&response),
                response,
            })
        })
    }

    fn judged(&self, outcome: &Outcome, progress: &mut Progress, budget: &Budget) -> Step {
        let situation = Situation {
            attempt: progress.attempts,
            attempts_max: self.policy.attempts_max,
            token_renewed: progress.token_renewed,
            backoff: self
                .backoff
                .draw(self.policy.backoff_base, progress.attempts),
            retry_after_max: self.policy.retry_after_max,
            remaining: budget.remaining(),
            now: now(outcome),
        };
        let judged = |situation| (self.judge)(meaning(outcome), situation);
        let mut step = judged(&situation);
        if matches!(step, Step::Retry(Retry::After(_))) && !self.may_retry() {
            progress.retry_denied = true;
            // As it would be told of the last attempt.
            step = judged(&Situation {
                attempts_max: progress.attempts,
                ..situation
            });
        }
        let answered = outcome.as_ref().ok();
        let status = answered.map(|answered| answered.response.status().as_u16());
        let error = outcome.as_ref().err().map(TransportError::kind);
        tracing::debug!(
            attempt = progress.attempts,
            status,
            ?error,
            ?step,
            "attempt ended"
        );
        step
    }
}

impl Errand<'_> {
    fn retrying(&self, retry: Retry, outcome: &Outcome, progress: &Progress) -> Retrying {
        let answered = outcome.as_ref().ok();
        Retrying {
            attempt: progress.attempts,
            attempts_max: self.policy.attempts_max,
            status: answered.map(|answered| answered.response.status().as_u16()),
            wait: match retry {
                Retry::After(wait) => wait,
                Retry::WithNewToken => Duration::ZERO,
            },
        }
    }

    /// Whether the retry budget has one more. A renewed token is not asked about: the far end refuses each token
    /// once, not each request again and again.
    fn may_retry(&self) -> bool {
        self.counted
            .as_ref()
            .is_none_or(|counted| counted.guards.take_retry())
    }
}

impl End {
    /// The far end's last answer, where there was one.
    pub(crate) const fn answer(&self) -> Option<&Response> {
        match self {
            Self::Done(answer) | Self::Ambiguous(Ok(answer)) | Self::Refused(_, Ok(answer)) => {
                Some(answer)
            }
            _ => None,
        }
    }
}

/// For requests without a token: an empty one that nobody reads.
pub(crate) struct Anonymous;

impl TokenSource for Anonymous {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(async { Ok(Token::new(SecretString::default(), 0)) })
    }

    fn invalidate(&self, _generation: u64) {}
}

/// A status that arrived decides even if its body was lost or too long, unless the body is what was wanted.
fn headed(
    outcome: Result<Response, TransportError>,
    needs_body: bool,
) -> Result<Response, TransportError> {
    outcome.or_else(|error| match error.head() {
        Some(head) if !(needs_body && head.status().is_success()) => {
            let mut answer = Response::new(Body::default());
            *answer.status_mut() = head.status();
            answer.headers_mut().clone_from(head.headers());
            Ok(answer)
        }
        _ => Err(error),
    })
}

fn meaning(outcome: &Outcome) -> Result<&Answer, &TransportError> {
    outcome.as_ref().map(|answered| &answered.meaning)
}

fn first_byte(outcome: &Result<Result<Response, TransportError>, Stopped>) -> Option<Duration> {
    let answer = match outcome.as_ref().ok()? {
        Ok(answer) => Some(answer),
        Err(error) => error.head(),
    };
    Some(answer?.extensions().get::<FirstByte>()?.0)
}

/// The far end's own time of day where it tells it, so that a clock set wrong here spoils no wait.
fn now(outcome: &Outcome) -> SystemTime {
    outcome
        .as_ref()
        .ok()
        .and_then(|answered| far_time(&answered.response))
        .unwrap_or_else(SystemTime::now)
}

/// What an answer's `Date` header says.
pub(crate) fn far_time(answer: &Response) -> Option<SystemTime> {
    let date = answer.headers().get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(date).ok()
}
