//! What becomes of a campaign's calls as it is paused, drained and cancelled, and when they end.

use std::collections::BTreeMap;

use super::*;
use crate::NewCall;

#[tokio::test]
async fn a_paused_campaign_gives_no_calls_and_a_cancelled_one_ends_those_that_wait() {
    let test = TestStore::begun().await;
    test.load(3).await;
    let worker = test.worker("a").await;
    let running = test.given(worker).await;
    for (number, state) in [(2, CampaignState::Paused), (3, CampaignState::Draining)] {
        test.store.command(state).await.expect("told");
        let answer = test.claim(worker, number, 5).await;
        assert_eq!((answer.calls.len(), answer.state), (0, state));
    }
    test.store
        .command(CampaignState::Cancelled)
        .await
        .expect("told");
    let resumed = test.store.command(CampaignState::Running).await;
    assert!(matches!(resumed, Err(StoreError::Cancelled)));
    test.finish(&running).await.expect("ended");
    let cancelled = Some(CallOutcome::Cancelled);
    let finished = Some(CallOutcome::Finished);
    assert_eq!(test.outcomes().await, [finished, cancelled, cancelled]);
}

#[tokio::test]
async fn a_call_that_is_given_back_to_a_cancelled_campaign_ends_too() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let worker = test.worker("a").await;
    let given = test.given(worker).await;
    test.store
        .command(CampaignState::Cancelled)
        .await
        .expect("told");
    assert!(test.claim(worker, 2, 5).await.open, "a call still runs");
    let release = Release {
        call: given.number,
        fence: given.fence,
    };
    let released = test.store.run(release, Patience::CONTROL).await;
    assert!(released.expect("done"));
    assert!(!test.claim(worker, 3, 5).await.open);
    assert_eq!(test.outcomes().await, [Some(CallOutcome::Cancelled)]);
}

#[tokio::test]
async fn a_cancelled_campaign_takes_no_calls_that_nobody_would_end() {
    let test = TestStore::begun().await;
    let cancelled = test.store.command(CampaignState::Cancelled).await;
    cancelled.expect("told");
    let refused = test.store.load(vec![call("late", 0)]).await;
    assert!(matches!(refused, Err(StoreError::Cancelled)), "{refused:?}");
    assert_eq!(test.store.status().await.expect("a status").waiting, 0);
}

#[tokio::test]
async fn what_a_call_brought_along_is_overwritten_in_the_file() {
    const CANARY: &str = "canary-of-a-pin";
    let test = TestStore::begun().await;
    let variables = [("pin".to_owned(), CANARY.to_owned())].into();
    let call = NewCall::new("call-1", 0, variables).expect("a call");
    test.store.load(vec![call]).await.expect("loaded");
    let is_there = || {
        let file = std::fs::read(test.file()).expect("read");
        let canary = CANARY.as_bytes();
        file.windows(canary.len()).any(|bytes| bytes == canary)
    };
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    test.raw(checkpoint).await;
    assert!(is_there());
    let worker = test.worker("a").await;
    let given = test.given(worker).await;
    test.finish(&given).await.expect("ended");
    test.raw(checkpoint).await;
    assert!(!is_there());
}

#[tokio::test]
async fn nothing_is_begun_without_a_campaign() {
    let test = TestStore::empty().await;
    assert!(matches!(
        test.store.status().await,
        Err(StoreError::NoCampaign)
    ));
    let told = test.store.command(CampaignState::Paused).await;
    assert!(matches!(told, Err(StoreError::NoCampaign)));
    let loaded = test.store.load(vec![call("early", 0)]).await;
    assert!(matches!(loaded, Err(StoreError::NoCampaign)));
}

#[tokio::test]
async fn what_a_call_brought_along_is_kept_only_until_it_ends() {
    let test = TestStore::begun().await;
    let pin = || BTreeMap::from([("pin".to_owned(), "4711".to_owned())]);
    let calls = (0..4).map(|number| NewCall::new(&format!("call-{number}"), 0, pin()));
    let calls = calls.collect::<Result<_, _>>().expect("calls");
    test.store.load(calls).await.expect("loaded");
    let kept = "SELECT count(*) FROM calls WHERE variables LIKE '%4711%'";
    let worker = test.worker("a").await;
    let finished = test.given(worker).await;
    let lost = test.claim(worker, 2, 1).await.calls.remove(0);
    test.intend(&lost, "effect-1").await.expect("written");
    assert_eq!(test.number(kept).await, 4);
    test.finish(&finished).await.expect("ended");
    assert_eq!(test.number(kept).await, 3);
    test.advance(LEASE_MS).await;
    assert_eq!(test.take_over().await.ended, 1);
    assert_eq!(test.number(kept).await, 2);
    test.store
        .command(CampaignState::Cancelled)
        .await
        .expect("told");
    assert_eq!(test.number(kept).await, 0);
}
