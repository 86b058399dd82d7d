//! What the far end answers, what people write, and what is in a log.

use cxtone_audit::{SealKey, verify};
use cxtone_dialect::{
    Response,
    cxone_agent::{self, IssuerAllowlist},
    cxone_v2, token_grant,
};
use cxtone_payload::Sequence;
use http::{HeaderName, HeaderValue, StatusCode};

use super::Numbers;

/// Headers that mean something.
const HEADERS: [HeaderName; 2] = [http::header::RETRY_AFTER, http::header::CONTENT_TYPE];

/// Any answer to a token request is a grant or a refusal, and neither shows what came.
///
/// # Panics
///
/// That is broken.
pub fn token_answer(data: &[u8]) {
    let response = response(data);
    if let Err(refusal) = token_grant(&response, &["telephony:call:control"]) {
        assert!(!refusal.to_string().is_empty());
    }
}

/// Any answer to an injection means something.
///
/// # Panics
///
/// It does not.
pub fn injection_answer(data: &[u8]) {
    let response = response(data);
    let shown = format!("{:?}", cxone_v2::injection_answer(&response));
    assert!(!shown.is_empty());
    let refused = cxone_agent::error_answer(&response);
    assert!(refused.is_none() || !response.body().is_empty());
}

/// Documents of discovery name an endpoint that is trusted, or none.
///
/// # Panics
///
/// A host that nobody trusts is taken.
pub fn discovery(data: &[u8]) {
    let response = response(data);
    let allowed = IssuerAllowlist::default();
    let endpoints = [
        cxone_agent::token_endpoint(&response, &allowed),
        cxone_agent::api_endpoint(&response, &allowed),
    ];
    for endpoint in endpoints.into_iter().flatten() {
        assert!(endpoint.as_str().starts_with("https://") || endpoint.is_loopback());
    }
}

/// Any text is a sequence of digits and pauses, or has findings.
///
/// # Panics
///
/// It has neither.
pub fn sequence(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Sequence::parse(&text) {
        Ok(sequence) => assert!(sequence.elements().len() <= text.len()),
        Err(findings) => assert!(findings.iter().next().is_some()),
    }
}

/// No log that nobody sealed is verified, unless it is empty.
///
/// # Panics
///
/// One is.
pub fn audit_log(data: &[u8]) {
    let (head, log) = data.split_at(data.len().min(160));
    let head = String::from_utf8_lossy(head);
    if let Ok(verified) = verify(log, &head, &SealKey::new([7; 32])) {
        assert_eq!(verified.records, 0);
    }
}

/// A status, some headers, and a body.
fn response(data: &[u8]) -> Response {
    let mut numbers = Numbers(data);
    let status = StatusCode::from_u16(100 + numbers.short() % 500).unwrap_or(StatusCode::OK);
    let mut builder = http::Response::builder().status(status);
    for name in HEADERS {
        let length = usize::from(numbers.byte() % 64).min(numbers.rest().len());
        let (value, rest) = numbers.rest().split_at(length);
        if let Ok(value) = HeaderValue::from_bytes(value) {
            builder = builder.header(name, value);
        }
        numbers = Numbers(rest);
    }
    let body = numbers.rest().to_vec().into();
    builder
        .body(body)
        .expect("the status and the values are valid")
}
