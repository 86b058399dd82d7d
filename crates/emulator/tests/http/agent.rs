//! The dialect `cxone-agent`: discovery, logins, digits by session, masks and the rest by contact.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cxtone_audio::Recording;
use serde_json::Value;

use crate::client::{Answer, Ask, Far, digits, pass, seeded};

const FORM: &str = "application/x-www-form-urlencoded";

/// The agent's side of an emulator.
struct Agent<'a> {
    far: &'a Far,
    token: String,
}

fn basic(far: &Far) -> String {
    let pair = format!("{}:{}", far.hello.client_id, far.hello.client_secret);
    format!("Basic {}", STANDARD.encode(pair))
}

async fn log_in(far: &Far, authorization: &str, form: &str) -> Answer {
    far.ask(Ask {
        method: "POST",
        path: "/auth/token",
        headers: &[("authorization", authorization), ("content-type", FORM)],
        body: form,
    })
    .await
}

fn key_form(far: &Far) -> String {
    let agent = &far.hello.agent;
    format!(
        "grant_type=password&username={}&password={}",
        agent.access_key_id, agent.access_key_secret
    )
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

impl<'a> Agent<'a> {
    async fn of(far: &'a Far) -> Self {
        let grant = log_in(far, &basic(far), &key_form(far)).await;
        assert_eq!(grant.status, 200);
        let token = text(&grant.json(), "access_token");
        Self { far, token }
    }

    async fn post(&self, path: &str, body: &str) -> Answer {
        let authorization = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/json"),
        ];
        let ask = Ask {
            method: "POST",
            path: &format!("/incontactapi/services/v30.0/{path}"),
            headers: &headers,
            body,
        };
        self.far.ask(ask).await
    }

    async fn send(&self, session: &str, query: &str, body: &str) -> Answer {
        let path = format!("agent-sessions/{session}/send-dtmf{query}");
        self.post(&path, body).await
    }

    async fn interact(&self, verb: &str) -> u16 {
        let contact = &self.far.hello.agent.contacts[0];
        self.post(&format!("interactions/{contact}/{verb}"), "")
            .await
            .status
    }
}

#[tokio::test(start_paused = true)]
async fn login_and_api_are_discovered() {
    let far = Far::start(seeded()).await;
    let openid = far.get("/.well-known/openid-configuration").await;
    assert_eq!(openid.json()["issuer"], far.hello.url.as_str());
    let login = text(&openid.json(), "token_endpoint");
    assert_eq!(login, format!("{}/auth/token", far.hello.url));
    assert!(openid.headers.contains_key("x-trace-id"));
    assert!(!openid.headers.contains_key("x-correlation-id"));
    let find = async |tenant: &str| {
        let path = format!("/.well-known/cxone-configuration?tenantId={tenant}");
        far.get(&path).await
    };
    let found = find(&far.hello.agent.tenant_id).await;
    assert_eq!(found.json()["api_endpoint"], far.hello.url.as_str());
    assert_eq!(find("another").await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn an_access_key_is_worth_a_token_and_a_refresh_token_one_more() {
    let far = Far::start(seeded()).await;
    let grant = log_in(&far, &basic(&far), &key_form(&far)).await.json();
    assert_eq!(grant["expires_in"], 3_600);
    assert_eq!(grant["token_type"], "Bearer");
    let form = format!(
        "grant_type=refresh_token&refresh_token={}",
        text(&grant, "refresh_token")
    );
    let next = log_in(&far, &basic(&far), &form).await;
    assert_eq!(next.status, 200);
    assert_ne!(next.json()["access_token"], grant["access_token"]);
    let again = log_in(&far, &basic(&far), &form).await;
    assert_eq!(
        (again.status, again.error().as_str()),
        (400, "invalid_grant")
    );
    let agent = &far.hello.agent;
    let key = format!(
        r#"{{"accessKeyId":"{}","accessKeySecret":"{}"}}"#,
        agent.access_key_id, agent.access_key_secret
    );
    let older = far.post("/authentication/v1/token/access-key", &key).await;
    assert_eq!(older.status, 200);
    assert!(!text(&older.json(), "refresh_token").is_empty());
}

#[tokio::test(start_paused = true)]
async fn each_wrong_login_gets_its_error() {
    let far = Far::start(seeded()).await;
    let check = async |authorization: &str, form: &str, status: u16, error: &str| {
        let answer = log_in(&far, authorization, form).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error));
    };
    let (right, form) = (basic(&far), key_form(&far));
    check("Basic bm9ib2R5OngK", &form, 401, "invalid_client").await;
    check("Bearer x", &form, 401, "invalid_client").await;
    check(
        &right,
        &form.replace("password=", "password=x"),
        400,
        "invalid_grant",
    )
    .await;
    check(
        &right,
        "grant_type=client_credentials",
        400,
        "unsupported_grant_type",
    )
    .await;
    let answer = far.post("/authentication/v1/token/access-key", "{}").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (400, "invalid_request")
    );
}

#[tokio::test(start_paused = true)]
async fn digits_are_sent_by_session_in_body_or_query_with_their_own_timing() {
    let far = Far::start(seeded()).await;
    let agent = Agent::of(&far).await;
    let session = &far.hello.agent.sessions[0];
    let body = r#"{"dtmfSequence":"12#","toneDurationMS":80,"toneSpacingMS":60}"#;
    assert_eq!(agent.send(session, "", body).await.status, 200);
    pass(1_000).await;
    let query = "?dtmfSequence=4*&toneDurationMS=200";
    assert_eq!(agent.send(session, query, "").await.status, 200);
    pass(1_000).await;
    let report = far.report(&far.hello.calls[0]).await;
    assert_eq!(report["heard"][0]["digits"], "12#");
    assert_eq!(report["heard"][1]["digits"], "4*");
    assert_eq!(report["commands"][1]["digits"], "[2 digits]");
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_worded_as_the_dialect_has_it() {
    let far = Far::start(seeded()).await;
    let agent = Agent::of(&far).await;
    let call = &far.hello.calls[0];
    let right = r#"{"dtmfSequence":"1","toneDurationMS":80}"#;
    let wrong = agent.send(&format!("session-{call}"), "", "{}").await;
    assert_eq!((wrong.status, wrong.error().as_str()), (400, "badRequest"));
    assert!(text(&wrong.json(), "errorDescription").contains("dtmfSequence"));
    assert!(wrong.headers.contains_key("x-trace-id"));
    // A session is neither a call nor a contact.
    for (session, status) in [
        (call.as_str(), 404),
        (&format!("contact-{call}"), 404),
        ("..", 400),
    ] {
        let answer = agent.send(session, "", right).await;
        assert_eq!(answer.status, status, "{session}");
    }
    let v2 = far.token().await;
    let crossed = Agent {
        far: &far,
        token: v2,
    };
    let answer = crossed.send(&format!("session-{call}"), "", right).await;
    assert_eq!(answer.status, 403);
    let answer = far
        .inject(&agent.token, call, &digits("1", "INBAND", 50))
        .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test(start_paused = true)]
async fn a_mask_silences_the_recording_and_not_the_line() {
    let far = Far::start(seeded()).await;
    let agent = Agent::of(&far).await;
    let (call, session) = (&far.hello.calls[0], &far.hello.agent.sessions[0]);
    pass(500).await;
    assert_eq!(agent.interact("mask").await, 200);
    let body = r#"{"dtmfSequence":"49","toneDurationMS":100}"#;
    assert_eq!(agent.send(session, "", body).await.status, 200);
    pass(500).await;
    assert_eq!(agent.interact("unmask").await, 200);
    pass(500).await;
    let report = far.report(call).await;
    assert_eq!(report["heard"][0]["digits"], "49");
    assert_eq!(report["masked"][0]["from"], 0.5);
    assert_eq!(report["masked"][0]["to"], 1.0);
    let answer = far.get(&format!("/emulator/calls/{call}/audio.wav")).await;
    let recording = Recording::parse(&answer.body).expect("a WAV file");
    let samples = &recording.channels()[0];
    assert!(samples[4_000..8_000].iter().all(|sample| *sample == 0.0));
    assert!(samples[..4_000].iter().any(|sample| *sample != 0.0));
    assert!(samples[8_000..].iter().any(|sample| *sample != 0.0));
    let path = format!("/emulator/calls/{call}/audio.wav?fromMs=1000");
    let rest = Recording::parse(&far.get(&path).await.body).expect("a WAV file");
    assert_eq!(rest.channels()[0], samples[8_000..]);
}

#[tokio::test(start_paused = true)]
async fn a_contact_is_held_resumed_and_ended() {
    let far = Far::start(seeded()).await;
    let agent = Agent::of(&far).await;
    let session = &far.hello.agent.sessions[0];
    let body = r#"{"dtmfSequence":"1","toneDurationMS":80}"#;
    assert_eq!(agent.interact("hold").await, 200);
    assert_eq!(agent.send(session, "", body).await.status, 409);
    assert_eq!(agent.interact("resume").await, 200);
    assert_eq!(agent.send(session, "", body).await.status, 200);
    assert_eq!(agent.interact("record").await, 200);
    assert_eq!(agent.interact("dance").await, 404);
    assert_eq!(agent.interact("end").await, 200);
    for verb in ["mask", "hold", "record", "end"] {
        assert_eq!(agent.interact(verb).await, 400, "{verb}");
    }
    assert_eq!(far.report(&far.hello.calls[0]).await["status"], "ended");
}

#[tokio::test(start_paused = true)]
async fn a_fault_speaks_the_dialect_of_its_request() {
    let far = Far::start(seeded()).await;
    let agent = Agent::of(&far).await;
    far.order_fault(
        r#"[{"on":"interaction","kind":"conflict"},{"on":"discovery","kind":"serverError"}]"#,
    )
    .await;
    assert_eq!(agent.interact("mask").await, 409);
    assert_eq!(agent.interact("mask").await, 200);
    let met = far.get("/.well-known/openid-configuration").await;
    assert_eq!((met.status, met.error().as_str()), (503, "serverError"));
    assert!(met.json()["errorDescription"].is_string());
}
