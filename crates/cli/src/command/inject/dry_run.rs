//! The requests that an injection would send, with secrets and digits masked.

use cxtone_dialect::{Address, BaseUrl, Dialect, Injecting, Request};
use cxtone_payload::{Payload, Plan};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Result},
    masked_request::{headers, url},
    output,
};

/// Prints the requests; nothing is sent, not even for a token.
pub(super) fn show(
    dialect: &dyn Dialect,
    api_url: &BaseUrl,
    address: &Address,
    plan: &Plan,
    json: bool,
) -> Result<()> {
    let no_token = SecretString::from("none");
    let mut told = Vec::new();
    for send in plan.sends() {
        let payload = send.payload();
        let injecting = Injecting {
            api_url,
            address,
            payload,
            token: &no_token,
            injection_key: "",
        };
        let request = dialect
            .injection_request(&injecting)
            .map_err(Failure::usage)?;
        if json {
            told.push(as_json(&request, payload, send.wait_ms()));
        } else {
            print(&request, payload, send.wait_ms())?;
        }
    }
    match told.as_slice() {
        [] => Ok(()),
        [alone] => output::json(alone),
        requests => output::json(&json!({ "requests": requests })),
    }
}

fn as_json(request: &Request, payload: &Payload, wait_ms: u64) -> Value {
    let mut told = json!({
        "method": request.method().as_str(),
        "url": url(request),
        "headers": headers(request),
        "body": body(request, payload),
    });
    if wait_ms > 0 {
        told["waitMs"] = wait_ms.into();
    }
    told
}

fn print(request: &Request, payload: &Payload, wait_ms: u64) -> Result<()> {
    if wait_ms > 0 {
        output::line(&format!("\nafter {wait_ms} ms:\n"))?;
    }
    output::line(&format!("{} {}", request.method(), url(request)))?;
    for (name, value) in &headers(request) {
        output::line(&format!("{name}: {}", value.as_str().unwrap_or_default()))?;
    }
    output::line(&format!("\n{}", body(request, payload)))
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
