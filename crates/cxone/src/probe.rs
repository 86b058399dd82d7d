//! What a diagnosis wants to know of a far end: is it there, what time does it think it is, is there a token?
//! How to mend what is wrong is for the one who asks.

use core::time::Duration;
use std::time::SystemTime;

use cxtone_dialect::{BaseUrl, Body, Request};
use http::Uri;
use tokio::time::Instant;

use crate::{
    Client, TokenError, Transport, TransportError, TransportErrorKind, errand::far_time,
    policy::INJECTION_TIMEOUT,
};

/// What was found.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Whether a token can be had, and how long that took.
    pub token: Result<Duration, TokenError>,
    /// Whether the API's host answers.
    pub api: Result<Reached, TransportError>,
}

/// A host that answers HTTP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// The status of its answer; any will do.
    pub status: u16,
    /// From sending to the end of the answer.
    pub round_trip: Duration,
    /// This machine's clock minus the far end's, in seconds, known to about a second; positive when this one is
    /// ahead. `None` where the answer has no `Date`.
    pub clock_ahead_s: Option<f64>,
}

impl Client {
    /// Asks for a token and for an answer of the API's host. Changes nothing there.
    pub async fn probe(&self) -> Probe {
        let parts = self.parts();
        let started = Instant::now();
        let token = parts.tokens.token().await;
        Probe {
            token: token.map(|_| started.elapsed()),
            api: reach(&*parts.transport, &parts.api_url).await,
        }
    }
}

/// Sends one `GET` without a token to the URL.
///
/// # Errors
///
/// [`TransportError`] when no answer came; its kind says where on the way it failed.
pub async fn reach(transport: &dyn Transport, url: &BaseUrl) -> Result<Reached, TransportError> {
    let uri: Uri = url
        .as_str()
        .parse()
        .map_err(|error: http::uri::InvalidUri| {
            TransportError::not_sent(TransportErrorKind::InvalidRequest).because(error)
        })?;
    let mut request = Request::new(Body::default());
    *request.uri_mut() = uri;
    let started = Instant::now();
    let answer = transport.send(request, INJECTION_TIMEOUT).await?;
    Ok(Reached {
        status: answer.status().as_u16(),
        round_trip: started.elapsed(),
        clock_ahead_s: far_time(&answer).map(|far| ahead_s(SystemTime::now(), far)),
    })
}

fn ahead_s(here: SystemTime, far: SystemTime) -> f64 {
    match here.duration_since(far) {
        Ok(ahead) => ahead.as_secs_f64(),
        Err(behind) => -behind.duration().as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_ahead_or_behind() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(43_200);
        let later = noon + Duration::from_secs(90);
        assert_eq!((ahead_s(later, noon), ahead_s(noon, later)), (90.0, -90.0));
    }
}
