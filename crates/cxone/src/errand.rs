//! One request carried to an end: token, attempts, pauses, timing.
//! What an outcome means is decided by its judge; what the end means to the caller, by the caller.

use core::time::Duration;
use std::time::SystemTime;

use cxtone_dialect::{Answer, Body, Request, Response, WrongAddress};
use http::header::DATE;
use secrecy::SecretString;
use tokio::time::Instant;

use crate::{
    BoxFuture, FirstByte, Refusal, Retry, RetryPolicy, Situation, Step, Timing, Token, TokenError,
    TokenSource, Transport, TransportError,
    backoff::Backoff,
    budget::{Budget, Stopped},
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
}

/// What came of it.
pub(crate) struct Run {
    pub(crate) end: End,
    /// The token of the last request.
    pub(crate) token: Option<Token>,
    pub(crate) attempts: u32,
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
    /// Nothing was executed.
    StoppedBefore(Stopped),
    /// The request was on its way.
    StoppedInFlight(Stopped),
}

/// What one errand has used up so far.
#[derive(Default)]
struct Progress {
    attempts: u32,
    token: Option<Token>,
    token_renewed: bool,
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
            timing: progress.timing,
        }
    }

    /// One attempt, and the pause after it where another may follow.
    async fn attempt(&self, progress: &mut Progress, budget: &Budget) -> Option<End> {
        let token = match self.token(progress, budget).await {
            Ok(token) => token,
            Err(end) => return Some(end),
        };
        if let Err(stopped) = budget.check() {
            return Some(End::StoppedBefore(stopped));
        }
        let request = match (self.request)(&token) {
            Ok(request) => request,
            Err(error) => return Some(End::WrongAddress(error)),
        };
        progress.token = Some(token.clone());
        let outcome = match self.send(request, progress, budget).await {
            Ok(outcome) => outcome,
            Err(stopped) => return Some(End::StoppedInFlight(stopped)),
        };
        match self.judged(&outcome, progress, budget) {
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

    async fn token(&self, progress: &mut Progress, budget: &Budget) -> Result<Token, End> {
        budget.check().map_err(End::StoppedBefore)?;
        let started = Instant::now();
        let token = budget.within(self.tokens.token()).await;
        progress.timing.token += started.elapsed();
        token.map_err(End::StoppedBefore)?.map_err(End::Token)
    }

    async fn send(
        &self,
        request: Request,
        progress: &mut Progress,
        budget: &Budget,
    ) -> Result<Result<Response, TransportError>, Stopped> {
        progress.attempts += 1;
        let timeout = self.policy.attempt_timeout.min(budget.remaining());
        let started = Instant::now();
        let outcome = budget.within(self.transport.send(request, timeout)).await;
        progress.timing.request = started.elapsed();
        progress.timing.first_byte = first_byte(&outcome).unwrap_or(progress.timing.request);
        outcome.map(|outcome| headed(outcome, self.needs_body))
    }

    fn judged(
        &self,
        outcome: &Result<Response, TransportError>,
        progress: &Progress,
        budget: &Budget,
    ) -> Step {
        let answer = outcome.as_ref().map(self.meaning);
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
        let step = (self.judge)(answer.as_ref().map_err(|error| *error), &situation);
        let status = outcome.as_ref().ok().map(|answer| answer.status().as_u16());
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

fn first_byte(outcome: &Result<Result<Response, TransportError>, Stopped>) -> Option<Duration> {
    let answer = match outcome.as_ref().ok()? {
        Ok(answer) => Some(answer),
        Err(error) => error.head(),
    };
    Some(answer?.extensions().get::<FirstByte>()?.0)
}

/// The far end's own time of day where it tells it, so that a clock set wrong here spoils no wait.
fn now(outcome: &Result<Response, TransportError>) -> SystemTime {
    outcome
        .as_ref()
        .ok()
        .and_then(far_time)
        .unwrap_or_else(SystemTime::now)
}

/// What an answer's `Date` header says.
pub(crate) fn far_time(answer: &Response) -> Option<SystemTime> {
    let date = answer.headers().get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(date).ok()
}
