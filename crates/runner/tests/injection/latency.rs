//! Where the time went, also where an injection fails.

use core::time::Duration;

use tokio::time::sleep;

use crate::{
    far_end::{ANSWER_MS, FarEnd, TOKEN_MS, status},
    setting::{MemoryLog, inject, injection, injector},
};

const LOCK_WAIT: Duration = Duration::from_millis(400);

#[tokio::test(start_paused = true)]
async fn n10_the_latency_is_token_and_request_whatever_the_outcome_and_the_stages_stand_beside() {
    for answer in [200, 409, 500] {
        let far_end = FarEnd::new(&[status(answer)]);
        let log = MemoryLog::default();
        let injector = injector(&far_end).log(log.clone()).build();
        let guard = injector
            .locks()
            .acquire(&injection("call-1").address.recorded_as())
            .await;
        let (result, ()) = tokio::join!(inject(&injector, injection("call-1")), async {
            sleep(LOCK_WAIT).await;
            drop(guard);
        });
        let (latency_ms, stages) = match result {
            Ok(report) => (report.latency_ms, report.latency),
            Err(cxtone_runner::Failure::Failed(failed)) => (failed.latency_ms, failed.latency),
            Err(failure) => panic!("{failure}"),
        };
        assert_eq!(
            latency_ms,
            f64::from(u32::try_from(TOKEN_MS + ANSWER_MS).expect("small"))
        );
        assert_eq!(stages.lock_wait, LOCK_WAIT);
        assert_eq!(stages.token, Duration::from_millis(TOKEN_MS));
        assert_eq!(stages.first_byte, Duration::from_millis(ANSWER_MS));
        let total = LOCK_WAIT + Duration::from_millis(TOKEN_MS + ANSWER_MS);
        assert_eq!(stages.total, total);
        assert_eq!(log.entries()[1]["latencyMs"], latency_ms);
        assert_eq!(log.entries()[1]["latency"]["lockWait"], 400.0);
    }
}
