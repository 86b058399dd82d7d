//! The requests of `fixtures/cxone` (those of `cxone-v2`) as they are written, judged by the emulator alone: client and
//! emulator share `dialect`, so a name misspelt there would pass between them unseen.
//!
//! The emulator has ids and credentials of its own. They stand in for the fixtures' where a
//! fixture has a value; every name, path, header and form is sent as the fixture spells it.

use std::path::Path;

use cxtone_tests::checkout::Checkout;
use serde_json::Value;

use crate::{
    plain_http::{Answer, ask},
    world::World,
};

/// Fewer files than this would mean that the folder was not found whole.
const FILES_MIN: usize = 30;

/// A request as a fixture has it.
struct Fixture {
    name: String,
    given: Value,
    request: Value,
}

fn fixtures() -> Vec<Fixture> {
    let files = Checkout::locate().files(&[".json"]);
    let ours = files
        .into_iter()
        .filter(|file| Path::new(&file.path).parent() == Some(Path::new("fixtures/cxone")));
    let fixtures: Vec<_> = ours
        .map(|file| {
            let exchange: Value = serde_json::from_str(&file.text).expect("JSON");
            Fixture {
                name: file.path,
                given: exchange["given"].clone(),
                request: exchange["request"].clone(),
            }
        })
        .collect();
    assert!(fixtures.len() >= FILES_MIN, "{} files", fixtures.len());
    fixtures
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

impl Fixture {
    fn is_injection(&self) -> bool {
        self.given["kind"] == "injection"
    }

    /// The text with the emulator's values in the place of the given ones; each of them must be
    /// there, or the fixture and the request have come apart.
    fn translated(&self, text: &str, values: &[(&str, &str)]) -> String {
        let mut translated = text.to_owned();
        for (given, own) in values {
            assert!(translated.contains(given), "{}: no {given}", self.name);
            translated = translated.replace(given, own);
        }
        translated
    }

    async fn send(&self, url: &str, path: &str, token: Option<(&str, &str)>, body: &str) -> Answer {
        let line = format!("{} {path}", text(&self.request["method"]));
        let headers: Vec<(String, String)> = self.request["headers"]
            .as_object()
            .expect("headers")
            .iter()
            .map(|(name, value)| {
                let is_token = name == "authorization";
                let value = match token {
                    Some(pair) if is_token => self.translated(text(value), &[pair]),
                    _ => text(value).to_owned(),
                };
                (name.clone(), value)
            })
            .collect();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ask(url, &line, &headers, body).await
    }

    /// Asks for a token with the fixture's request.
    async fn ask_for_token(&self, world: &World, change: impl Fn(&str) -> String) -> Answer {
        let given_secret = form_encoded(text(&self.given["clientSecret"]));
        let secret = form_encoded(&world.hello.client_secret);
        let body = self.translated(
            text(&self.request["body"]),
            &[
                (text(&self.given["clientId"]), &world.hello.client_id),
                (&given_secret, &secret),
            ],
        );
        let path = text(&self.request["path"]);
        self.send(&world.hello.url, path, None, &change(&body))
            .await
    }

    /// Injects with the fixture's request into a new call of its id.
    async fn inject(&self, world: &World, token: &str, change: impl Fn(&str) -> String) -> Answer {
        let path = self.translated(
            text(&self.request["path"]),
            &[
                (text(&self.given["providerId"]), &world.hello.provider_id),
                (text(&self.given["lineId"]), &world.hello.line_id),
            ],
        );
        let token = (text(&self.given["token"]), token);
        let body = change(text(&self.request["body"]));
        self.send(&world.hello.url, &path, Some(token), &body).await
    }

    async fn place_call(&self, world: &World) -> &str {
        let call = text(&self.given["callId"]);
        let placed = serde_json::json!({ "callId": call }).to_string();
        world.ask("POST /emulator/calls", &placed).await;
        call
    }
}

/// The values that stand in fixtures need no more than this (WHATWG URL, form encoding).
fn form_encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

fn unchanged(body: &str) -> String {
    body.to_owned()
}

async fn token(world: &World) -> String {
    let fixtures = fixtures();
    let fixture = fixtures.iter().find(|fixture| !fixture.is_injection());
    let fixture = fixture.expect("a token request");
    let answer = fixture.ask_for_token(world, unchanged).await;
    let grant: Value = serde_json::from_str(&answer.body).expect("JSON");
    text(&grant["access_token"]).to_owned()
}

#[tokio::test]
async fn every_token_request_is_granted_with_all_its_scopes() {
    let world = World::start(0).await;
    for fixture in fixtures().iter().filter(|fixture| !fixture.is_injection()) {
        let answer = fixture.ask_for_token(&world, unchanged).await;
        assert_eq!(answer.status, 200, "{}: {}", fixture.name, answer.body);
        let grant: Value = serde_json::from_str(&answer.body).expect("JSON");
        let scopes = fixture.given["scopes"].as_array().expect("scopes");
        let granted: Vec<_> = text(&grant["scope"]).split(' ').collect();
        assert!(scopes.iter().all(|scope| granted.contains(&text(scope))));
    }
}

#[tokio::test]
async fn the_digits_of_every_injection_request_are_heard() {
    for fixture in fixtures().iter().filter(|fixture| fixture.is_injection()) {
        let world = World::start(0).await;
        let token = token(&world).await;
        let call = fixture.place_call(&world).await;
        let answer = fixture.inject(&world, &token, unchanged).await;
        assert_eq!(answer.status, 200, "{}: {}", fixture.name, answer.body);
        // The longest of them pauses a second after each digit.
        world.heard(call).await;
        let heard = world.heard(call).await;
        let heard: Vec<_> = heard.iter().map(|heard| heard.digits.as_str()).collect();
        let digits = text(&fixture.given["dtmfString"]).to_uppercase();
        assert_eq!(heard, [digits], "{}", fixture.name);
    }
}

#[tokio::test]
async fn a_request_with_another_spelling_is_refused() {
    let world = World::start(0).await;
    let fixtures = fixtures();
    for fixture in &fixtures {
        for (right, wrong) in [
            ("grant_type", "grantType"),
            ("client_secret", "clientSecret"),
            ("client_id", "clientId"),
            ("client_credentials", "clientCredentials"),
        ] {
            if !fixture.is_injection() {
                let misspell = |body: &str| body.replace(right, wrong);
                let answer = fixture.ask_for_token(&world, misspell).await;
                assert!((400..=401).contains(&answer.status), "{right}");
            }
        }
    }
    let injection = fixtures.iter().find(|fixture| fixture.is_injection());
    let injection = injection.expect("an injection");
    let token = token(&world).await;
    let call = injection.place_call(&world).await;
    for (right, wrong) in [
        ("\"dtmf\"", "\"dtmfString\""),
        ("dtmfType", "dtmf_type"),
        ("interDigitPause", "pauseMs"),
        ("RFC2833", "rfc2833"),
        (":200", ":\"200\""),
        ("1234#", "1234w"),
    ] {
        let misspell = |body: &str| body.replace(right, wrong);
        let answer = injection.inject(&world, &token, misspell).await;
        assert_eq!(answer.status, 400, "{right}: {}", answer.body);
    }
    let answer = injection.inject(&world, "another", unchanged).await;
    assert_eq!(answer.status, 401);
    assert_eq!(world.heard(call).await, []);
}
