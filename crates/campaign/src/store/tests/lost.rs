//! Calls of lost workers that another one looks after before they end.

use crate::{
    CallOutcome, StoreError,
    store::{
        Heir, TakenOver,
        testing::{LEASE_MS, TestStore},
    },
};

/// A worker that can do everything about lost calls.
fn heir(worker: i64, number: i64) -> Heir {
    Heir {
        worker,
        number,
        at_most: 10,
        listens: true,
        unmasks: true,
    }
}

/// A call whose worker is lost, with one effect of this kind, if it has any, of this status.
async fn lost(effect: Option<(&str, Option<&'static str>)>) -> TestStore {
    let test = TestStore::begun().await;
    test.load(1).await;
    let call = test.given(test.worker("lost").await).await;
    if let Some((kind, status)) = effect {
        test.intend(&call, "effect-1").await.expect("written");
        if let Some(status) = status {
            test.observe(&call, status).await.expect("written");
        }
        test.raw(&format!("UPDATE effects SET kind = '{kind}'"))
            .await;
    }
    test.advance(LEASE_MS).await;
    test
}

#[tokio::test]
async fn an_heir_has_the_call_and_may_write_what_came_of_it_and_nobody_else_may() {
    let test = lost(Some(("digits", None))).await;
    test.advance(500).await;
    let worker = test.worker("heir").await;
    let mut taken = test.inherit(heir(worker, 1)).await;
    // The answer is lost, and it is done again.
    assert_eq!(
        test.inherit(heir(worker, 1)).await.inherited,
        taken.inherited
    );
    assert_eq!(test.inherit(heir(worker, 2)).await, TakenOver::default());
    let lost = taken.inherited.pop().expect("one");
    let digits = lost.open_digits().expect("one");
    assert_eq!((digits.step, digits.attempt), (1, 1));
    assert_eq!(digits.ago_ms, LEASE_MS + 500);
    let mut old = lost.call.clone();
    old.fence -= 1;
    let late = test.observe(&old, "done").await;
    assert!(matches!(late, Err(StoreError::Fenced)), "{late:?}");
    let late = test.intend(&old, "effect-2").await;
    assert!(matches!(late, Err(StoreError::Fenced)), "{late:?}");
    assert_eq!(test.outcomes().await, [None]);
    test.observe(&lost.call, "done").await.expect("its own");
    test.finish(&lost.call).await.expect("its own");
}

#[tokio::test]
async fn a_call_whose_heirs_are_lost_too_ends_as_ambiguous() {
    let test = lost(Some(("digits", None))).await;
    for number in 0..3 {
        let worker = test.worker("heir").await;
        let taken = test.inherit(heir(worker, 1)).await;
        assert_eq!(taken.inherited.len(), 1, "{number}");
        test.advance(LEASE_MS).await;
    }
    let worker = test.worker("heir").await;
    assert_eq!(test.inherit(heir(worker, 1)).await.ended, 1);
    assert_eq!(test.outcomes().await, [Some(CallOutcome::Ambiguous)]);
}

#[tokio::test]
async fn an_heir_takes_what_it_can_do_something_about() {
    for (effect, listens, unmasks, inherited) in [
        (Some(("digits", None)), true, false, true),
        (Some(("digits", Some("ambiguous"))), true, false, true),
        (Some(("digits", Some("done"))), true, true, false),
        (Some(("digits", None)), false, true, false),
        (Some(("play", None)), true, true, false),
        (Some(("mask", None)), false, true, true),
        (Some(("mask", Some("done"))), false, true, true),
        (Some(("mask", Some("failed"))), false, true, true),
        (Some(("mask", Some("unsent"))), true, true, false),
        (Some(("mask", Some("done"))), true, false, false),
        (Some(("unmask", Some("done"))), true, true, false),
        (None, true, true, false),
    ] {
        let test = lost(effect).await;
        let able = Heir {
            listens,
            unmasks,
            ..heir(test.worker("heir").await, 1)
        };
        let taken = test.inherit(able).await;
        assert_eq!(taken.inherited.len(), usize::from(inherited), "{effect:?}");
        assert_eq!(taken.waiting, u64::from(effect.is_none()), "{effect:?}");
    }
}

#[tokio::test]
async fn an_heir_without_room_takes_only_calls_that_need_nobody() {
    for (effect, waiting) in [(Some(("digits", None)), 0), (None, 1)] {
        let test = lost(effect).await;
        let full = Heir {
            at_most: 0,
            ..heir(test.worker("heir").await, 1)
        };
        let taken = test.inherit(full).await;
        let expected = TakenOver {
            waiting,
            ..TakenOver::default()
        };
        assert_eq!(taken, expected, "{effect:?}");
    }
}

#[tokio::test]
async fn a_recording_that_nobody_unmasks_is_told_of() {
    let test = lost(Some(("mask", Some("done")))).await;
    assert_eq!(test.take_over().await.ended, 1);
    let calls = test.store.calls(0, 10).await.expect("calls");
    let detail = calls[0].detail.as_deref().expect("words");
    assert!(detail.contains("masked"), "{detail}");
}
