//! Runs every exchange of `fixtures/cxone/agent` against `cxone-agent` alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_dialect::{
    Address, Answer, BaseUrl, Body, Credentials, Dialect, Injecting, Interaction, Login, Request,
    Response, RetryAfter, SessionAddress, TokenRefusal, correlation_id,
    cxone_agent::{
        AccessKey, AccessKeyJson, AccessKeyLogin, CxoneAgent, DiscoveryError, FieldsIn,
        IssuerAllowlist, api_endpoint, cxone_configuration_request, error_answer,
        openid_configuration_request, token_endpoint,
    },
};
use cxtone_payload::{Raw, validate};
use http::{HeaderName, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Fewer files than this would mean that the folder was not found whole.
const FILES_MIN: usize = 15;

#[test]
fn every_exchange_is_built_and_understood_as_it_says() {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cxone/agent");
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
    let (request, mut meaning) = match text_of(given, "kind") {
        "injection" => (injection(given), injected(&response)),
        "interaction" => (interaction(given), injected(&response)),
        "token" => token(given, &response),
        "tokenJson" => {
            let login = AccessKeyJson::new(url(given, "authUrl"), access_key(given));
            (login.token_request(), granted(&login, &response))
        }
        kind => discovery(given, kind, &response),
    };
    if let Some(id) = correlation_id(&response) {
        meaning["correlationId"] = json!(id);
    }
    if let Some(code) = error_answer(&response).and_then(|answer| answer.code)
        && meaning["kind"] == "refused"
    {
        meaning["error"] = json!(code);
    }
    assert_eq!(written(&request), exchange["request"], "{name}");
    assert_eq!(meaning, exchange["meaning"], "{name}");
}

fn text_of<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is a text"))
}

fn url(given: &Value, field: &str) -> BaseUrl {
    BaseUrl::parse(text_of(given, field)).expect("a base URL")
}

fn access_key(given: &Value) -> AccessKey {
    AccessKey::new(
        text_of(given, "accessKeyId"),
        text_of(given, "accessKeySecret"),
    )
}

fn number_of(given: &Value, field: &str) -> u32 {
    let number = given[field].as_u64().expect("a number");
    u32::try_from(number).expect("a small number")
}

fn injection(given: &Value) -> Request {
    let dialect = CxoneAgent {
        version: text_of(given, "version").parse().expect("a version"),
        fields_in: match text_of(given, "fieldsIn") {
            "query" => FieldsIn::Query,
            _ => FieldsIn::Body,
        },
    };
    let raw = Raw {
        digits: text_of(given, "dtmfString").into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: number_of(given, "pauseMs").into(),
    };
    let limits = dialect.capabilities().limits();
    let payload = validate(&raw, &limits)
        .and_then(|payload| payload.with_tone_ms(number_of(given, "toneMs"), &limits))
        .expect("a valid payload");
    let address = Address::from(SessionAddress {
        session: text_of(given, "sessionId").parse().expect("an id"),
        contact: None,
    });
    let injecting = Injecting {
        api_url: &url(given, "baseUrl"),
        address: &address,
        payload: &payload,
        token: &SecretString::from(text_of(given, "token")),
        injection_key: "",
    };
    dialect.injection_request(&injecting).expect("a session")
}

fn interaction(given: &Value) -> Request {
    let interaction = match text_of(given, "interaction") {
        "mask" => Interaction::Mask,
        "unmask" => Interaction::Unmask,
        "record" => Interaction::Record,
        other => panic!("{other} is no interaction of the fixtures"),
    };
    let contact = text_of(given, "contactId").parse().expect("an id");
    let token = SecretString::from(text_of(given, "token"));
    CxoneAgent::default()
        .interaction_request(&url(given, "baseUrl"), &contact, interaction, &token)
        .expect("the agent can")
}

fn injected(response: &Response) -> Value {
    match CxoneAgent::default().injection_answer(response) {
        Answer::Done(receipt) => json!({ "kind": "done", "accepted": receipt.accepted }),
        Answer::Refused { status } => json!({ "kind": "refused", "status": status }),
        Answer::RateLimited {
            retry_after: Some(RetryAfter::Delay(delay)),
        } => json!({ "kind": "rateLimited", "retryAfterSeconds": delay.as_secs() }),
        other => panic!("no fixture means {other:?}"),
    }
}

fn token(given: &Value, response: &Response) -> (Request, Value) {
    let credentials = Credentials::new(text_of(given, "clientId"), text_of(given, "clientSecret"));
    let endpoint = url(given, "tokenEndpoint");
    let login = AccessKeyLogin::new(endpoint, credentials, access_key(given));
    let refresh = given["refreshToken"].as_str().map(SecretString::from);
    let request = match &refresh {
        Some(token) => login.refresh_request(token).expect("known to this login"),
        None => login.token_request(),
    };
    (request, granted(&login, response))
}

fn granted(login: &dyn Login, response: &Response) -> Value {
    match login.token_grant(response) {
        Ok(grant) => {
            let mut meaning = json!({
                "kind": "granted",
                "accessToken": grant.access_token.expose_secret(),
                "expiresInSeconds": grant.expires_in.as_secs(),
            });
            if let Some(token) = grant.refresh_token {
                meaning["refreshToken"] = json!(token.expose_secret());
            }
            meaning
        }
        Err(TokenRefusal::InvalidGrant) => json!({ "kind": "invalidGrant" }),
        Err(other) => panic!("no fixture means {other}"),
    }
}

fn discovery(given: &Value, kind: &str, response: &Response) -> (Request, Value) {
    let issuer = url(given, "issuer");
    let allowed = IssuerAllowlist::default();
    let (request, found) = match kind {
        "openid" => (
            openid_configuration_request(&issuer),
            token_endpoint(response, &allowed),
        ),
        "cxone" => {
            let tenant = text_of(given, "tenantId").parse().expect("an id");
            (
                cxone_configuration_request(&issuer, &tenant),
                api_endpoint(response, &allowed),
            )
        }
        other => panic!("{other} is no kind of the fixtures"),
    };
    let meaning = match found {
        Ok(url) => json!({ "kind": "endpoint", "url": url.as_str() }),
        Err(DiscoveryError::NotAllowed { .. }) => json!({ "kind": "notAllowed" }),
        Err(DiscoveryError::Status { status, .. }) => json!({ "kind": "status", "status": status }),
        Err(other) => panic!("no fixture means {other}"),
    };
    (request, meaning)
}

fn written(request: &Request) -> Value {
    let mut headers = json!({});
    for (name, value) in request.headers() {
        headers[name.as_str()] = json!(value.to_str().expect("ASCII"));
    }
    json!({
        "method": request.method().as_str(),
        "path": request.uri().path_and_query().expect("a path").as_str(),
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
