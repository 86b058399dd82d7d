//! The request that an injection would send, with secrets and digits masked.

use cxtone_dialect::{BaseUrl, CallAddress, Request, cxone_v2};
use cxtone_payload::Payload;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::{failure::Result, output};

/// Prints the request; nothing is sent, not even for a token.
pub(super) fn show(
    api_url: &BaseUrl,
    address: &CallAddress,
    payload: &Payload,
    json: bool,
) -> Result<()> {
    let no_token = SecretString::from("none");
    let request = cxone_v2::injection_request(api_url, address, payload, &no_token);
    let headers = headers(&request);
    let body = body(&request, payload);
    if json {
        return output::json(&json!({
            "method": request.method().as_str(),
            "url": request.uri().to_string(),
            "headers": headers,
            "body": body,
        }));
    }
    output::line(&format!("{} {}", request.method(), request.uri()))?;
    for (name, value) in &headers {
        output::line(&format!("{name}: {}", value.as_str().unwrap_or_default()))?;
    }
    output::line(&format!("\n{body}"))
}

fn headers(request: &Request) -> Map<String, Value> {
    let shown = |value: &http::HeaderValue| match value.to_str() {
        Ok(text) if !value.is_sensitive() => text.to_owned(),
        _ => "[masked]".to_owned(),
    };
    let headers = request.headers().iter();
    headers
        .map(|(name, value)| (name.to_string(), shown(value).into()))
        .collect()
}

/// The body with the digits replaced by their number, whatever the dialect calls their field.
fn body(request: &Request, payload: &Payload) -> Value {
    let digits: String = payload.digits().chars().collect();
    let mut body = serde_json::from_slice(request.body().as_bytes()).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut body {
        for value in fields.values_mut().filter(|value| **value == *digits) {
            *value = payload.digits().to_string().into();
        }
    }
    body
}
