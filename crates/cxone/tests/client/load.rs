//! How much is asked of a tenant, and when no more: against the scripted transport, in paused time.

use core::{num::NonZeroU32, time::Duration};
use std::sync::Arc;

use cxtone_cxone::{
    BreakerPolicy, Client, FetchError, InjectError, LoadLimits, Rate, RetryPolicy, Sent,
    TransportError, TransportErrorKind,
};
use cxtone_dialect::{BaseUrl, Collecting, MediaUrl, Play};
use futures_util::future::join_all;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    scripted::{Reply, Scripted, answer},
    tenant::{SEED, Tenant, address, payload},
};

const TICK: Duration = Duration::from_millis(10);
const COOL_DOWN: Duration = Duration::from_secs(5);

fn client(scripted: &Arc<Scripted>, limits: &LoadLimits, policy: RetryPolicy) -> Client {
    let tenant = Tenant::new(scripted.clone(), "https://tenant.test", policy.clone());
    let url = BaseUrl::parse("https://tenant.test").expect("a base URL");
    Client::builder(scripted.clone(), tenant.tokens, url)
        .policy(RetryPolicy {
            jitter_seed: Some(SEED),
            ..policy
        })
        .load_limits(limits)
        .build()
}

async fn inject(client: &Client) -> Sent {
    let never = CancellationToken::new();
    client.inject(&address(), &payload(), &never).await
}

fn five_a_second() -> Option<Rate> {
    Rate::new(5, Duration::from_secs(1))
}

#[tokio::test(start_paused = true)]
async fn g16_what_is_over_a_quota_waits_and_the_wait_is_told_apart() {
    for limits in [
        LoadLimits {
            tenant: five_a_second(),
            ..LoadLimits::default()
        },
        LoadLimits {
            endpoint: five_a_second(),
            ..LoadLimits::default()
        },
        LoadLimits {
            call: five_a_second(),
            ..LoadLimits::default()
        },
    ] {
        let scripted = Scripted::new([]);
        let client = client(&scripted, &limits, RetryPolicy::default());
        let sents = join_all((0..10).map(|_| inject(&client))).await;
        assert!(sents.iter().all(|sent| sent.outcome.is_ok()));
        let longest = sents.iter().map(|sent| sent.timing.quota_wait).max();
        let off = longest.unwrap_or_default().abs_diff(Duration::from_secs(1));
        assert!(off <= TICK, "{longest:?}");
        assert!(sents.iter().all(|sent| sent.timing.token <= TICK));
    }
}

#[tokio::test(start_paused = true)]
async fn g16_no_more_requests_are_under_way_than_allowed() {
    let slow = || Reply::After(Duration::from_secs(1), Box::new(answer(200, &[])));
    let scripted = Scripted::new((0..12).map(|_| slow()));
    let limits = LoadLimits {
        concurrency_max: 4,
        ..LoadLimits::default()
    };
    let client = client(&scripted, &limits, RetryPolicy::default());
    let sents = join_all((0..12).map(|_| inject(&client))).await;
    assert!(sents.iter().all(|sent| sent.outcome.is_ok()));
    let far = scripted.far();
    for together in far.requests.windows(5) {
        assert!(together[4].at - together[0].at >= Duration::from_secs(1));
    }
}

/// Asks so many calls for an entry, of which none is answered within a minute, then plays a prompt in
/// another; how many entries the far end was asked for by then, and how long the prompt took.
async fn entries_and_a_play(entries: usize, limits: &LoadLimits) -> (usize, Duration) {
    let slow = || Reply::After(Duration::from_secs(60), Box::new(answer(200, &[])));
    let scripted = Scripted::new((0..limits.entries_max.min(entries)).map(|_| slow()));
    let client = client(&scripted, limits, RetryPolicy::default());
    let asked = Collecting::new(4, Duration::from_secs(60)).expect("within the limits");
    let never = CancellationToken::new();
    let call = "call-1".parse().expect("an id");
    let collecting = (0..entries).map(|_| client.collect(&call, &asked, Duration::ZERO, &never));
    let playing = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let asked = scripted.count();
        let media = MediaUrl::parse("https://tenant.test/prompts/greeting.wav");
        let play = Play::new(media.expect("a media URL"));
        let began = Instant::now();
        let played = client.play(&call, &play, &never).await;
        assert!(played.outcome.is_ok(), "{:?}", played.outcome);
        (asked, began.elapsed())
    };
    tokio::select! {
        _ = join_all(collecting) => panic!("nobody presses a key"),
        played = playing => played,
    }
}

#[tokio::test(start_paused = true)]
async fn g16_entries_that_wait_for_their_callers_keep_no_other_request_waiting() {
    let limits = LoadLimits::default();
    let entries = 2 * limits.concurrency_max;
    let (asked, took) = entries_and_a_play(entries, &limits).await;
    assert_eq!(asked, entries);
    assert!(took <= TICK, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn g16_no_more_entries_are_under_way_than_allowed() {
    let limits = LoadLimits {
        entries_max: 3,
        ..LoadLimits::default()
    };
    let (asked, took) = entries_and_a_play(5, &limits).await;
    assert_eq!(asked, 3);
    assert!(took <= TICK, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn g16_a_quota_beyond_the_deadline_is_told_and_nothing_is_sent() {
    let scripted = Scripted::new([]);
    let limits = LoadLimits {
        tenant: Rate::new(1, Duration::from_secs(600)),
        ..LoadLimits::default()
    };
    let client = client(&scripted, &limits, RetryPolicy::default());
    assert!(inject(&client).await.outcome.is_ok());
    let sent = inject(&client).await;
    assert!(matches!(sent.outcome, Err(InjectError::Throttled)));
    assert_eq!((sent.attempts, scripted.count()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn g4_the_wait_for_a_quota_ends_within_50_ms_of_cancelling() {
    let scripted = Scripted::new([]);
    let limits = LoadLimits {
        tenant: Rate::new(1, Duration::from_secs(60)),
        ..LoadLimits::default()
    };
    let client = client(&scripted, &limits, RetryPolicy::default());
    assert!(inject(&client).await.outcome.is_ok());
    let cancellation = CancellationToken::new();
    let cancelling = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cancellation.cancel();
    };
    let (address, payload) = (address(), payload());
    let injecting = client.inject(&address, &payload, &cancellation);
    let (sent, ()) = tokio::join!(injecting, cancelling);
    assert!(matches!(sent.outcome, Err(InjectError::Cancelled)));
    assert!(sent.timing.total <= Duration::from_millis(1050));
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_further_attempts_are_a_fifth_of_first_ones() {
    let refused = || Reply::Fail(TransportError::not_sent(TransportErrorKind::Connect));
    let scripted = Scripted::new((0..2000).map(|_| refused()));
    let limits = LoadLimits {
        breaker: None,
        ..LoadLimits::default()
    };
    let client = client(&scripted, &limits, RetryPolicy::default());
    let sents = join_all((0..500).map(|_| inject(&client))).await;
    assert!(
        sents
            .iter()
            .all(|sent| matches!(sent.outcome, Err(InjectError::NotSent(_))))
    );
    assert!(sents.iter().any(|sent| sent.retry_denied));
    let count = scripted.count();
    assert!(
        (590..=600).contains(&count),
        "{count} requests for 500 injections"
    );
}

fn breaking() -> LoadLimits {
    LoadLimits {
        breaker: Some(BreakerPolicy {
            failures: NonZeroU32::new(3).expect("not zero"),
            cool_down: COOL_DOWN,
        }),
        ..LoadLimits::default()
    }
}

#[tokio::test(start_paused = true)]
async fn after_failures_in_a_row_nothing_is_sent_until_one_request_has_tried() {
    let scripted = Scripted::new((0..4).map(|_| answer(503, &[])));
    let client = client(&scripted, &breaking(), RetryPolicy::once());
    for _ in 0..3 {
        assert!(
            inject(&client)
                .await
                .outcome
                .is_err_and(|error| error.is_ambiguous())
        );
    }
    let held = inject(&client).await;
    assert!(matches!(held.outcome, Err(InjectError::CircuitOpen { .. })));
    assert_eq!((held.attempts, scripted.count()), (0, 3));

    tokio::time::sleep(COOL_DOWN).await;
    assert!(
        inject(&client)
            .await
            .outcome
            .is_err_and(|error| error.is_ambiguous())
    );
    assert!(matches!(
        inject(&client).await.outcome,
        Err(InjectError::CircuitOpen { .. })
    ));

    tokio::time::sleep(COOL_DOWN).await;
    assert!(inject(&client).await.outcome.is_ok());
    assert!(inject(&client).await.outcome.is_ok());
    assert_eq!(scripted.count(), 6);
}

#[tokio::test(start_paused = true)]
async fn recordings_that_cannot_be_had_do_not_keep_digits_from_being_sent() {
    let scripted = Scripted::new((0..3).map(|_| answer(503, &[])));
    let client = client(&scripted, &breaking(), RetryPolicy::once());
    let url = "https://tenant.test/call-1.wav";
    for _ in 0..3 {
        let refused = client.fetch(url, 1_000).await;
        assert!(
            matches!(refused, Err(FetchError::Refused(_))),
            "{refused:?}"
        );
    }
    let held = client.fetch(url, 1_000).await;
    assert!(
        matches!(held, Err(FetchError::CircuitOpen { .. })),
        "{held:?}"
    );
    assert!(inject(&client).await.outcome.is_ok());
}

#[tokio::test(start_paused = true)]
async fn refusals_that_are_the_callers_never_stop_the_others() {
    for status in [400, 401, 403, 404, 409, 429] {
        let scripted = Scripted::new((0..20).map(|_| answer(status, &[("retry-after", "99")])));
        let client = client(&scripted, &breaking(), RetryPolicy::once());
        for _ in 0..10 {
            let sent = inject(&client).await;
            assert!(
                !matches!(sent.outcome, Err(InjectError::CircuitOpen { .. })),
                "{status}"
            );
        }
    }
}
