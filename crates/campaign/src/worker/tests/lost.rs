//! What a worker does about calls that a lost one had begun.

use cxtone_audit::{
    Failure, Observed, Outcome, Recognition, Settlement, ShortText, Stages, Subject,
};
use cxtone_payload::{Limits, Raw, validate};

use super::*;
use crate::{Care, LostCall, store::testing::LEASE_MS};

/// Two calls of a lost worker, in one of which something was intended, and one that waits.
async fn two_lost() -> TestStore {
    let test = TestStore::begun().await;
    test.load(3).await;
    let lost = test.worker("lost").await;
    let sent = test.given(lost).await;
    test.intend(&sent, "effect-1").await.expect("written");
    assert_eq!(test.claim(lost, 2, 1).await.calls.len(), 1);
    test
}

/// Begins no call, and says of lost ones what it is told to.
struct Listener {
    /// Whether it hears the digits; it panics where that is not known.
    hears: Option<bool>,
}

impl Conductor for Listener {
    fn conduct<'a>(
        &'a self,
        _claimed: &'a Claimed,
        _journal: &'a CallJournal,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async { Conclusion::refused("no call is to be begun") })
    }

    fn care(&self) -> Care {
        Care {
            listens: true,
            unmasks: false,
        }
    }

    fn look_after<'a>(
        &'a self,
        lost: &'a LostCall,
        journal: &'a CallJournal,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async move {
            let digits = lost.digits.as_ref().expect("they are open");
            assert_eq!(digits.step, "[2 digits]");
            if !self.hears.expect("it knows what it hears") {
                return Conclusion::of(CallOutcome::Ambiguous);
            }
            let written = journal.append(heard(&digits.id)).await;
            written.expect("the call is its own");
            Conclusion::of(CallOutcome::Interrupted)
        })
    }
}

fn heard(id: &str) -> Record {
    let raw = Raw {
        digits: "12".into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 50_u32.into(),
    };
    let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
    let id = InjectionId::new(id).expect("an id");
    let call = "call-0".parse().expect("an id");
    Record::Observed(Observed {
        timestamp: Timestamp::from_unix_ms(0),
        subject: Subject::new(id, call, &payload),
        attempts: 0,
        outcome: Outcome::Heard(Failure {
            kind: "senderLost",
            status: None,
            message: ShortText::new("lost, and heard"),
        }),
        latency: Duration::ZERO,
        stages: Stages::default(),
        recognition: Recognition::assumed(true),
        settlement: Some(Settlement::Heard),
        correlation_id: None,
    })
}

#[tokio::test]
async fn a_lost_worker_s_digits_are_listened_for_before_the_call_ends() {
    for (hears, outcome, status) in [
        (Some(true), CallOutcome::Interrupted, EffectStatus::Done),
        (Some(false), CallOutcome::Ambiguous, EffectStatus::Ambiguous),
        (None, CallOutcome::Ambiguous, EffectStatus::Ambiguous),
    ] {
        let test = TestStore::begun().await;
        test.load(1).await;
        let call = test.given(test.worker("lost").await).await;
        test.intend(&call, "effect-1").await.expect("written");
        test.advance(LEASE_MS).await;
        let worker = Worker::new(
            test.store.clone(),
            Arc::new(Listener { hears }),
            options("heir"),
        );
        let stop = Stop::default();
        let report = timeout(PATIENCE, worker.run(&stop)).await;
        let report = report.expect("in time").expect("no error");
        assert_eq!((report.taken_over, report.lost), (1, 0));
        let rows = test.store.calls(0, 10).await.expect("calls");
        assert_eq!(rows[0].outcome, Some(outcome));
        assert_eq!(rows[0].effects[0].status, status);
        assert!(test.finish(&call).await.is_err(), "the old worker is late");
    }
}

#[tokio::test]
async fn a_cancelled_campaign_s_worker_stays_until_the_lost_ones_calls_have_ended_too() {
    let test = two_lost().await;
    let (running, _stop) = start(&test.store, &Arc::default(), options("b"));
    test.store
        .command(CampaignState::Cancelled)
        .await
        .expect("told");
    test.advance(LEASE_MS).await;
    let report = timeout(PATIENCE, running).await.expect("in time");
    assert_eq!(report.expect("ended").taken_over, 1);
    let (cancelled, ambiguous) = (CallOutcome::Cancelled, CallOutcome::Ambiguous);
    let expected = [ambiguous, cancelled, cancelled].map(Some);
    assert_eq!(test.outcomes().await, expected);
}

#[tokio::test]
async fn a_worker_that_cannot_write_an_end_leaves_the_call_to_others() {
    let test = TestStore::begun().await;
    test.load(3).await;
    test.raw(
        "CREATE TRIGGER refuse BEFORE UPDATE ON calls WHEN new.state = 2 AND new.call_id = 'call-1'
         BEGIN SELECT raise(ABORT, 'refused'); END",
    )
    .await;
    let script = Arc::new(Script::default());
    let conductor: Arc<dyn Conductor> = script.clone();
    let worker = Worker::new(test.store.clone(), conductor, options("a"));
    let stop = Stop::default();
    let ended = timeout(PATIENCE, worker.run(&stop)).await.expect("in time");
    assert!(matches!(ended, Err(StoreError::Refused(_))), "{ended:?}");
    test.raw("DROP TRIGGER refuse").await;
    let (running, _stop) = start(&test.store, &script, options("b"));
    timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("ended");
    let (finished, interrupted) = (CallOutcome::Finished, CallOutcome::Interrupted);
    let expected = [finished, interrupted, finished].map(Some);
    assert_eq!(test.outcomes().await, expected);
    assert_eq!(script.sent().len(), 3);
}
