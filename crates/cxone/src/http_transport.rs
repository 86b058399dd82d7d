//! The transport over real networks: reqwest with rustls.
//! When to send again is not decided here: each request leaves at most once.

use core::{fmt, mem, time::Duration};
use std::sync::Arc;

use bytes::Bytes;
use cxtone_dialect::{Body, Request, Response};
use http::Uri;
use reqwest::{redirect, retry};
use rustls::crypto::{CryptoProvider, ring};
use tokio::time::{Instant, timeout_at};

use crate::{
    ANSWER_BYTES_MAX, BodyLimit, BoxFuture, FirstByte, PublicOnly, Transport, TransportError,
    TransportErrorKind,
    connect_failure::kind_of,
    origin::LastOrigin,
    public_address::PublicResolver,
    request_body::{Departure, NotingBody},
};

/// Name resolution, TCP and TLS together.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// An idle connection is closed after this time, sooner than servers do: a request sent into a connection that
/// the far end is just closing would end as ambiguous.
pub const POOL_IDLE_MAX: Duration = Duration::from_secs(4);

/// What an [`HttpTransport`] may do.
///
/// `Debug` shows neither proxy nor certificates: a proxy's URL may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpOptions {
    /// Whether the proxies named in the environment (`HTTPS_PROXY` and the like) are used. Default: no.
    pub proxies_from_environment: bool,
    /// The URL of a proxy for https, such as `http://user:password@proxy.example.com:3128`. What goes to this
    /// machine over plain http goes there directly. Default: none.
    pub proxy: Option<String>,
    /// Certificates in PEM that are trusted besides those of the system. Default: none.
    pub ca_certificates_pem: Option<String>,
}

/// Sends over HTTP/1.1 and TLS.
///
/// - https only; plain http only to this machine (`localhost`, `127.0.0.0/8`, `[::1]`);
/// - follows no redirect, repeats no request, stores no cookie, sends no referrer;
/// - checks certificates against those the system trusts;
/// - reads at most [`BodyLimit`] bytes of an answer and closes the connection on a longer one.
#[derive(Clone)]
pub struct HttpTransport {
    http: reqwest::Client,
    /// The same, but for requests that must not go into own networks.
    public: reqwest::Client,
    origin: Arc<LastOrigin>,
    checks_certificates: bool,
}

impl HttpTransport {
    /// A transport with a connection pool of its own.
    ///
    /// Installs ring as the process's TLS provider unless the process has one.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::Setup`] when the HTTP client cannot be built.
    pub fn new(options: HttpOptions) -> Result<Self, TransportError> {
        install_tls_provider();
        let given = given(&options)?;
        let builder = || builder(&options, &given);
        let merged = || builder().tls_certs_merge(given.certificates.clone());
        if let Ok(transport) = Self::checking(merged) {
            return Ok(transport);
        }
        // Without CA certificates on the system nothing can be built that checks them. Loopback needs none, so
        // the transport trusts only what it was given instead; where that is nobody, it refuses https with the
        // reason.
        let only = || builder().tls_certs_only(given.certificates.clone());
        let transport = Self::checking(only).map_err(not_set_up)?;
        Ok(Self {
            checks_certificates: !given.certificates.is_empty(),
            ..transport
        })
    }

    fn checking(builder: impl Fn() -> reqwest::ClientBuilder) -> reqwest::Result<Self> {
        let public = builder().dns_resolver(Arc::new(PublicResolver));
        Ok(Self {
            http: builder().build()?,
            public: public.build()?,
            origin: Arc::default(),
            checks_certificates: true,
        })
    }

    async fn exchange(
        &self,
        request: Request,
        timeout: Duration,
    ) -> Result<Response, TransportError> {
        let started = Instant::now();
        let deadline = started + timeout;
        self.check(request.uri())?;
        let limit = request
            .extensions()
            .get::<BodyLimit>()
            .map_or(ANSWER_BYTES_MAX, |limit| limit.0);
        let public = request.extensions().get::<PublicOnly>().is_some();
        let http = if public { &self.public } else { &self.http };
        let departure = Departure::default();
        let request = self.converted(request, &departure)?;
        let mut arrived = None;
        let exchange = async {
            let answer = http.execute(request).await;
            let answer = answer.map_err(|error| failed(error, &departure))?;
            let (answer, mut head) = parted(answer);
            head.extensions_mut().insert(FirstByte(started.elapsed()));
            arrived = Some(head);
            read_body(answer, limit).await
        };
        let read = timeout_at(deadline, exchange).await;
        match (read.unwrap_or_else(|_| Err(late(&departure))), arrived) {
            (Ok(bytes), head) => {
                let head = head.expect("a body is read after its head");
                Ok(head.map(|_| Body::from(bytes)))
            }
            (Err(error), Some(head)) => Err(error.after_head(head)),
            (Err(error), None) => Err(error),
        }
    }

    fn converted(
        &self,
        request: Request,
        departure: &Departure,
    ) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let url = self.origin.url(&head.uri);
        let url =
            url.ok_or_else(|| TransportError::not_sent(TransportErrorKind::InvalidRequest))?;
        let mut converted = reqwest::Request::new(head.method, url);
        *converted.headers_mut() = head.headers;
        let bytes = body.into_bytes();
        if bytes.is_empty() {
            // There is no body to tell by, so it counts as gone from the start.
            departure.begin();
        } else {
            let body = NotingBody::new(Bytes::from(bytes), departure.clone());
            *converted.body_mut() = Some(reqwest::Body::wrap(body));
        }
        Ok(converted)
    }

    /// Whether this URL may be sent to.
    fn check(&self, uri: &Uri) -> Result<(), TransportError> {
        let kind = match uri.scheme_str() {
            Some("https") if self.checks_certificates => return Ok(()),
            Some("https") => TransportErrorKind::NoCaCertificates,
            Some("http") if is_loopback(uri) => return Ok(()),
            Some("http") => TransportErrorKind::InsecureUrl,
            _ => TransportErrorKind::InvalidRequest,
        };
        Err(TransportError::not_sent(kind))
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpTransport")
            .field("checks_certificates", &self.checks_certificates)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpOptions")
            .field("proxies_from_environment", &self.proxies_from_environment)
            .finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: Request,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request, timeout))
    }
}

/// The first caller wins; an application's own choice stays.
fn install_tls_provider() {
    if CryptoProvider::get_default().is_none() {
        // It fails only if another thread was faster, which is as good.
        let _ = ring::default_provider().install_default();
    }
}

/// What was given as text, read.
struct Given {
    proxy: Option<reqwest::Proxy>,
    certificates: Vec<reqwest::Certificate>,
}

/// The cause tells what is wrong, without the URL. A text without a certificate is no certificates.
fn given(options: &HttpOptions) -> Result<Given, TransportError> {
    let proxy = options.proxy.as_deref().map(reqwest::Proxy::https);
    let pem = options.ca_certificates_pem.as_deref();
    let certificates = match pem.map(|pem| reqwest::Certificate::from_pem_bundle(pem.as_bytes())) {
        Some(Ok(certificates)) if certificates.is_empty() => {
            return Err(TransportError::not_sent(TransportErrorKind::Setup));
        }
        Some(read) => read.map_err(not_set_up)?,
        None => Vec::new(),
    };
    Ok(Given {
        proxy: proxy.transpose().map_err(not_set_up)?,
        certificates,
    })
}

fn not_set_up(error: reqwest::Error) -> TransportError {
    TransportError::not_sent(TransportErrorKind::Setup).because(error.without_url())
}

fn builder(options: &HttpOptions, given: &Given) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("cxtone/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .http1_only()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE_MAX);
    match &given.proxy {
        Some(proxy) => builder.proxy(proxy.clone()),
        None if options.proxies_from_environment => builder,
        None => builder.no_proxy(),
    }
}

/// As `BaseUrl` has it: by name or address, without asking the DNS.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<core::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn late(departure: &Departure) -> TransportError {
    placed(TransportErrorKind::TimedOut, departure)
}

/// The URL is left out of the cause: it may hold what nobody should read.
fn failed(error: reqwest::Error, departure: &Departure) -> TransportError {
    placed(kind_of(&error), departure).because(error.without_url())
}

/// Certain it is only where no connection came about, or no byte of the body was asked for.
fn placed(kind: TransportErrorKind, departure: &Departure) -> TransportError {
    use TransportErrorKind::{Connect, PrivateAddress, Resolve, Tls};
    if matches!(kind, Resolve | Connect | PrivateAddress | Tls) || !departure.has_begun() {
        TransportError::not_sent(kind)
    } else {
        TransportError::maybe_sent(kind)
    }
}

fn parted(mut answer: reqwest::Response) -> (reqwest::Response, Response) {
    let mut head = Response::new(Body::default());
    *head.status_mut() = answer.status();
    *head.headers_mut() = mem::take(answer.headers_mut());
    (answer, head)
}

/// Reads to the end, or drops the answer and with it the connection.
async fn read_body(mut answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let too_large = || TransportError::maybe_sent(TransportErrorKind::BodyTooLarge);
    let announced = answer.content_length().unwrap_or_default();
    if announced > limit as u64 {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(lost)? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn lost(error: reqwest::Error) -> TransportError {
    TransportError::maybe_sent(TransportErrorKind::ConnectionLost).because(error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_are_none_and_proxies_that_are_no_url_are_refused() {
        let check = |options: HttpOptions| {
            let error = HttpTransport::new(options).expect_err("it cannot be used");
            assert_eq!(error.kind(), TransportErrorKind::Setup);
        };
        check(HttpOptions {
            ca_certificates_pem: Some("no certificate".to_owned()),
            ..HttpOptions::default()
        });
        check(HttpOptions {
            proxy: Some("::".to_owned()),
            ..HttpOptions::default()
        });
    }

    #[test]
    fn debug_shows_neither_the_proxy_nor_its_password() {
        let options = HttpOptions {
            proxy: Some("http://user:hunter2@proxy.example.com".to_owned()),
            ..HttpOptions::default()
        };
        assert!(!format!("{options:?}").contains("proxy.example.com"));
    }
}
