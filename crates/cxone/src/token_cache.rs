//! One token for many callers: fetched once, kept while it lasts, dropped when refused.
//! The form of request and grant belongs to the dialect.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cxtone_dialect::{
    Answer, BaseUrl, Credentials, Grant, Login, Request, cxone_v2::ClientCredentials,
};
use secrecy::SecretString;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    BoxFuture, RetryPolicy, Token, TokenError, TokenSource, Transport,
    backoff::Backoff,
    budget::Budget,
    errand::{Anonymous, End, Errand},
    policy::{TOKEN_DEADLINE, TOKEN_TIMEOUT},
    step::classify_anonymous,
};

/// A token is renewed this long before its end, or at nine tenths of its life if that is later.
pub const TOKEN_SKEW_MAX: Duration = Duration::from_secs(30);

/// Fetches tokens by a [`Login`] and keeps the latest.
///
/// - However many callers ask at once, one request is in flight; all get its result, an error too.
/// - A caller that stops waiting disturbs nobody: the fetch goes on in the background, bounded by
///   [`TOKEN_DEADLINE`].
/// - Errors are not kept: the next caller starts a new fetch.
/// - A token is renewed min(30 s, 10 % of its life) before its end, counted on the monotonic clock from the
///   moment the request was sent.
/// - Where a grant holds a refresh token, the next token is asked for with it; where that is refused, with the
///   login itself.
/// - A 5xx or a lost answer is retried like in [`RetryPolicy::default`]: a token request may be repeated.
#[derive(Clone)]
pub struct TokenCache {
    desk: Arc<Desk>,
}

impl TokenCache {
    /// An empty cache for the login of `cxone-v2`. The first [`token`](TokenSource::token) must be asked for on a
    /// tokio runtime.
    #[must_use]
    pub fn new(
        transport: Arc<dyn Transport>,
        auth_url: BaseUrl,
        credentials: Credentials,
        scopes: &[&str],
    ) -> Self {
        let login = ClientCredentials::new(auth_url, credentials, scopes);
        Self::with_login(transport, login)
    }

    /// An empty cache for a login of any dialect.
    #[must_use]
    pub fn with_login(transport: Arc<dyn Transport>, login: impl Login + 'static) -> Self {
        let policy = RetryPolicy {
            attempt_timeout: TOKEN_TIMEOUT,
            total_deadline: TOKEN_DEADLINE,
            ..RetryPolicy::default()
        };
        let desk = Desk {
            transport,
            login: Box::new(login),
            backoff: Backoff::new(policy.jitter_seed),
            policy,
            shelf: Mutex::default(),
        };
        Self {
            desk: Arc::new(desk),
        }
    }

    /// Draws the waits between attempts from a seed, so that a run can be repeated. To be called before the
    /// first token is asked for; later it changes nothing.
    #[must_use]
    pub fn with_jitter_seed(mut self, seed: u64) -> Self {
        if let Some(desk) = Arc::get_mut(&mut self.desk) {
            desk.backoff = Backoff::new(Some(seed));
        }
        self
    }

    /// How long the token at hand is still used; `None` without one.
    #[must_use]
    pub fn remaining_life(&self) -> Option<Duration> {
        let shelf = self.desk.shelf();
        let kept = shelf.kept.as_ref()?;
        Some(kept.renew_at.saturating_duration_since(Instant::now()))
    }

    /// The token at hand, if there is one that is still used. Nothing is fetched.
    #[must_use]
    pub fn kept(&self) -> Option<Token> {
        let shelf = self.desk.shelf();
        let kept = shelf.kept.as_ref();
        let used = kept.filter(|kept| Instant::now() < kept.renew_at);
        used.map(|kept| kept.token.clone())
    }

    /// Drops the token at hand, whichever it is, and a refresh token with it: the next caller fetches a new one
    /// by the login itself.
    pub fn forget(&self) {
        let mut shelf = self.desk.shelf();
        shelf.kept = None;
        shelf.refresh_token = None;
    }
}

impl core::fmt::Debug for TokenCache {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("TokenCache")
            .field("remaining_life", &self.remaining_life())
            .finish_non_exhaustive()
    }
}

impl TokenSource for TokenCache {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(async {
            match self.desk.serve() {
                Served::Kept(token) => Ok(token),
                Served::Awaited(flight) => self.desk.landing(flight).await,
            }
        })
    }

    fn invalidate(&self, generation: u64) {
        let mut shelf = self.desk.shelf();
        if shelf
            .kept
            .as_ref()
            .is_some_and(|kept| kept.token.generation() == generation)
        {
            shelf.kept = None;
        }
    }
}

type Landing = Option<Result<Token, TokenError>>;

/// Everything a fetch in the background needs, and the place where its result is put.
struct Desk {
    transport: Arc<dyn Transport>,
    login: Box<dyn Login>,
    policy: RetryPolicy,
    backoff: Backoff,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    kept: Option<Kept>,
    flight: Option<watch::Receiver<Landing>>,
    refresh_token: Option<SecretString>,
    generation: u64,
}

struct Kept {
    token: Token,
    renew_at: Instant,
}

enum Served {
    Kept(Token),
    Awaited(watch::Receiver<Landing>),
}

impl Desk {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // Nothing is left half-done under this lock, so a panic elsewhere spoils nothing.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token at hand, else the fetch in flight, else a new fetch.
    fn serve(self: &Arc<Self>) -> Served {
        let mut shelf = self.shelf();
        if let Some(kept) = shelf
            .kept
            .as_ref()
            .filter(|kept| Instant::now() < kept.renew_at)
        {
            return Served::Kept(kept.token.clone());
        }
        if let Some(flight) = shelf.flight.as_ref().filter(|flight| is_under_way(flight)) {
            return Served::Awaited(flight.clone());
        }
        let (landing, flight) = watch::channel(None);
        shelf.flight = Some(flight.clone());
        tokio::spawn(Arc::clone(self).fly(landing));
        Served::Awaited(flight)
    }

    async fn landing(&self, mut flight: watch::Receiver<Landing>) -> Result<Token, TokenError> {
        match flight.wait_for(Option::is_some).await {
            Ok(landed) => landed.clone().unwrap_or(Err(TokenError::Interrupted)),
            Err(_) => Err(TokenError::Interrupted),
        }
    }

    /// One fetch, in a task of its own so that no caller's end is the end of it.
    async fn fly(self: Arc<Self>, landing: watch::Sender<Landing>) {
        let asked_at = Instant::now();
        let granted = self.fetch().await;
        let mut shelf = self.shelf();
        let landed = granted.map(|grant| shelf.keep(grant, asked_at));
        shelf.flight = None;
        drop(shelf);
        match &landed {
            Ok(token) => tracing::debug!(generation = token.generation(), "token granted"),
            Err(error) => tracing::warn!(%error, "no token"),
        }
        landing.send_replace(Some(landed));
    }

    /// With the refresh token where there is one; with the login where there is none or it is refused.
    async fn fetch(&self) -> Result<Grant, TokenError> {
        let budget = Budget::start(self.policy.total_deadline, CancellationToken::new());
        let refresh_token = self.shelf().refresh_token.clone();
        let refreshing = refresh_token.and_then(|token| self.login.refresh_request(&token));
        if let Some(request) = refreshing {
            match self.ask(&request, &budget).await {
                Err(TokenError::Refused(refusal)) => {
                    tracing::debug!(%refusal, "no token by the refresh token");
                    self.shelf().refresh_token = None;
                }
                ended => return ended,
            }
        }
        self.ask(&self.login.token_request(), &budget).await
    }

    async fn ask(&self, request: &Request, budget: &Budget) -> Result<Grant, TokenError> {
        let errand = Errand {
            transport: &*self.transport,
            tokens: &Anonymous,
            request: &|_| Ok(request.clone()),
            meaning: &Answer::by_status,
            judge: classify_anonymous,
            needs_body: true,
            policy: &self.policy,
            backoff: &self.backoff,
            watch: None,
            counted: None,
        };
        match errand.run(budget).await.end {
            End::Done(answer) | End::Refused(_, Ok(answer)) | End::Ambiguous(Ok(answer)) => {
                self.login.token_grant(&answer).map_err(TokenError::Refused)
            }
            End::Refused(_, Err(error)) | End::Ambiguous(Err(error)) => {
                Err(TokenError::Transport(error))
            }
            End::Token(error) => Err(error),
            // A token request has no address that could be wrong and waits for no quota.
            End::WrongAddress(_)
            | End::Throttled
            | End::CircuitOpen(_)
            | End::StoppedBefore(_)
            | End::StoppedInFlight(_) => Err(TokenError::TimedOut),
        }
    }
}

impl Shelf {
    fn keep(&mut self, grant: Grant, asked_at: Instant) -> Token {
        self.generation += 1;
        let token = Token::new(grant.access_token, self.generation);
        // One that is not replaced stays good (RFC 6749, section 6).
        self.refresh_token = grant.refresh_token.or_else(|| self.refresh_token.take());
        self.kept = Some(Kept {
            token: token.clone(),
            renew_at: asked_at + used_life(grant.expires_in),
        });
        token
    }
}

/// How much of a token's life is used: all but the skew.
fn used_life(life: Duration) -> Duration {
    life - TOKEN_SKEW_MAX.min(life / 10)
}

/// A fetch whose task ended without a result (a runtime's end, a panic) is not waited for.
fn is_under_way(flight: &watch::Receiver<Landing>) -> bool {
    flight.has_changed().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n14_the_skew_is_a_tenth_of_the_life_and_at_most_30_s() {
        for (life_s, used_s) in [(3600.0, 3570.0), (300.0, 270.0), (100.0, 90.0), (1.0, 0.9)] {
            let used = used_life(Duration::from_secs_f64(life_s));
            assert_eq!(used, Duration::from_secs_f64(used_s));
        }
    }
}
