//! A far end in memory that gives everything back, in every header and in the body, and the
//! values that it and the tests share.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{BoxFuture, Client, RetryPolicy, TokenCache, Transport, TransportError};
use cxtone_dialect::{BaseUrl, Body, Credentials, Request, Response, cxone_v2};
use http::{HeaderValue, StatusCode, header};

use crate::leaks::Canary;

/// Any four of them in a row hold a `*` or a `#`, so that no code or time shows them by chance.
pub(crate) const DIGITS: &str = "7#39*1A#48*62#05";
pub(crate) const SECRET: &str = "Zq8Xw3Lm0Tc4Yv6n";
pub(crate) const TOKEN: &str = "Vb5Kt9Rp2Gf7Mh1s";

/// What is looked for in everything that shows.
pub(crate) const CANARY: Canary<'_> = Canary {
    digits: DIGITS,
    secrets: &[SECRET, TOKEN],
};

/// Grants a token, and answers everything else with a status and all that it was sent.
pub(crate) struct Nasty {
    status: u16,
}

impl Transport for Nasty {
    fn send(
        &self,
        request: Request,
        _timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        let answer = if request.uri().path().ends_with("/token") {
            grant()
        } else {
            echo(self.status, &request)
        };
        Box::pin(core::future::ready(Ok(answer)))
    }
}

/// A client of such a far end.
pub(crate) fn client(status: u16) -> Client {
    let far_end = Arc::new(Nasty { status });
    let url = BaseUrl::parse("https://api.example.com").expect("a URL");
    let credentials = Credentials::new("client-1", SECRET);
    let tokens = TokenCache::new(far_end.clone(), url.clone(), credentials, &cxone_v2::SCOPES);
    Client::new(far_end, Arc::new(tokens), url, RetryPolicy::once())
}

/// A response that holds what it must not show.
pub(crate) fn response(status: u16) -> Response {
    let mut request = Request::new(Body::from(DIGITS));
    let token = HeaderValue::from_str(TOKEN).expect("a value");
    request.headers_mut().insert(header::AUTHORIZATION, token);
    echo(status, &request)
}

fn grant() -> Response {
    let body = format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":3600}}");
    Response::new(Body::from(body))
}

fn echo(status: u16, request: &Request) -> Response {
    let body = format!(
        "{DIGITS}\n{SECRET}\n{TOKEN}\n{}",
        request.body().text().unwrap_or_default()
    );
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    let headers = answer.headers_mut();
    for (name, value) in [
        ("x-correlation-id", format!("{DIGITS}/{TOKEN}")),
        ("x-request-id", DIGITS.to_owned()),
        ("retry-after", format!("9999{DIGITS}")),
        ("location", format!("https://{SECRET}@{TOKEN}/{DIGITS}")),
        ("date", DIGITS.to_owned()),
    ] {
        let value = HeaderValue::from_str(&value).expect("a value");
        headers.insert(name, value);
    }
    answer
}
