//! What went wrong between this machine and the far end, and whether the request may have got there.
//! What follows from it is decided in [`classify`](crate::classify).

use core::{error::Error, fmt};
use std::sync::Arc;

use cxtone_dialect::Response;

/// Why no complete answer came.
///
/// Holds no URL, header or body in what it shows; the cause is kept as `source`.
#[derive(Clone)]
pub struct TransportError {
    kind: TransportErrorKind,
    maybe_delivered: bool,
    head: Option<Arc<Response>>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// Where on the way a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The URL is plain HTTP to a host that is not this machine.
    InsecureUrl,
    /// The request cannot be put on the wire.
    InvalidRequest,
    /// This machine has no certificates to check the far end's with.
    NoCaCertificates,
    /// The client could not be set up.
    Setup,
    /// The host's name has no address.
    Resolve,
    /// No connection: refused, unreachable, or not within the connect timeout.
    Connect,
    /// The host has addresses of own networks alone, and the request is for public ones.
    PrivateAddress,
    /// The TLS handshake failed: certificate, name or protocol.
    Tls,
    /// No complete answer within the time given.
    TimedOut,
    /// The connection ended, or what came is not HTTP.
    ConnectionLost,
    /// The answer's body is longer than the limit.
    BodyTooLarge,
}

impl TransportError {
    /// A failure before any byte of the request's content left this machine.
    #[must_use]
    pub const fn not_sent(kind: TransportErrorKind) -> Self {
        Self::new(kind, false)
    }

    /// A failure after which the far end may have the request.
    #[must_use]
    pub const fn maybe_sent(kind: TransportErrorKind) -> Self {
        Self::new(kind, true)
    }

    /// With its cause, which must hold no URL, secret or digit.
    #[must_use]
    pub fn because(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// With the head of an answer whose body was lost or too long: its status still counts.
    #[must_use]
    pub fn after_head(mut self, head: Response) -> Self {
        self.head = Some(Arc::new(head));
        self.maybe_delivered = true;
        self
    }

    /// Where it failed.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// `false` only if the far end provably cannot have executed the request.
    #[must_use]
    pub const fn maybe_delivered(&self) -> bool {
        self.maybe_delivered
    }

    /// The answer's head, with an empty body, where that much arrived.
    #[must_use]
    pub fn head(&self) -> Option<&Response> {
        self.head.as_deref()
    }

    /// Whether the same request could fare better a moment later.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        use TransportErrorKind::{Connect, ConnectionLost, Resolve, TimedOut, Tls};
        matches!(
            self.kind,
            Resolve | Connect | Tls | TimedOut | ConnectionLost
        )
    }

    const fn new(kind: TransportErrorKind, maybe_delivered: bool) -> Self {
        Self {
            kind,
            maybe_delivered,
            head: None,
            source: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind, formatter)?;
        if !self.maybe_delivered {
            formatter.write_str(" (nothing was sent)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("maybe_delivered", &self.maybe_delivered)
            .field("status", &self.head().map(|head| head.status().as_u16()))
            .field("source", &self.source.as_ref().map(ToString::to_string))
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::InsecureUrl => "plain HTTP is only for this machine; use https",
            Self::InvalidRequest => "the request cannot be put on the wire; check the URL",
            Self::NoCaCertificates => {
                "no CA certificates on this system; install the package ca-certificates"
            }
            Self::Setup => "the HTTP client could not be set up; check the system's TLS settings",
            Self::Resolve => "the host name could not be resolved; check the URL and the DNS",
            Self::Connect => "no connection to the host; check the URL, network and firewall",
            Self::PrivateAddress => {
                "the host leads to a private address, from which nothing is fetched; check the URL"
            }
            Self::Tls => "the TLS handshake failed; check the host name, certificate and clock",
            Self::TimedOut => {
                "no complete answer came in time; check the network, or allow more time"
            }
            Self::ConnectionLost => {
                "the connection ended before a complete answer; check the network and the URL"
            }
            Self::BodyTooLarge => "the answer is longer than its limit; check the URL",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sent_says_so() {
        let error = TransportError::not_sent(TransportErrorKind::Connect);
        assert!(!error.maybe_delivered());
        assert!(error.to_string().ends_with("(nothing was sent)"));
    }

    #[test]
    fn an_answer_that_began_was_delivered() {
        let head = http::Response::new(cxtone_dialect::Body::default());
        let error = TransportError::not_sent(TransportErrorKind::Connect).after_head(head);
        assert!(error.maybe_delivered());
        assert!(error.head().is_some());
    }
}
