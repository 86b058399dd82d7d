//! Media commands: what is sent again, how long is waited, and what the caller is told.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{
    COLLECT_SLACK, Client, CommandError, Commanded, Doubt, RetryPolicy, TransportError,
    TransportErrorKind,
};
use cxtone_dialect::{
    BaseUrl, Body, CallState, Collected, Collecting, Dialect, EntryEnd, Media, MediaUrl, Play,
    Response, cxone_agent::CxoneAgent,
};
use cxtone_payload::CallId;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    scripted::{Reply, Scripted, answer},
    tenant::{Tenant, payload},
};

/// Paused time moves in steps of a millisecond.
const TICK: Duration = Duration::from_millis(2);
const ENTRY: Duration = Duration::from_secs(40);
const PROMPT: Duration = Duration::from_secs(20);

fn client(scripted: &Arc<Scripted>) -> Client {
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    tenant
        .client
        .with_prompt_host_of("https://storage.test/prompts/")
        .expect("a URL")
}

fn call() -> CallId {
    "call-1".parse().expect("an id")
}

fn greeting() -> Play {
    let media = MediaUrl::parse("https://storage.test/prompts/greeting.wav");
    Play::new(media.expect("a media URL")).interruptible(false)
}

fn asked() -> Collecting {
    let payload = payload();
    let digits = payload.digits().iter();
    let terminators = digits.filter(|digit| digit.as_char() == '#');
    Collecting::new(8, ENTRY)
        .expect("within the limits")
        .ended_by(terminators)
        .prompted(greeting())
}

fn says(body: &str) -> Reply {
    Reply::Answer(Response::new(Body::from(body)))
}

async fn play(scripted: &Arc<Scripted>) -> Commanded<()> {
    let client = client(scripted);
    let played = client
        .play(&call(), &greeting(), &CancellationToken::new())
        .await;
    scanned(played)
}

async fn collect(scripted: &Arc<Scripted>) -> Commanded<Collected> {
    collect_until(scripted, &CancellationToken::new()).await
}

async fn collect_until(
    scripted: &Arc<Scripted>,
    cancellation: &CancellationToken,
) -> Commanded<Collected> {
    let client = client(scripted);
    scanned(
        client
            .collect(&call(), &asked(), PROMPT, cancellation)
            .await,
    )
}

fn scanned<T: core::fmt::Debug>(commanded: Commanded<T>) -> Commanded<T> {
    canary::scan_debug(&commanded);
    if let Err(error) = &commanded.outcome {
        canary::scan_error(error);
    }
    commanded
}

fn lost() -> Reply {
    Reply::Fail(TransportError::maybe_sent(
        TransportErrorKind::ConnectionLost,
    ))
}

#[tokio::test(start_paused = true)]
async fn g8_a_prompt_begins_with_any_2xx_also_an_empty_one() {
    for status in [200, 201, 202, 204] {
        let Reply::Answer(mut response) = answer(status, &[]) else {
            panic!("an answer");
        };
        *response.body_mut() = Body::default();
        let scripted = Scripted::new([Reply::Answer(response)]);
        let played = play(&scripted).await;
        assert!(played.outcome.is_ok(), "{status}");
        assert_eq!(scripted.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn g13_not_interruptible_is_said_on_the_wire() {
    let scripted = Scripted::new([]);
    play(&scripted).await.outcome.expect("played");
    let far = scripted.far();
    let seen = &far.requests[0];
    assert_eq!(
        seen.uri,
        "https://tenant.test/api/v2/callcontrol/calls/call-1/play"
    );
    assert_eq!(
        seen.body,
        br#"{"mediaUrl":"https://storage.test/prompts/greeting.wav","interruptible":false}"#
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_carried_out_is_not_sent_again() {
    for reply in [500, 503, 599].map(|status| answer(status, &[])) {
        let scripted = Scripted::new([reply]);
        let error = play(&scripted).await.outcome.expect_err("a server error");
        assert!(matches!(error, CommandError::Ambiguous(Doubt::Answer(_))));
        assert_eq!(scripted.count(), 1);
    }
    let scripted = Scripted::new([lost()]);
    let error = collect(&scripted).await.outcome.expect_err("a lost answer");
    assert!(error.is_ambiguous(), "{error:?}");
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_status_is_asked_again_after_a_5xx_and_a_lost_answer() {
    let scripted = Scripted::new([
        answer(503, &[]),
        lost(),
        says(r#"{"status":"active","media":"playing"}"#),
    ]);
    let told = client(&scripted)
        .call_status(&call(), &CancellationToken::new())
        .await;
    let status = scanned(told).outcome.expect("told at last");
    assert_eq!(
        (status.state, status.media),
        (CallState::Active, Some(Media::Playing))
    );
    assert_eq!(scripted.count(), 3);
    let scripted = Scripted::new([(); 3].map(|()| answer(503, &[])));
    let told = client(&scripted)
        .call_status(&call(), &CancellationToken::new())
        .await;
    assert!(matches!(
        scanned(told).outcome,
        Err(CommandError::NoStatus(Doubt::Answer(_)))
    ));
}

#[tokio::test(start_paused = true)]
async fn g2_a_command_that_was_refused_for_its_token_is_sent_with_a_new_one() {
    let scripted = Scripted::new([answer(401, &[]), says(r#"{"digits":"12"}"#)]);
    let collected = collect(&scripted).await.outcome.expect("collected");
    assert_eq!(collected.digits.len(), 2);
    assert_eq!((scripted.count(), scripted.token_count()), (2, 2));
    let far = scripted.far();
    assert_ne!(far.requests[0].bearer, far.requests[1].bearer);
    assert_eq!(far.requests[0].body, far.requests[1].body);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_for_as_it_asks() {
    let scripted = Scripted::new([answer(429, &[("retry-after", "7")])]);
    play(&scripted).await.outcome.expect("played");
    let far = scripted.far();
    let waited = far.requests[1].at - far.requests[0].at;
    assert!(
        waited.abs_diff(Duration::from_secs(7)) <= TICK,
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn g9_an_answer_may_come_as_late_as_prompt_and_entry_take() {
    let check = async |after: Duration, expected: bool| {
        let reply = Reply::After(after, Box::new(says(r#"{"digits":"1","timeout":true}"#)));
        let scripted = Scripted::new([reply]);
        let started = Instant::now();
        let collected = collect(&scripted).await;
        assert_eq!(collected.outcome.is_ok(), expected, "{after:?}");
        assert_eq!(scripted.count(), 1);
        started.elapsed()
    };
    let longest = PROMPT + ENTRY + COLLECT_SLACK;
    check(longest - TICK, true).await;
    let waited = check(Duration::from_secs(3600), false).await;
    assert!(waited.abs_diff(longest) <= TICK, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn g9_a_collection_can_be_cancelled_at_any_time() {
    let reply = Reply::After(Duration::from_secs(50), Box::new(says("{}")));
    let scripted = Scripted::new([reply]);
    let cancellation = CancellationToken::new();
    let started = Instant::now();
    let (collected, ()) = tokio::join!(collect_until(&scripted, &cancellation), async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        cancellation.cancel();
    });
    let error = collected.outcome.expect_err("cancelled");
    assert!(matches!(error, CommandError::Ambiguous(Doubt::Cancelled)));
    assert!(error.is_cancelled());
    assert!(started.elapsed() <= Duration::from_secs(3) + TICK);
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn g13_digits_come_apart_from_their_terminator_and_are_not_shown() {
    let keys = canary::DIGITS.replace('#', "");
    let scripted = Scripted::new([says(&format!(r##"{{"digits":"{keys}#"}}"##))]);
    let commanded = collect(&scripted).await;
    assert!(!format!("{commanded:?}").contains(&keys));
    let collected = commanded.outcome.expect("collected");
    assert_eq!(collected.digits.chars().collect::<String>(), keys);
    assert_eq!(collected.terminator.map(|key| key.as_char()), Some('#'));
    assert_eq!(collected.ended, EntryEnd::Terminator);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_repeats_what_was_collected_is_dropped() {
    let check = async |id: &'static str, expected: Option<&str>| {
        let mut response = Response::new(Body::from(r#"{"digits":"593827"}"#));
        let value = http::HeaderValue::from_static(id);
        response.headers_mut().insert("x-request-id", value);
        let commanded = collect(&Scripted::new([Reply::Answer(response)])).await;
        assert_eq!(commanded.correlation_id.as_deref(), expected);
    };
    check("request-77", Some("request-77")).await;
    check("entry-593827", None).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_is_told_as_such() {
    let scripted = Scripted::new([says("<html>")]);
    let error = collect(&scripted).await.outcome.expect_err("unreadable");
    assert!(matches!(error, CommandError::Unreadable(_)));
}

#[tokio::test(start_paused = true)]
async fn g14_prompts_are_played_from_hosts_that_were_named() {
    let scripted = Scripted::new([]);
    let client = client(&scripted);
    for (url, expected) in [
        ("https://storage.test/a.wav", "played"),
        ("https://tenant.test/a.wav", "played"),
        ("https://evil.test/a.wav", "host"),
        ("https://storage.test.evil.test/a.wav", "host"),
        ("https://10.0.0.1/a.wav", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://167772161/a.wav", "host"),
        ("http://127.0.0.1/a.wav", "private"),
        ("http://localhost/a.wav", "private"),
    ] {
        let host = format!("https://{}/", url.split('/').nth(2).expect("a host"));
        let named = if expected == "private" || url.contains("16777") {
            client.with_prompt_host_of(&host).expect("a URL")
        } else {
            client.clone()
        };
        let before = scripted.count();
        let prompt = Play::new(MediaUrl::parse(url).expect("a media URL"));
        let played = named
            .play(&call(), &prompt, &CancellationToken::new())
            .await;
        let told = match scanned(played).outcome {
            Ok(()) => "played",
            Err(CommandError::PromptHost { .. }) => "host",
            Err(CommandError::PrivatePromptHost { .. }) => "private",
            Err(other) => panic!("{other}"),
        };
        assert_eq!(told, expected, "{url}");
        assert_eq!(scripted.count() > before, expected == "played", "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn g14_a_tenant_on_this_machine_may_have_its_prompts_here() {
    let tenant = Tenant::new(
        Scripted::new([]),
        "http://127.0.0.1:81",
        RetryPolicy::default(),
    );
    let check = |url: &str, expected: bool| {
        let media = MediaUrl::parse(url).expect("a media URL");
        assert_eq!(
            tenant.client.check_prompt(&media).is_ok(),
            expected,
            "{url}"
        );
    };
    check("http://127.0.0.1:82/prompts/greeting.wav", true);
    check("https://storage.test/greeting.wav", false);
}

#[tokio::test(start_paused = true)]
async fn a_dialect_without_media_commands_says_so_and_sends_nothing() {
    let scripted = Scripted::new([]);
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let url = BaseUrl::parse("https://tenant.test").expect("a base URL");
    let client = Client::builder(scripted.clone(), tenant.tokens, url)
        .dialect(Arc::new(CxoneAgent::default()) as Arc<dyn Dialect>)
        .build();
    let told = client.call_status(&call(), &CancellationToken::new()).await;
    assert!(matches!(
        told.outcome,
        Err(CommandError::NoCallControl { .. })
    ));
    assert_eq!((scripted.count(), scripted.token_count()), (0, 0));
}
