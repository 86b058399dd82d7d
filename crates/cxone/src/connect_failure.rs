//! Which kind of failure a reqwest error is.
//! Whether the request may have left is not read from it: the body itself tells that.

use core::error::Error;
use std::io;

use crate::{TransportErrorKind, public_address::NoPublicAddress};

/// Deep enough for any chain of causes that occurs, and an end for one that should not.
const CAUSES_MAX: usize = 32;

/// Reads the kind from the error and its causes.
pub(crate) fn kind_of(error: &reqwest::Error) -> TransportErrorKind {
    if has_cause(error, |cause| cause.is::<NoPublicAddress>()) {
        return TransportErrorKind::PrivateAddress;
    }
    if error.is_dns() {
        return TransportErrorKind::Resolve;
    }
    if error.is_connect() {
        return if has_cause(error, |cause| cause.is::<rustls::Error>()) {
            TransportErrorKind::Tls
        } else {
            TransportErrorKind::Connect
        };
    }
    if error.is_timeout() {
        return TransportErrorKind::TimedOut;
    }
    if error.is_builder() {
        return TransportErrorKind::InvalidRequest;
    }
    TransportErrorKind::ConnectionLost
}

fn has_cause(error: &reqwest::Error, is: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let first: &(dyn Error + 'static) = error;
    core::iter::successors(Some(first), |error| cause(*error))
        .take(CAUSES_MAX)
        .any(is)
}

/// An `io::Error` shows the cause of what it wraps instead of what it wraps: look inside.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(inner) = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return Some(inner);
    }
    error.source()
}
