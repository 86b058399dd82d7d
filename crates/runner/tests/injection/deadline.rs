//! One deadline for everything that an injection takes: token, marking, all sends and what lies between.

use core::time::Duration;

use cxtone_audio::Recording;
use cxtone_audit::Record;
use cxtone_cxone::{BoxFuture, InjectError, RetryPolicy};
use cxtone_dtmf::SampleRate;
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{AudioTap, EffectLog, Failure, LogError, Mark, Overheard, Settle, TapError};
use tokio::time::{Instant, sleep};

use crate::{
    far_end::{Answer, FarEnd, status},
    setting::{inject, injection, injector, verified_injection},
};

/// A line with noise and no digits on it, whose recorder is slow to say where it is.
struct Quiet {
    began: Instant,
    marking: Duration,
}

impl Quiet {
    fn marking(marking: Duration) -> Self {
        Self {
            began: Instant::now(),
            marking,
        }
    }

    fn frames(&self) -> usize {
        self.began.elapsed().as_millis() as usize * 8
    }
}

impl AudioTap for Quiet {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async {
            sleep(self.marking).await;
            Ok(Mark::new(self.frames() as u64))
        })
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        let skipped = usize::try_from(mark.position()).expect("short");
        let noise = (skipped..self.frames()).map(|index| (index % 7) as f32 * 1e-4);
        let recording = Recording::from_mono(SampleRate::TELEPHONE, noise.collect());
        Box::pin(async { Ok(recording.into()) })
    }

    fn hears(&self, _dtmf_type: DtmfType) -> bool {
        true
    }
}

/// A log on a slow disk.
struct Slow(Duration);

impl EffectLog for Slow {
    fn append(&self, _record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        Box::pin(async {
            sleep(self.0).await;
            Ok(())
        })
    }
}

fn within(total_deadline: Duration) -> RetryPolicy {
    RetryPolicy {
        total_deadline,
        ..RetryPolicy::default()
    }
}

#[tokio::test(start_paused = true)]
async fn marking_takes_of_the_same_time_as_sending_and_at_most_half_of_it() {
    const DEADLINE: Duration = Duration::from_secs(3);
    for (marking_ms, taken_ms) in [(1_000, 1_000), (2_000, 1_500), (60_000, 1_500)] {
        let [marking, taken] = [marking_ms, taken_ms].map(Duration::from_millis);
        let far_end = FarEnd::new(&[Answer::Never]);
        let injector = injector(&far_end).tap(Quiet::marking(marking)).build();
        let injector = injector.with_policy(within(DEADLINE));
        let result = inject(&injector, verified_injection("call-1")).await;
        let failure = result.expect_err("nobody answers");
        assert_eq!(far_end.seen().len(), 1, "{marking:?}");
        assert!(failure.is_ambiguous(), "{failure}");
        let Failure::Failed(failed) = &failure else {
            panic!("{failure}");
        };
        let is_late = matches!(failed.troubles.tap, Some(TapError::TimedOut));
        assert_eq!(is_late, taken < marking, "{:?}", failed.troubles);
        let spent = failed.timings.token + failed.timings.attempts + taken;
        let slack = Duration::from_millis(50);
        assert!(
            (DEADLINE - slack..=DEADLINE + slack).contains(&spent),
            "{spent:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_before_a_send_brings_no_new_time_and_no_new_attempts() {
    const WRITING: Duration = Duration::from_secs(2);
    // The first record takes two seconds, with the second one and the listening it is eleven, and
    // the next record takes two more.
    for (deadline_s, requests) in [(1, 0), (10, 1), (12, 1), (15, 2)] {
        let far_end = FarEnd::new(&[status(500), status(200)]);
        let injector = injector(&far_end)
            .tap(Quiet::marking(Duration::ZERO))
            .settle(Settle::listen())
            .log(Slow(WRITING))
            .build()
            .with_policy(within(Duration::from_secs(deadline_s)));
        let result = inject(&injector, injection("call-1")).await;
        assert_eq!(far_end.seen().len(), requests, "{deadline_s} s");
        assert_eq!(result.is_ok(), requests == 2, "{deadline_s} s");
        if [1, 12].contains(&deadline_s) {
            let failure = result.expect_err("the time was over");
            assert!(
                matches!(failure.error(), Some(InjectError::DeadlineExceeded)),
                "{failure}"
            );
        }
    }
}
