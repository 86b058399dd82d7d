//! Downloads, such as the recording of a call.
//! What is in them is for the caller to read.

use core::time::Duration;

use cxtone_dialect::{Answer, Body, Request};
use http::{HeaderValue, Method, Uri, header::AUTHORIZATION, uri::Authority};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use crate::{
    BodyLimit, Client, PublicOnly, Rejection, RetryPolicy, Token, TokenError, TransportError,
    TransportErrorKind,
    budget::Budget,
    errand::{Anonymous, End, Errand},
    guards::Counted,
    media_hosts::Trust,
    policy::FETCH_TIMEOUT,
    quotas::Endpoint,
    step::{classify_anonymous, classify_repeatable},
};

/// Why nothing was downloaded.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The text is no URL that may be fetched.
    #[error("this is no URL to fetch; use https://host/path, without user name or password")]
    Address,
    /// The host is neither the API's own nor one that was named.
    #[error(
        "nothing is fetched from this host: it is neither the API's nor one that was named for recordings"
    )]
    HostNotAllowed,
    /// The address is one of an own network.
    #[error("nothing is fetched from a private address; give the recordings a public https host")]
    PrivateAddress,
    /// There was no token to ask with.
    #[error(transparent)]
    Token(TokenError),
    /// The far end answered with another status than 2xx.
    #[error("{0}; nothing was downloaded")]
    Refused(#[source] Rejection),
    /// The file is longer than the limit.
    #[error("the file is longer than {limit} bytes; allow more or fetch less")]
    TooLarge {
        /// The limit given, in bytes.
        limit: usize,
    },
    /// No complete answer came, also when tried again.
    #[error("nothing was downloaded: {0}")]
    Transport(#[source] TransportError),
    /// The circuit breaker is open: too many requests in a row failed.
    #[error("nothing was downloaded: the tenant failed too often; try again in {retry_in:?}")]
    CircuitOpen {
        /// How long it stays so.
        retry_in: Duration,
    },
    /// The total deadline passed.
    #[error("the total deadline passed before the download was complete; try again")]
    DeadlineExceeded,
}

impl Client {
    /// Downloads at most `limit` bytes from `url`.
    ///
    /// Only from the API's own host, and from those named by [`with_media_host_of`](Self::with_media_host_of); from
    /// these by https and never from a private address. Redirects are not followed.
    ///
    /// The tenant's token goes along only to the API's own host and port. A download may be repeated, so it is
    /// tried again after a 5xx or a lost connection too. Each attempt has [`FETCH_TIMEOUT`], all of them the
    /// policy's total deadline; dropping the future ends it at once.
    ///
    /// # Errors
    ///
    /// [`FetchError`] when the whole file did not come.
    pub async fn fetch(&self, url: &str, limit: usize) -> Result<Vec<u8>, FetchError> {
        let uri = address(url).ok_or(FetchError::Address)?;
        let parts = self.parts();
        let trust = self.media_hosts().check(&uri, &parts.api_url)?;
        let own = is_same_origin(&uri, parts.api_url.as_str());
        let policy = RetryPolicy {
            attempt_timeout: FETCH_TIMEOUT,
            ..self.policy().clone()
        };
        let errand = Errand {
            transport: &*parts.transport,
            tokens: if own { &*parts.tokens } else { &Anonymous },
            request: &|token| Ok(download(&uri, own.then_some(token), limit, trust)),
            meaning: &Answer::by_status,
            judge: if own {
                classify_repeatable
            } else {
                classify_anonymous
            },
            needs_body: true,
            policy: &policy,
            backoff: &parts.backoff,
            watch: None,
            counted: own.then_some(Counted {
                guards: &parts.guards,
                endpoint: Endpoint::Download,
                call: None,
                awaits_caller: false,
            }),
        };
        let budget = Budget::start(policy.total_deadline, CancellationToken::new());
        fetched(errand.run(&budget).await.end, limit)
    }
}

fn fetched(end: End, limit: usize) -> Result<Vec<u8>, FetchError> {
    match end {
        End::Done(answer) => Ok(answer.into_body().into_bytes()),
        End::Token(error) => Err(FetchError::Token(error)),
        End::Refused(_, Ok(answer)) | End::Ambiguous(Ok(answer)) => {
            Err(FetchError::Refused(Rejection::new(answer)))
        }
        End::Refused(_, Err(error)) | End::Ambiguous(Err(error)) => Err(match error.kind() {
            TransportErrorKind::BodyTooLarge => FetchError::TooLarge { limit },
            TransportErrorKind::PrivateAddress => FetchError::PrivateAddress,
            _ => FetchError::Transport(error),
        }),
        End::Throttled => Err(FetchError::DeadlineExceeded),
        End::CircuitOpen(retry_in) => Err(FetchError::CircuitOpen { retry_in }),
        // A download has no address that could be wrong.
        End::WrongAddress(_) => Err(FetchError::Address),
        End::StoppedBefore(_) | End::StoppedInFlight(_) => Err(FetchError::DeadlineExceeded),
    }
}

/// No user name or password: they would reach logs on the way.
fn address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    uri.scheme()?;
    let authority = uri.authority()?;
    (!authority.as_str().contains('@')).then_some(uri)
}

fn download(uri: &Uri, token: Option<&Token>, limit: usize, trust: Trust) -> Request {
    let mut request = Request::new(Body::default());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = uri.clone();
    request.extensions_mut().insert(BodyLimit(limit));
    if trust == Trust::Named {
        request.extensions_mut().insert(PublicOnly);
    }
    if let Some(header) = token.and_then(bearer) {
        request.headers_mut().insert(AUTHORIZATION, header);
    }
    request
}

/// A token that fits no header is left out; the far end then asks for one.
fn bearer(token: &Token) -> Option<HeaderValue> {
    let text = format!("Bearer {}", token.secret().expose_secret());
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

fn is_same_origin(uri: &Uri, api_url: &str) -> bool {
    api_url
        .parse::<Uri>()
        .is_ok_and(|api| origin(&api) == origin(uri))
}

fn origin(uri: &Uri) -> (Option<String>, Option<String>, u16) {
    let scheme = uri.scheme_str().map(str::to_ascii_lowercase);
    let usual = if scheme.as_deref() == Some("http") {
        80
    } else {
        443
    };
    let port = uri
        .authority()
        .and_then(Authority::port_u16)
        .unwrap_or(usual);
    (scheme, uri.host().map(str::to_ascii_lowercase), port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_only_to_the_api_itself() {
        let api = "https://api.example.com/cxone";
        for (url, expected) in [
            ("https://api.example.com/recordings/1.wav", true),
            ("https://API.example.com:443/x", true),
            ("https://api.example.com:8443/x", false),
            ("http://api.example.com/x", false),
            ("https://api.example.com.evil.test/x", false),
            ("https://media.example.com/x", false),
        ] {
            let uri = address(url).expect("a URL");
            assert_eq!(is_same_origin(&uri, api), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_plain_url_is_not_fetched() {
        for url in [
            "",
            "recording.wav",
            "/recording.wav",
            "https://a:b@host/x",
            "https://",
        ] {
            assert!(address(url).is_none(), "{url}");
        }
    }
}
