//! Runs every exchange of `fixtures/cxone` against the dialect alone.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use cxtone_dialect::{
    Answer, BaseUrl, Body, CallAddress, Credentials, Request, Response, RetryAfter, correlation_id,
    cxone_v2::{self, TokenRefusal},
};
use cxtone_payload::{CallId, Limits, LineId, ProviderId, Raw, validate};
use http::{HeaderName, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Fewer files than this would mean that the folder was not found whole.
const FILES_MIN: usize = 30;

#[test]
fn every_exchange_is_built_and_understood_as_it_says() {
    let mut files = 0;
    for entry in fs::read_dir(folder()).expect("the fixtures are in the checkout") {
        let path = entry.expect("a readable folder").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            check(&path);
            files += 1;
        }
    }
    assert!(files >= FILES_MIN, "{files} files");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cxone")
}

fn check(path: &Path) {
    let text = fs::read_to_string(path).expect("a readable file");
    let exchange: Value = serde_json::from_str(&text).expect("a JSON file");
    let name = path.display();
    assert!(exchange["origin"].is_string(), "{name} has an origin");
    assert!(
        exchange["assumed"].is_array(),
        "{name} tells what is assumed"
    );
    let given = &exchange["given"];
    let response = response(&exchange["response"]);
    let (request, mut meaning) = match text_of(given, "kind") {
        "token" => (token_request(given), token_meaning(given, &response)),
        "injection" => (
            injection_request(given),
            injection_meaning(given, &response),
        ),
        other => panic!("{name} is of the unknown kind {other}"),
    };
    if let Some(id) = correlation_id(&response) {
        meaning["correlationId"] = json!(id);
    }
    assert_eq!(written(&request), exchange["request"], "{name}");
    assert_eq!(meaning, exchange["meaning"], "{name}");
    let base = text_of(given, "baseUrl");
    let host = base.split('/').nth(2).expect("a host");
    assert_eq!(request.uri().host(), Some(host), "{name}");
}

fn text_of<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is a text"))
}

fn base_url(given: &Value) -> BaseUrl {
    BaseUrl::parse(text_of(given, "baseUrl")).expect("a base URL")
}

fn scopes(given: &Value) -> Vec<&str> {
    let scopes = given["scopes"].as_array().expect("a list");
    scopes.iter().filter_map(Value::as_str).collect()
}

fn token_request(given: &Value) -> Request {
    let credentials = Credentials::new(text_of(given, "clientId"), text_of(given, "clientSecret"));
    cxone_v2::token_request(&base_url(given), &credentials, &scopes(given))
}

fn injection_request(given: &Value) -> Request {
    let address = CallAddress {
        provider: ProviderId::new(text_of(given, "providerId")).expect("an id"),
        line: LineId::new(text_of(given, "lineId")).expect("an id"),
        call: CallId::new(text_of(given, "callId")).expect("an id"),
    };
    let raw = Raw {
        digits: text_of(given, "dtmfString").into(),
        dtmf_type: text_of(given, "dtmfType").into(),
        pause_ms: given["interDigitPause"].as_f64().expect("a number").into(),
    };
    let payload = validate(&raw, &Limits::CXONE_V2).expect("a valid payload");
    let token = SecretString::from(text_of(given, "token"));
    cxone_v2::injection_request(&base_url(given), &address, &payload, &token)
}

fn written(request: &Request) -> Value {
    let mut headers = json!({});
    for (name, value) in request.headers() {
        headers[name.as_str()] = json!(value.to_str().expect("ASCII"));
    }
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "headers": headers,
        "body": request.body().text().expect("UTF-8"),
    })
}

fn response(written: &Value) -> Response {
    let status = written["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let status = StatusCode::from_u16(status.expect("a status")).expect("100 to 999");
    let mut response = Response::new(Body::from(text_of(written, "body")));
    *response.status_mut() = status;
    for (name, value) in written["headers"].as_object().expect("headers") {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        let value = HeaderValue::from_str(value.as_str().expect("a text")).expect("a value");
        response.headers_mut().append(name, value);
    }
    response
}

fn token_meaning(given: &Value, response: &Response) -> Value {
    match cxone_v2::token_grant(response, &scopes(given)) {
        Ok(grant) => json!({
            "kind": "granted",
            "accessToken": grant.access_token.expose_secret(),
            "expiresInSeconds": grant.expires_in.as_secs(),
        }),
        Err(TokenRefusal::InvalidClient) => json!({
            "kind": "invalidClient",
            "message": TokenRefusal::InvalidClient.to_string(),
        }),
        Err(TokenRefusal::Status(status)) => json!({ "kind": "status", "status": status }),
        Err(TokenRefusal::Malformed { .. }) => json!({ "kind": "malformed" }),
        Err(TokenRefusal::MissingScope { missing }) => {
            json!({ "kind": "missingScope", "missing": missing })
        }
        Err(other) => panic!("no fixture means {other}"),
    }
}

fn injection_meaning(given: &Value, response: &Response) -> Value {
    match cxone_v2::injection_answer(response) {
        Answer::Done(receipt) => json!({
            "kind": "done",
            "accepted": receipt.accepted,
            "body": receipt.body,
        }),
        Answer::RateLimited { retry_after } => rate_limited(retry_after),
        Answer::Unauthorized => json!({ "kind": "unauthorized" }),
        Answer::Forbidden => json!({ "kind": "forbidden" }),
        Answer::Conflict => {
            let call = CallId::new(text_of(given, "callId")).expect("an id");
            json!({ "kind": "conflict", "message": cxone_v2::conflict_message(&call) })
        }
        Answer::Refused { status } => json!({ "kind": "refused", "status": status }),
        Answer::ServerError { status } => json!({ "kind": "serverError", "status": status }),
        Answer::Unexpected { status } => json!({ "kind": "unexpected", "status": status }),
    }
}

fn rate_limited(retry_after: Option<RetryAfter>) -> Value {
    let seconds = |duration: Duration| json!(duration.as_secs());
    let mut meaning = json!({ "kind": "rateLimited" });
    match retry_after {
        Some(RetryAfter::Delay(delay)) => meaning["retryAfterSeconds"] = seconds(delay),
        Some(RetryAfter::At(time)) => {
            let since = time.duration_since(SystemTime::UNIX_EPOCH);
            meaning["retryAtUnixSeconds"] = seconds(since.expect("after 1970"));
        }
        None => {}
    }
    meaning
}
