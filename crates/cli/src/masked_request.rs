//! A request as it may be shown: without secrets, and without a query that may hold digits.
//! What is masked in its body is left to whoever knows the body.

use cxtone_dialect::Request;
use serde_json::{Map, Value};

/// The URL, with a query that may hold the digits masked.
pub(crate) fn url(request: &Request) -> String {
    let url = request.uri().to_string();
    match url.split_once('?') {
        Some((path, _)) => format!("{path}?[masked]"),
        None => url,
    }
}

/// The headers, those with secrets masked.
pub(crate) fn headers(request: &Request) -> Map<String, Value> {
    let shown = |value: &http::HeaderValue| match value.to_str() {
        Ok(text) if !value.is_sensitive() => text.to_owned(),
        _ => "[masked]".to_owned(),
    };
    let headers = request.headers().iter();
    headers
        .map(|(name, value)| (name.to_string(), shown(value).into()))
        .collect()
}
