//! One token for many callers: against the scripted transport, in paused time.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{
    RetryPolicy, Token, TokenError, TokenSource, TransportError, TransportErrorKind,
};
use cxtone_dialect::cxone_v2::{SCOPES, TokenRefusal};
use secrecy::ExposeSecret;

use crate::{
    canary,
    scripted::{Reply, Scripted, answer, grant, token_answer},
    tenant::Tenant,
};

const CALLERS: usize = 1000;
const BASE: &str = "https://tenant.test";

fn tenant(scripted: &Arc<Scripted>) -> Tenant {
    Tenant::new(scripted.clone(), BASE, RetryPolicy::default())
}

fn slowly(reply: Reply) -> Reply {
    Reply::After(Duration::from_secs(1), Box::new(reply))
}

async fn token(tenant: &Tenant) -> Result<Token, TokenError> {
    let token = tenant.tokens.token().await;
    canary::scan_debug(&token);
    canary::scan_debug(&tenant.tokens);
    if let Err(error) = &token {
        canary::scan_error(error);
    }
    token
}

async fn ask_together(tenant: &Tenant, callers: usize) -> Vec<Result<Token, TokenError>> {
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let tokens = Arc::clone(&tenant.tokens);
            tokio::spawn(async move { tokens.token().await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("the task ends"));
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn n14_a_thousand_callers_share_one_request_and_its_token() {
    let scripted = Scripted::with_tokens([slowly(grant(1, "3600"))], []);
    let answers = ask_together(&tenant(&scripted), CALLERS).await;
    assert_eq!((answers.len(), scripted.token_count()), (CALLERS, 1));
    for token in answers {
        let token = token.expect("a token");
        assert_eq!(token.generation(), 1);
        assert_eq!(
            token.secret().expose_secret(),
            format!("{}-1", canary::TOKEN)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n14_a_thousand_callers_on_several_threads_share_one_request() {
    let scripted = Scripted::new([]);
    let answers = ask_together(&tenant(&scripted), CALLERS).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(scripted.token_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn n14_a_failed_fetch_is_told_to_all_its_callers_and_not_kept() {
    let scripted = Scripted::with_tokens([slowly(answer(401, &[]))], []);
    let tenant = tenant(&scripted);
    let answers = ask_together(&tenant, CALLERS).await;
    assert!(
        answers
            .iter()
            .all(|token| matches!(token, Err(TokenError::Refused(_))))
    );
    assert_eq!(scripted.token_count(), 1);
    assert!(token(&tenant).await.is_ok());
    assert_eq!(scripted.token_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn n14_a_caller_that_gives_up_leaves_at_once_and_the_others_get_their_token() {
    let scripted = Scripted::with_tokens([slowly(grant(1, "3600"))], []);
    let tenant = tenant(&scripted);
    let started = tokio::time::Instant::now();
    let patience = Duration::from_millis(100);
    let impatient = tokio::time::timeout(patience, tenant.tokens.token()).await;
    assert!(impatient.is_err());
    assert!(started.elapsed() <= patience + Duration::from_millis(2));
    assert!(token(&tenant).await.is_ok());
    assert_eq!(scripted.token_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn n14_a_fetch_that_all_gave_up_is_kept_for_the_next() {
    let scripted = Scripted::with_tokens([slowly(grant(1, "3600"))], []);
    let tenant = tenant(&scripted);
    let impatient = tokio::time::timeout(Duration::from_millis(1), tenant.tokens.token()).await;
    assert!(impatient.is_err());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(token(&tenant).await.is_ok());
    assert_eq!(scripted.token_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn n14_a_token_is_renewed_before_its_end_and_not_sooner() {
    for (life_s, used_s) in [(3600, 3570), (100, 90), (10, 9)] {
        let life = life_s.to_string();
        let scripted = Scripted::with_tokens([grant(1, &life), grant(2, &life)], []);
        let tenant = tenant(&scripted);
        token(&tenant).await.expect("a token");
        tokio::time::sleep(Duration::from_secs(used_s) - Duration::from_millis(10)).await;
        assert_eq!(token(&tenant).await.expect("kept").generation(), 1);
        assert_eq!(
            tenant.tokens.kept().map(|token| token.generation()),
            Some(1)
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(tenant.tokens.kept().is_none(), "it is no longer used");
        assert_eq!(token(&tenant).await.expect("renewed").generation(), 2);
        assert_eq!(scripted.token_count(), 2, "life of {life_s} s");
    }
}

#[tokio::test(start_paused = true)]
async fn n14_the_life_counts_from_the_request() {
    let late = Reply::After(Duration::from_secs(4), Box::new(grant(1, "100")));
    let tenant = tenant(&Scripted::with_tokens([late], []));
    token(&tenant).await.expect("a token");
    let left = tenant.tokens.remaining_life().expect("a token is kept");
    assert!(
        left.abs_diff(Duration::from_secs(86)) < Duration::from_millis(5),
        "{left:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn n14_a_malformed_answer_is_an_error() {
    for body in [
        "",
        "not JSON",
        "[]",
        "{}",
        r#"{"access_token":"","expires_in":60}"#,
        r#"{"access_token":null,"expires_in":60}"#,
        r#"{"access_token":"canary-token","expires_in":"soon"}"#,
        r#"{"access_token":"canary-token","expires_in":-1}"#,
        r#"{"expires_in":60}"#,
    ] {
        let scripted = Scripted::with_tokens([token_answer(body)], []);
        let refused = token(&tenant(&scripted)).await;
        assert!(matches!(refused, Err(TokenError::Refused(_))), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn n22_a_grant_without_a_scope_is_an_error_that_names_it() {
    let body = format!(
        r#"{{"access_token":"{}","expires_in":60,"scope":"{}"}}"#,
        canary::TOKEN,
        SCOPES[0]
    );
    let scripted = Scripted::with_tokens([token_answer(&body)], []);
    let error = token(&tenant(&scripted))
        .await
        .expect_err("a scope is missing");
    assert!(matches!(
        &error,
        TokenError::Refused(TokenRefusal::MissingScope { .. })
    ));
    assert!(error.to_string().contains(SCOPES[1]));
    assert!(!error.to_string().contains(SCOPES[0]));
}

#[tokio::test(start_paused = true)]
async fn n15_only_the_generation_that_was_refused_is_dropped() {
    let scripted = Scripted::new([]);
    let tenant = tenant(&scripted);
    let first = token(&tenant).await.expect("a token");
    tenant.tokens.invalidate(first.generation());
    let second = token(&tenant).await.expect("a new token");
    assert!(second.generation() > first.generation());
    // A late refusal of the first must not cost the second.
    tenant.tokens.invalidate(first.generation());
    let third = token(&tenant).await.expect("the second again");
    assert_eq!(third.generation(), second.generation());
    assert_eq!(scripted.token_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_is_repeated_after_a_failure_that_may_pass() {
    let lost = || TransportError::maybe_sent(TransportErrorKind::ConnectionLost);
    for failure in [
        || answer(503, &[]),
        || answer(429, &[("retry-after", "1")]),
        || Reply::Fail(TransportError::maybe_sent(TransportErrorKind::TimedOut)),
        || Reply::Fail(TransportError::not_sent(TransportErrorKind::Connect)),
    ] {
        let scripted = Scripted::with_tokens([failure(), Reply::Fail(lost())], []);
        assert!(token(&tenant(&scripted)).await.is_ok());
        assert_eq!(scripted.token_count(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_request_is_repeated_only_so_often() {
    let scripted = Scripted::with_tokens((0..9).map(|_| answer(500, &[])), []);
    let error = token(&tenant(&scripted)).await.expect_err("no token");
    assert!(matches!(
        error,
        TokenError::Refused(TokenRefusal::Status(500))
    ));
    assert_eq!(scripted.token_count(), 3);
}

#[tokio::test(start_paused = true)]
async fn wrong_credentials_are_not_tried_again() {
    let scripted = Scripted::with_tokens([answer(401, &[])], []);
    let error = token(&tenant(&scripted)).await.expect_err("refused");
    assert!(matches!(
        error,
        TokenError::Refused(TokenRefusal::InvalidClient)
    ));
    assert_eq!(scripted.token_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_has_5_s() {
    let slow = || Reply::After(Duration::from_secs(6), Box::new(grant(1, "3600")));
    let scripted = Scripted::with_tokens([slow(), slow(), slow()], []);
    let started = tokio::time::Instant::now();
    let error = token(&tenant(&scripted)).await.expect_err("too slow");
    assert!(matches!(error, TokenError::Transport(_)));
    let backoffs = Duration::from_secs(2 + 4);
    assert!(started.elapsed() >= Duration::from_secs(15));
    assert!(started.elapsed() <= Duration::from_secs(15) + backoffs + Duration::from_millis(9));
}

#[tokio::test(start_paused = true)]
async fn a_defective_transport_harms_only_the_fetch_it_is_used_for() {
    let scripted = Scripted::with_tokens([Reply::Panic], []);
    let tenant = tenant(&scripted);
    assert!(matches!(token(&tenant).await, Err(TokenError::Interrupted)));
    assert!(token(&tenant).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_token_is_fetched_anew() {
    let scripted = Scripted::new([]);
    let tenant = tenant(&scripted);
    assert!(tenant.tokens.remaining_life().is_none());
    token(&tenant).await.expect("a token");
    tenant.tokens.forget();
    assert_eq!(token(&tenant).await.expect("another").generation(), 2);
}

#[tokio::test(start_paused = true)]
async fn n19_a_base_with_or_without_oauth_gives_one_path() {
    for base in [
        "https://tenant.test",
        "https://tenant.test/",
        "https://tenant.test/oauth",
        "https://tenant.test/oauth/",
    ] {
        let scripted = Scripted::new([]);
        let tenant = Tenant::new(scripted.clone(), base, RetryPolicy::default());
        token(&tenant).await.expect("a token");
        assert_eq!(
            scripted.far().token_requests[0].uri,
            "https://tenant.test/oauth/token",
            "{base}"
        );
    }
}
