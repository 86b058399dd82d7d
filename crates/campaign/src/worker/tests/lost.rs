//! What a worker does about calls that a lost one had begun.

use cxtone_audit::{
    Failure, Observed, Outcome, Recognition, Settlement, ShortText, Stages, Subject,
};
use cxtone_payload::{Limits, Raw, validate};

use super::*;
use crate::{Care, LostCall, store::testing::LEASE_MS};

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
