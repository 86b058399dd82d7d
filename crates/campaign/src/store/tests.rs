//! What a store promises, on SQLite and with a clock that is moved by hand.
//! What holds for PostgreSQL too is tested with the command line's campaigns.

mod commanded;
mod lost;
mod opened;

use super::{
    testing::{LEASE_MS, TestStore, call},
    *,
};
use crate::{CallOutcome, CampaignState};

#[tokio::test]
async fn loading_twice_adds_nothing_twice() {
    let test = TestStore::begun().await;
    let calls = || {
        (0..700)
            .map(|number| call(&format!("call-{number}"), 0))
            .collect()
    };
    let first = test.store.load(calls()).await.expect("loaded");
    assert_eq!((first.added, first.known, first.differing), (700, 0, 0));
    let second = test.store.load(calls()).await.expect("loaded");
    assert_eq!((second.added, second.known, second.differing), (0, 700, 0));
    assert_eq!(test.store.status().await.expect("status").waiting, 700);
}

#[tokio::test]
async fn calls_that_keep_other_variables_or_another_priority_are_counted() {
    let test = TestStore::begun().await;
    let with = |id: &str, priority, pin: &str| {
        let variables = [("pin".to_owned(), pin.to_owned())].into();
        NewCall::new(id, priority, variables).expect("a call")
    };
    let first = [with("a", 0, "1"), with("b", 0, "2"), with("b", 0, "3")];
    let loaded = test.store.load(first.into()).await.expect("loaded");
    assert_eq!((loaded.added, loaded.known, loaded.differing), (2, 1, 1));
    let again = [with("a", 1, "1"), with("b", 0, "2"), with("c", 0, "9")];
    let loaded = test.store.load(again.into()).await.expect("loaded");
    assert_eq!((loaded.added, loaded.known, loaded.differing), (1, 2, 1));
    // The first ones stay, and of those that have ended there is nothing to say.
    let worker = test.worker("one").await;
    for _ in 0..3 {
        let given = test.given(worker).await;
        assert!(!given.variables.contains('3'), "{}", given.variables);
        test.finish(&given).await.expect("ended");
    }
    let again = [with("a", 2, "4"), with("b", 2, "5")];
    let loaded = test.store.load(again.into()).await.expect("loaded");
    assert_eq!((loaded.known, loaded.differing), (2, 0));
}

#[tokio::test]
async fn another_flow_needs_another_store() {
    let test = TestStore::begun().await;
    let other = Heading {
        flow: "other".to_owned(),
        ..Heading::default()
    };
    let refused = test.store.begin(other).await;
    assert!(matches!(refused, Err(StoreError::OtherFlow)), "{refused:?}");
    test.store
        .begin(Heading::default())
        .await
        .expect("the same");
}

#[tokio::test]
async fn the_highest_priority_goes_first_and_equals_in_their_order() {
    let test = TestStore::begun().await;
    let calls = [("low", -1), ("one", 0), ("high", 5), ("two", 0)];
    let calls = calls.iter().map(|(id, priority)| call(id, *priority));
    test.store.load(calls.collect()).await.expect("loaded");
    let worker = test.worker("a").await;
    let mut order = Vec::new();
    for number in 1..=4 {
        let claimed = test.claim(worker, number, 1).await.calls;
        order.extend(claimed.into_iter().map(|row| row.call));
    }
    assert_eq!(order, ["high", "one", "two", "low"]);
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_gives_the_same_calls_again() {
    let test = TestStore::begun().await;
    test.load(5).await;
    let worker = test.worker("a").await;
    let first = test.claim(worker, 1, 2).await.calls;
    assert_eq!(test.claim(worker, 1, 2).await.calls, first);
    let next = test.claim(worker, 2, 2).await.calls;
    assert!(next.iter().all(|row| !first.contains(row)));
}

#[tokio::test]
async fn intending_and_finishing_twice_is_the_same_as_once() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("a").await).await;
    for _ in 0..2 {
        test.intend(&call, "effect-1").await.expect("written");
    }
    let other = test.intend(&call, "effect-2").await;
    assert!(
        matches!(other, Err(StoreError::Fenced)),
        "the row is another effect's"
    );
    test.observe(&call, "done").await.expect("written");
    for _ in 0..2 {
        assert_eq!(
            test.finish(&call).await.expect("ended"),
            CallOutcome::Finished
        );
    }
    assert_eq!(test.number("SELECT count(*) FROM effects").await, 1);
}

#[tokio::test]
async fn what_is_written_together_is_answered_for_each() {
    let test = TestStore::begun().await;
    test.load(3).await;
    let calls = test.claim(test.worker("a").await, 1, 3).await.calls;
    let mut lost = calls[1].clone();
    lost.fence -= 1;
    // All three wait before the clerk takes the first.
    let all = [&calls[0], &lost, &calls[2]];
    let [one, two, three] = all;
    let check = |written: [bool; 3]| assert_eq!(written, [true, false, true]);
    let intended = tokio::join!(
        test.intend(one, "one"),
        test.intend(two, "two"),
        test.intend(three, "three")
    );
    check([intended.0, intended.1, intended.2].map(|written| written.is_ok()));
    let observed = tokio::join!(
        test.observe(one, "done"),
        test.observe(two, "done"),
        test.observe(three, "failed")
    );
    check([observed.0, observed.1, observed.2].map(|written| written.is_ok()));
    let ended = tokio::join!(test.finish(one), test.finish(two), test.finish(three));
    check([ended.0, ended.1, ended.2].map(|ended| ended.is_ok()));
    let finished = Some(CallOutcome::Finished);
    assert_eq!(test.outcomes().await, [finished, None, finished]);
}

#[tokio::test]
async fn what_was_observed_counts_when_the_end_is_written_with_it() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("a").await).await;
    test.intend(&call, "effect-1").await.expect("written");
    let (ended, observed) = tokio::join!(test.finish(&call), test.observe(&call, "done"));
    observed.expect("written");
    assert_eq!(ended.expect("ended"), CallOutcome::Finished);
}

#[tokio::test]
async fn a_lone_intention_makes_the_call_ambiguous_whatever_its_worker_says() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("a").await).await;
    test.intend(&call, "effect-1").await.expect("written");
    assert_eq!(
        test.finish(&call).await.expect("ended"),
        CallOutcome::Ambiguous
    );
}

/// What becomes of a call whose worker is lost after this much of one effect.
async fn check_taken_over(written: &[&'static str], outcome: Option<CallOutcome>) {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("lost").await).await;
    for status in written {
        match *status {
            "intended" => test.intend(&call, "effect-1").await.expect("written"),
            status => test.observe(&call, status).await.expect("written"),
        }
    }
    test.advance(LEASE_MS - 1).await;
    assert_eq!(test.take_over().await, TakenOver::default());
    test.advance(1).await;
    let taken = test.take_over().await;
    let (waiting, ended) = if outcome.is_some() { (0, 1) } else { (1, 0) };
    assert_eq!((taken.waiting, taken.ended), (waiting, ended));
    assert_eq!(test.outcomes().await, [outcome], "{written:?}");
    // The old worker was only paused.
    assert!(matches!(
        test.intend(&call, "late").await,
        Err(StoreError::Fenced)
    ));
    assert!(matches!(
        test.observe(&call, "done").await,
        Err(StoreError::Fenced)
    ));
    assert!(matches!(test.finish(&call).await, Err(StoreError::Fenced)));
    assert_eq!(test.outcomes().await, [outcome]);
}

#[tokio::test]
async fn a_lost_worker_s_call_waits_again_only_if_nothing_was_intended() {
    check_taken_over(&[], None).await;
}

#[tokio::test]
async fn a_worker_that_wakes_up_when_another_has_its_call_can_write_nothing() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let old = test.given(test.worker("paused").await).await;
    test.advance(LEASE_MS).await;
    assert_eq!(test.take_over().await.waiting, 1);
    let new = test.given(test.worker("next").await).await;
    let fenced = |written: Result<(), StoreError>| {
        assert!(matches!(written, Err(StoreError::Fenced)), "{written:?}");
    };
    fenced(test.intend(&old, "old").await);
    test.intend(&new, "new").await.expect("its own");
    fenced(test.intend(&old, "old").await);
    fenced(test.observe(&old, "done").await);
    fenced(test.finish(&old).await.map(|_| ()));
    assert_eq!(test.outcomes().await, [None]);
    test.observe(&new, "done").await.expect("its own");
    assert_eq!(
        test.finish(&new).await.expect("its own"),
        CallOutcome::Finished
    );
}

#[tokio::test]
async fn a_lost_worker_s_lone_intention_ends_the_call_as_ambiguous() {
    check_taken_over(&["intended"], Some(CallOutcome::Ambiguous)).await;
    check_taken_over(&["intended", "ambiguous"], Some(CallOutcome::Ambiguous)).await;
}

#[tokio::test]
async fn a_lost_worker_s_call_between_two_commands_is_interrupted() {
    check_taken_over(&["intended", "done"], Some(CallOutcome::Interrupted)).await;
    check_taken_over(&["intended", "failed"], Some(CallOutcome::Interrupted)).await;
}

#[tokio::test]
async fn a_call_whose_workers_die_again_and_again_is_refused_in_the_end() {
    let test = TestStore::begun().await;
    test.load(1).await;
    for _ in 0..4 {
        test.given(test.worker("dying").await).await;
        test.advance(LEASE_MS).await;
        test.take_over().await;
    }
    assert_eq!(test.outcomes().await, [Some(CallOutcome::Refused)]);
}

#[tokio::test]
async fn a_worker_that_is_heard_keeps_its_calls_and_its_namesake_has_its_own() {
    let test = TestStore::begun().await;
    test.load(2).await;
    let (one, two) = (test.worker("same").await, test.worker("same").await);
    assert_ne!(one, two);
    let kept = test.given(one).await;
    let lost = test.given(two).await;
    for _ in 0..5 {
        test.advance(LEASE_MS / 2).await;
        test.beat(one).await;
        test.take_over().await;
    }
    test.intend(&kept, "effect-1").await.expect("still its own");
    let fenced = test.intend(&lost, "effect-2").await;
    assert!(matches!(fenced, Err(StoreError::Fenced)));
}

#[tokio::test]
async fn a_clock_that_jumps_either_way_loses_no_call_and_runs_none_twice() {
    for jump in [3_600_000, -3_600_000] {
        let test = TestStore::begun().await;
        test.load(2).await;
        let worker = test.worker("a").await;
        let sent = test.given(worker).await;
        test.intend(&sent, "effect-1").await.expect("written");
        let unsent = test.claim(worker, 2, 1).await.calls.remove(0);
        test.advance(jump).await;
        let taken = test.take_over().await;
        assert_eq!((taken.waiting, taken.ended), (1, 1), "{jump}");
        assert!(test.observe(&sent, "done").await.is_err());
        assert!(test.intend(&unsent, "effect-2").await.is_err());
        test.beat(worker).await;
        let again = test.claim(worker, 3, 5).await.calls;
        assert_eq!(again.len(), 1);
        test.intend(&again[0], "effect-3")
            .await
            .expect("its own now");
    }
}

#[tokio::test]
async fn all_workers_share_the_calls_a_second() {
    let test = TestStore::begun_with(Heading {
        rate_per_s: Some(10.0),
        ..Heading::default()
    })
    .await;
    test.load(100).await;
    let workers = [test.worker("a").await, test.worker("b").await];
    let mut begun = 0;
    for number in 0..100 {
        let worker = workers[number % 2];
        let number = i64::try_from(number).expect("small") + 1;
        begun += test.claim(worker, number, 50).await.calls.len();
        test.advance(50).await;
    }
    // Five seconds, and what had been due in a quarter of a second before.
    assert!((50..=53).contains(&begun), "{begun}");
}

#[tokio::test]
async fn a_clock_that_is_put_back_does_not_stop_the_campaign() {
    let test = TestStore::begun_with(Heading {
        rate_per_s: Some(10.0),
        ..Heading::default()
    })
    .await;
    test.load(10).await;
    let worker = test.worker("a").await;
    assert!(!test.claim(worker, 1, 50).await.calls.is_empty());
    test.advance(-3_600_000).await;
    assert_eq!(test.claim(worker, 2, 50).await.calls.len(), 1);
    assert_eq!(test.claim(worker, 3, 50).await.calls.len(), 0);
    test.advance(100).await;
    assert_eq!(test.claim(worker, 4, 50).await.calls.len(), 1);
}

#[tokio::test]
async fn all_workers_share_the_calls_at_a_time() {
    let test = TestStore::begun_with(Heading {
        concurrent_max: Some(3),
        ..Heading::default()
    })
    .await;
    test.load(10).await;
    let (one, two) = (test.worker("a").await, test.worker("b").await);
    let running = test.claim(one, 1, 2).await.calls;
    assert_eq!(running.len(), 2);
    assert_eq!(test.claim(two, 1, 5).await.calls.len(), 1);
    assert_eq!(test.claim(two, 2, 5).await.calls.len(), 0);
    test.finish(&running[0]).await.expect("ended");
    assert_eq!(test.claim(two, 3, 5).await.calls.len(), 1);
}

#[tokio::test]
async fn of_two_observations_that_come_together_the_later_one_counts() {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("a").await).await;
    test.intend(&call, "effect-1").await.expect("written");
    let observe = |status, rate| Observe {
        key: EffectKey {
            call: call.number,
            fence: call.fence,
            step: 1,
            attempt: 1,
        },
        observation: Observation {
            status,
            detail: None,
            rate,
        },
    };
    // Whatever is handed in while the store is away is written together.
    let away = test.locked().await;
    let mut answers = Vec::new();
    for one in [
        observe("failed", None),
        observe("ambiguous", None),
        observe("done", Some(1.0)),
    ] {
        let answer = test.store.hand_in(one, Patience::CONTROL).await;
        answers.push(answer.expect("taken"));
    }
    drop(away);
    for answer in answers {
        answer
            .await
            .expect("answered")
            .expect("done")
            .expect("its own");
    }
    let calls = test.store.calls(0, 1).await.expect("calls");
    assert_eq!(calls[0].effects[0].status, EffectStatus::Done);
    assert_eq!(calls[0].effects[0].recognition_rate, Some(1.0));
}

#[tokio::test]
async fn who_only_looks_waits_for_nobody_who_writes() {
    let test = TestStore::begun().await;
    test.load(3).await;
    let _writing = test.locked().await;
    assert_eq!(test.store.status().await.expect("status").waiting, 3);
    assert_eq!(test.store.calls(0, 10).await.expect("calls").len(), 3);
    assert!(test.store.workers().await.expect("workers").is_empty());
}

#[test]
fn an_address_that_is_none_is_refused() {
    for address in ["", "sqlite:", "sqlite::memory:", "campaign.db", "mysql://x"] {
        assert!(
            matches!(Place::new(address), Err(StoreError::Address)),
            "{address}"
        );
    }
}

#[test]
fn no_password_of_an_address_is_shown() {
    let place = Place::new("postgres://me:secret@host/db").expect("an address");
    assert!(!format!("{place:?}").contains("secret"));
}
