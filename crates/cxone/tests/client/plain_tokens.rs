//! What is promised of tokens, row by row, against the plain server.
//! What is promised of injections is in `plain_injections`.

use cxtone_cxone::{InjectError, TokenError};
use cxtone_dialect::{
    CallAddress,
    cxone_v2::{SCOPES, TokenRefusal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    network::{PATH, check_request, inject, quick, tenant},
    plain_server::{Act, PlainServer, http},
    tenant::{Tenant, call_address, payload},
};

const CALLERS: usize = 50;

fn granted(body: &str) -> Vec<u8> {
    http(
        "200 OK",
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

/// As many injections at once, each into a call of its own.
async fn inject_together(tenant: &Tenant, callers: usize) {
    let tasks: Vec<_> = (0..callers)
        .map(|number| {
            let client = tenant.client.clone();
            tokio::spawn(async move {
                let address = CallAddress {
                    call: format!("call-{number}").parse().expect("an id"),
                    ..call_address()
                };
                let never = CancellationToken::new();
                client.inject(&address.into(), &payload(), &never).await
            })
        })
        .collect();
    for task in tasks {
        let sent = task.await.expect("the task ends");
        assert!(sent.outcome.is_ok(), "{sent:?}");
    }
}

/// How the injection's request names its token.
fn bearer(request: &str) -> Option<&str> {
    request.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then_some(value)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n14_50_callers_fetch_one_token() {
    let server = PlainServer::start([]).await;
    inject_together(&tenant(&server.url, quick()), CALLERS).await;
    let seen = server.seen();
    assert_eq!(
        (seen.token_requests.len(), seen.requests.len()),
        (1, CALLERS)
    );
}

#[tokio::test]
async fn n14_a_token_of_short_or_unknown_life_is_used_again() {
    for life in [
        "",
        r#","expires_in":20"#,
        r#","expires_in":null"#,
        r#","expires_in":3600"#,
    ] {
        let body = format!(r#"{{"access_token":"{}-x"{life}}}"#, canary::TOKEN);
        let server = PlainServer::granting([granted(&body)], []).await;
        let tenant = tenant(&server.url, quick());
        for _ in 0..3 {
            assert!(tenant.inject().await.outcome.is_ok());
        }
        let seen = server.seen();
        assert_eq!(
            (seen.token_requests.len(), seen.requests.len()),
            (1, 3),
            "{life}"
        );
    }
}

#[tokio::test]
async fn n14_a_malformed_answer_is_an_error_and_nothing_is_sent_with_it() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"expires_in":3600}"#,
        r#"{"access_token":null,"expires_in":3600}"#,
        r#"{"access_token":"","expires_in":3600}"#,
        r#"{"access_token":"a b\r\nX: y","expires_in":3600}"#,
        r#"{"access_token":"canary-token","expires_in":"soon"}"#,
    ] {
        let server = PlainServer::granting([granted(body)], []).await;
        let error = inject(&server).await.outcome.expect_err(body);
        assert!(
            matches!(
                error,
                InjectError::Token(TokenError::Refused(TokenRefusal::Malformed { .. }))
            ),
            "{body}: {error}"
        );
        let seen = server.seen();
        assert_eq!((seen.token_requests.len(), seen.requests.len()), (1, 0));
    }
}

#[tokio::test]
async fn n15_a_401_is_posted_again_once_with_the_new_token() {
    let refused = || Act::Answer(http("401 Unauthorized", "", b"{}"));
    for (acts, delivered) in [(1, true), (9, false)] {
        let server = PlainServer::start((0..acts).map(|_| refused())).await;
        let sent = inject(&server).await;
        assert_eq!(sent.outcome.is_ok(), delivered);
        if let Err(error) = sent.outcome {
            assert!(matches!(error, InjectError::Unauthorized(_)), "{error}");
        }
        let seen = server.seen();
        assert_eq!((seen.token_requests.len(), seen.requests.len()), (2, 2));
        let bearers: Vec<_> = seen
            .requests
            .iter()
            .map(|request| bearer(request))
            .collect();
        let expected = [1, 2].map(|number| format!("Bearer {}-{number}", canary::TOKEN));
        assert_eq!(bearers, expected.each_ref().map(|text| Some(text.as_str())));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n15_however_many_are_refused_at_once_one_new_token_is_fetched() {
    let server = PlainServer::start([]).await;
    let tenant = tenant(&server.url, quick());
    assert!(tenant.inject().await.outcome.is_ok());
    server.seen().revoked = Some(format!("{}-1", canary::TOKEN));
    inject_together(&tenant, CALLERS).await;
    let seen = server.seen();
    assert_eq!(seen.token_requests.len(), 2);
    assert!(seen.requests.len() > CALLERS && seen.requests.len() <= 1 + 2 * CALLERS);
}

#[tokio::test]
async fn n19_any_form_of_the_base_posts_to_one_path() {
    for suffix in ["", "/", "/oauth", "/oauth/", "/oauth/token"] {
        let server = PlainServer::start([]).await;
        let tokens = tenant(&format!("{}{suffix}", server.url), quick()).tokens;
        assert!(cxtone_cxone::TokenSource::token(&*tokens).await.is_ok());
        let seen = server.seen();
        assert!(seen.requests.is_empty(), "{suffix}: {:?}", seen.requests);
        check_request(
            &seen.token_requests[0],
            "POST /oauth/token HTTP/1.1",
            &["content-type: application/x-www-form-urlencoded"],
            &["grant_type=client_credentials"],
        );
    }
}

#[tokio::test]
async fn n22_a_granted_scope_that_lacks_one_is_named_and_nothing_is_sent() {
    let body = format!(
        r#"{{"access_token":"{}-x","expires_in":3600,"scope":"{} other:scope"}}"#,
        canary::TOKEN,
        SCOPES[0]
    );
    let server = PlainServer::granting([granted(&body)], []).await;
    let error = inject(&server)
        .await
        .outcome
        .expect_err("a scope is missing");
    let InjectError::Token(TokenError::Refused(TokenRefusal::MissingScope { missing })) = error
    else {
        panic!("{error}");
    };
    assert_eq!(missing, [SCOPES[1]]);
    assert_eq!(server.seen().requests.len(), 0);
}

#[tokio::test]
async fn n23_a_forgotten_token_is_used_no_more_and_its_life_can_be_read() {
    let server = PlainServer::start([]).await;
    let tenant = tenant(&server.url, quick());
    assert!(tenant.inject().await.outcome.is_ok());
    let life = tenant.tokens.remaining_life().expect("a token is at hand");
    assert!((3500..=3570).contains(&life.as_secs()), "{life:?}");
    tenant.tokens.forget();
    assert!(tenant.tokens.remaining_life().is_none());
    assert!(tenant.inject().await.outcome.is_ok());
    canary::scan_debug(&tenant.tokens);
    canary::scan_debug(&crate::tenant::credentials());
    let seen = server.seen();
    assert!(seen.requests.iter().all(|request| request.contains(PATH)));
    let bearers: Vec<_> = seen
        .requests
        .iter()
        .map(|request| bearer(request))
        .collect();
    let expected = [1, 2].map(|number| format!("Bearer {}-{number}", canary::TOKEN));
    assert_eq!(bearers, expected.each_ref().map(|text| Some(text.as_str())));
}
