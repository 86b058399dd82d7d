//! Runs every exchange of `fixtures/cxone/call-control` against the call-control half of
//! `cxone-v2` alone.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_dialect::{
    Answer, BaseUrl, Body, CallControl, CallState, Collecting, Command, Credentials, Dialect,
    EntryEnd, Login, Media, MediaUrl, Play, Request, Response, RetryAfter, TokenRefusal, Unreached,
    cxone_v2::{CallControlCredentials, CxoneV2},
};
use cxtone_dtmf::{Digit, Digits};
use cxtone_payload::CallId;
use http::{HeaderName, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Fewer files than this would mean that the folder was not found whole.
const FILES_MIN: usize = 30;

#[test]
fn every_exchange_is_built_and_understood_as_it_says() {
    let folder: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cxone/call-control");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the fixtures are in the checkout") {
        check(&entry.expect("a readable folder").path());
        files += 1;
    }
    assert!(files >= FILES_MIN, "{files} files");
}

fn check(path: &Path) {
    let name = path.display();
    let text = fs::read_to_string(path).expect("a readable file");
    let exchange: Value = serde_json::from_str(&text).expect("a JSON file");
    assert!(exchange["origin"].is_string() && exchange["assumed"].is_array());
    let given = &exchange["given"];
    let response = response(&exchange["response"]);
    let (request, meaning) = match text_of(given, "kind") {
        "token" => token(given, &response),
        "play" => (play(given), carried_out(&response)),
        "collect" => collect(given, &response),
        "status" => (status(given), told_status(&response)),
        other => panic!("{name} is of the unknown kind {other}"),
    };
    assert_eq!(written(&request), exchange["request"], "{name}");
    assert_eq!(meaning, exchange["meaning"], "{name}");
    let base = url(given);
    assert_eq!(request.uri().host(), Some(base.host()), "{name}");
}

fn token(given: &Value, response: &Response) -> (Request, Value) {
    let credentials = Credentials::new(text_of(given, "clientId"), text_of(given, "clientSecret"));
    let scopes: Vec<_> = given["scopes"].as_array().expect("a list").iter().collect();
    let scopes: Vec<_> = scopes.iter().filter_map(|scope| scope.as_str()).collect();
    let login = CallControlCredentials::new(url(given), credentials, &scopes);
    let request = match given["refreshToken"].as_str() {
        Some(token) => login
            .refresh_request(&SecretString::from(token))
            .expect("this login knows that"),
        None => login.token_request(),
    };
    let meaning = match login.token_grant(response) {
        Ok(grant) => json!({
            "kind": "granted",
            "accessToken": grant.access_token.expose_secret(),
            "expiresInSeconds": grant.expires_in.as_secs(),
            "refreshToken": grant.refresh_token.as_ref().map(ExposeSecret::expose_secret),
        }),
        Err(TokenRefusal::InvalidClient) => json!({ "kind": "invalidClient" }),
        Err(TokenRefusal::MissingScope { missing }) => {
            json!({ "kind": "missingScope", "missing": missing })
        }
        Err(other) => panic!("no fixture means {other}"),
    };
    (request, meaning)
}

fn media(given: &Value, url: &str, interruptible: &str) -> Play {
    Play {
        media: MediaUrl::parse(text_of(given, url)).expect("a media URL"),
        repeated: given["loop"].as_bool(),
        interruptible: given[interruptible].as_bool(),
    }
}

fn play(given: &Value) -> Request {
    let play = media(given, "mediaUrl", "interruptible");
    commanded(given, |half, command| half.play_request(command, &play))
}

fn collect(given: &Value, response: &Response) -> (Request, Value) {
    let number = |field: &str| given[field].as_u64().expect("a number");
    let digits_max = usize::try_from(number("maxDigits")).expect("a small number");
    let timeout = Duration::from_millis(number("timeoutMs"));
    let terminators: Digits = text_of(given, "terminatingDigits").parse().expect("digits");
    let mut asked = Collecting::new(digits_max, timeout)
        .expect("within the limits")
        .ended_by(terminators.iter());
    if given["promptUrl"].is_string() {
        asked = asked.prompted(media(given, "promptUrl", "promptInterruptible"));
    }
    let request = commanded(given, |half, command| half.collect_request(command, &asked));
    let meaning = carried_out(response);
    if meaning["kind"] != "done" {
        return (request, meaning);
    }
    let half = CxoneV2.call_control().expect("it has call control");
    let Ok(entry) = half.collected(response, &asked) else {
        return (request, json!({ "kind": "unreadable" }));
    };
    let meaning = json!({
        "kind": "collected",
        "digits": entry.digits.chars().collect::<String>(),
        "terminator": entry.terminator.map(Digit::as_char),
        "ended": match entry.ended {
            EntryEnd::Full => "full",
            EntryEnd::Terminator => "terminator",
            EntryEnd::Timeout => "timeout",
            EntryEnd::HungUp => "hungUp",
            EntryEnd::Stopped => "stopped",
            EntryEnd::Untold => "untold",
        },
    });
    (request, meaning)
}

fn status(given: &Value) -> Request {
    commanded(given, |half, command| half.status_request(command))
}

fn told_status(response: &Response) -> Value {
    let meaning = carried_out(response);
    if meaning["kind"] != "done" {
        return meaning;
    }
    let half = CxoneV2.call_control().expect("it has call control");
    let Ok(status) = half.status(response) else {
        return json!({ "kind": "unreadable" });
    };
    let state = match status.state {
        CallState::Ringing => "ringing",
        CallState::Active => "active",
        CallState::Completed => "completed",
        CallState::Failed => "failed",
        CallState::Other => "other",
    };
    let media = status.media.map(|media| match media {
        Media::Idle => "idle",
        Media::Playing => "playing",
        Media::Collecting => "collecting",
        Media::Other => "other",
    });
    let mut meaning = json!({ "kind": "state", "state": state, "media": media });
    if let Some(unreached) = status.unreached {
        meaning["unreached"] = json!(match unreached {
            Unreached::Busy => "busy",
            Unreached::NoAnswer => "noAnswer",
        });
    }
    meaning
}

fn carried_out(response: &Response) -> Value {
    let half = CxoneV2.call_control().expect("it has call control");
    match half.command_answer(response) {
        Answer::Done(_) => json!({ "kind": "done" }),
        Answer::RateLimited {
            retry_after: Some(RetryAfter::Delay(delay)),
        } => json!({ "kind": "rateLimited", "retryAfterSeconds": delay.as_secs() }),
        Answer::Unauthorized => json!({ "kind": "unauthorized" }),
        Answer::Forbidden => json!({ "kind": "forbidden" }),
        Answer::Refused { status } => json!({ "kind": "refused", "status": status }),
        Answer::ServerError { status } => json!({ "kind": "serverError", "status": status }),
        other => panic!("no fixture means {other:?}"),
    }
}

fn commanded(
    given: &Value,
    build: impl FnOnce(&dyn CallControl, &Command<'_>) -> Request,
) -> Request {
    let command = Command {
        api_url: &url(given),
        call: &CallId::new(text_of(given, "callId")).expect("an id"),
        token: &SecretString::from(text_of(given, "token")),
    };
    build(
        CxoneV2.call_control().expect("it has call control"),
        &command,
    )
}

fn url(given: &Value) -> BaseUrl {
    BaseUrl::parse(text_of(given, "baseUrl")).expect("a base URL")
}

fn text_of<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is a text"))
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
    let mut response = Response::new(Body::from(text_of(written, "body")));
    *response.status_mut() = StatusCode::from_u16(status.expect("a status")).expect("100 to 999");
    for (name, value) in written["headers"].as_object().expect("headers") {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        let value = HeaderValue::from_str(value.as_str().expect("a text")).expect("a value");
        response.headers_mut().append(name, value);
    }
    response
}
