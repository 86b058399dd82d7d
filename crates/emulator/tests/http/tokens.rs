//! Tokens: who gets one, for what, and for how long.

use cxtone_emulator::{EmulatorConfig, SCOPES};

use crate::client::{Ask, Far, digits, pass, seeded};

#[tokio::test(start_paused = true)]
async fn the_right_client_is_granted_the_scopes_it_asks_for() {
    let far = Far::start(seeded()).await;
    let answer = far.post_form(&far.form(&SCOPES.join(" "))).await;
    assert_eq!(answer.status, 200);
    let grant = answer.json();
    assert_eq!(grant["token_type"], "Bearer");
    assert_eq!(grant["expires_in"], 3_600);
    assert_eq!(grant["scope"], SCOPES.join(" "));
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.headers.contains_key("x-correlation-id"));
}

async fn check_form(change: (&str, &str), status: u16, error: &str) {
    let far = Far::start(seeded()).await;
    let form = far.form("").replace(change.0, change.1);
    let answer = far.post_form(&form).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (status, error),
        "{change:?}"
    );
    assert!(answer.json()["error_description"].is_string());
}

#[tokio::test(start_paused = true)]
async fn each_wrong_form_gets_its_error() {
    check_form(
        ("client_credentials", "password"),
        400,
        "unsupported_grant_type",
    )
    .await;
    check_form(
        ("grant_type=client_credentials", ""),
        400,
        "unsupported_grant_type",
    )
    .await;
    check_form(("client_id=", "client_id=x"), 401, "invalid_client").await;
    check_form(("client_secret=", "client_secret=x"), 401, "invalid_client").await;
    check_form(("client_secret=", "secret="), 401, "invalid_client").await;
    check_form(("scope=", "scope=admin"), 400, "invalid_scope").await;
    check_form(("&scope=", "&scope=a&scope="), 400, "invalid_request").await;
}

#[tokio::test(start_paused = true)]
async fn a_form_by_another_name_is_refused() {
    let far = Far::start(seeded()).await;
    for media_type in ["application/json", "text/plain", "multipart/form-data"] {
        let answer = far
            .ask(Ask {
                method: "POST",
                path: "/oauth/token",
                headers: &[("content-type", media_type)],
                body: &far.form(""),
            })
            .await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (400, "invalid_request")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_doubled_path_of_the_source_leads_nowhere() {
    let far = Far::start(seeded()).await;
    let answer = far.post("/oauth/oauth/token", "").await;
    assert_eq!(answer.status, 404);
    assert_eq!(far.get("/oauth/token").await.status, 405);
}

async fn status_of_injection(far: &Far, token: &str) -> u16 {
    let call = &far.hello.calls[0];
    far.inject(token, call, &digits("1", "INBAND", 50))
        .await
        .status
}

#[tokio::test(start_paused = true)]
async fn a_token_opens_the_injection_until_it_expires() {
    let config = EmulatorConfig {
        token_life_s: 10,
        ..seeded()
    };
    let far = Far::start(config).await;
    let token = far.token().await;
    assert_eq!(status_of_injection(&far, &token).await, 200);
    pass(9_999).await;
    assert_eq!(status_of_injection(&far, &token).await, 200);
    pass(1).await;
    assert_eq!(status_of_injection(&far, &token).await, 401);
    let fresh = far.token().await;
    assert_ne!(fresh, token);
    assert_eq!(status_of_injection(&far, &fresh).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_never_issued_is_unauthorized() {
    let far = Far::start(seeded()).await;
    let answer = far
        .inject("made-up", &far.hello.calls[0], &digits("1", "INBAND", 50))
        .await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (401, "invalidToken")
    );
    assert!(answer.headers["www-authenticate"].starts_with("Bearer"));
    let path = far.injection_path(&far.hello.calls[0]);
    let without = far.post(&path, &digits("1", "INBAND", 50)).await;
    assert_eq!(without.status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_token_without_both_scopes_is_forbidden() {
    let far = Far::start(seeded()).await;
    for scope in SCOPES {
        let grant = far.post_form(&far.form(scope)).await.json();
        assert_eq!(grant["scope"], scope);
        let token = grant["access_token"].as_str().expect("a token");
        assert_eq!(status_of_injection(&far, token).await, 403);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_with_fewer_scopes_is_granted_those() {
    let config = EmulatorConfig {
        scopes: vec![SCOPES[0].to_owned()],
        ..seeded()
    };
    let far = Far::start(config).await;
    let grant = far.post_form(&far.form(&SCOPES.join(" "))).await.json();
    assert_eq!(grant["scope"], SCOPES[0]);
}
