//! A plan on its way: one send after the other under one lock of the call, until one fails.
//! What happens in each is in `errand`.

use core::time::Duration;

use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{Injector, errand::Errand, new_injection_id};
use crate::{CallGuard, Failure, Injection, PlanFailure, PlannedInjection, Report};

/// A plan whose call's turn has come.
struct Course {
    injector: Injector,
    planned: PlannedInjection,
    cancellation: CancellationToken,
    lock_wait: Duration,
    sent: Vec<Report>,
}

type Told = oneshot::Sender<Result<Vec<Report>, PlanFailure>>;

impl Injector {
    /// Sends a plan into a call when its turn has come: all of its sends in order, with the waits
    /// between them, under one lock.
    ///
    /// Each send is an injection of its own, with its own records, and is waited for until it has
    /// played out. The first that fails, or may have failed, ends the plan. Returns at the end of
    /// the last send as [`inject`](Self::inject) does, which see also for dropping the future; a
    /// plan whose waits are cancelled ends there.
    ///
    /// # Errors
    ///
    /// [`PlanFailure`] with what was sent, and why the rest was not.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn inject_plan(
        &self,
        planned: PlannedInjection,
        cancellation: &CancellationToken,
    ) -> Result<Vec<Report>, PlanFailure> {
        let started = Instant::now();
        let sends = planned.plan.sends().len();
        let unsent = |failure| PlanFailure {
            sent: Vec::new(),
            failure,
            unsent: sends.saturating_sub(1),
        };
        let guard = self
            .turn(&planned.address, cancellation)
            .await
            .map_err(unsent)?;
        let course = Course {
            injector: self.clone(),
            planned,
            cancellation: cancellation.clone(),
            lock_wait: started.elapsed(),
            sent: Vec::new(),
        };
        let (told, telling) = oneshot::channel();
        tokio::spawn(course.run(guard, told));
        telling
            .await
            .unwrap_or_else(|_| Err(unsent(Failure::Interrupted)))
    }
}

impl Course {
    async fn run(mut self, guard: CallGuard, told: Told) {
        let pace = self.injector.parts.pace;
        let sends = self.planned.plan.sends().to_vec();
        let after = Duration::from_millis(self.planned.plan.wait_after_ms());
        let mut guard = Some(guard);
        let last = sends.len().saturating_sub(1);
        for (index, send) in sends.into_iter().enumerate() {
            let Some(held) = guard.take() else { return };
            let wait = pace.here(Duration::from_millis(send.wait_ms()));
            if !self.waits(wait).await {
                return self.end(told, Failure::Cancelled, last - index);
            }
            let errand = self.errand(send.payload().clone(), index);
            let span = errand.span();
            let (report, reported) = oneshot::channel();
            let running = errand.run(held, report).instrument(span);
            if index == last {
                let telling = async {
                    match reported.await.unwrap_or(Err(Failure::Interrupted)) {
                        Ok(report) => self.succeed(told, report),
                        Err(failure) => self.end(told, failure, 0),
                    }
                };
                let (held, ()) = tokio::join!(running, telling);
                sleep(pace.here(after)).await;
                drop(held);
                return;
            }
            let (held, reported) = tokio::join!(running, reported);
            guard = held;
            match reported.unwrap_or(Err(Failure::Interrupted)) {
                Ok(report) => self.sent.push(report),
                Err(failure) => return self.end(told, failure, last - index),
            }
        }
    }

    fn errand(&self, payload: cxtone_payload::Payload, index: usize) -> Errand {
        let lock_wait = if index == 0 {
            self.lock_wait
        } else {
            Duration::ZERO
        };
        Errand {
            parts: self.injector.parts.clone(),
            injection_id: new_injection_id(),
            injection: Injection {
                address: self.planned.address.clone(),
                payload,
                verify: self.planned.verify,
            },
            cancellation: self.cancellation.clone(),
            started: Instant::now(),
            lock_wait,
        }
    }

    async fn waits(&self, wait: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.cancellation.cancelled() => false,
            () = sleep(wait) => true,
        }
    }

    /// Whoever asked may have stopped waiting; there is nobody else to tell.
    fn succeed(mut self, told: Told, report: Report) {
        self.sent.push(report);
        let _unheard = told.send(Ok(self.sent));
    }

    fn end(self, told: Told, failure: Failure, unsent: usize) {
        let _unheard = told.send(Err(PlanFailure {
            sent: self.sent,
            failure,
            unsent,
        }));
    }
}
