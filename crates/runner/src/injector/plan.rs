//! A plan on its way: one send after the other under one lock of the call, until one fails.
//! What happens in each is in `errand`.

use core::time::Duration;

use cxtone_payload::PlannedSend;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

use super::{Injector, errand::Errand, new_injection_id, turn};
use crate::{CallGuard, Failure, Injection, PlanFailure, PlannedInjection, Report};

/// A plan whose call's turn has come.
struct Course {
    injector: Injector,
    planned: PlannedInjection,
    cancellation: CancellationToken,
    /// The first send, which waited for the lock.
    first: Option<(Errand, Span)>,
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
        let unsent = planned.plan.sends().len().saturating_sub(1);
        let unsent = |failure| PlanFailure {
            sent: Vec::new(),
            failure,
            unsent,
        };
        let mut course = Course {
            injector: self.clone(),
            planned,
            cancellation: cancellation.clone(),
            first: None,
            sent: Vec::new(),
        };
        let Some((mut first, span)) = course.first_errand() else {
            return Ok(Vec::new());
        };
        let key = self.lock_key(&course.planned.address);
        let turn = turn(&self.locks, &key, cancellation)
            .instrument(tracing::debug_span!(parent: &span, "lock"))
            .await;
        first.lock_wait = first.started.elapsed();
        let guard = turn
            .inspect_err(|failure| first.notify_unsent(failure))
            .map_err(unsent)?;
        course.first = Some((first, span));
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
            let (mut errand, span) = self.first.take().unwrap_or_else(|| self.errand(&send));
            let wait = pace.here(Duration::from_millis(send.wait_ms()));
            if !self.waits(wait).await {
                errand.notify_unsent(&Failure::Cancelled);
                return self.end(told, Failure::Cancelled, last - index);
            }
            // A pause that was asked for is no latency.
            errand.started += wait;
            let (report, reported) = oneshot::channel();
            let running = async {
                match Box::new(errand).run(held, report).await {
                    Some(play_out) => Some(play_out.end().await),
                    None => None,
                }
            };
            let running = running.instrument(span);
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

    fn first_errand(&self) -> Option<(Errand, Span)> {
        self.planned
            .plan
            .sends()
            .first()
            .map(|send| self.errand(send))
    }

    fn errand(&self, send: &PlannedSend) -> (Errand, Span) {
        let errand = Errand {
            client: self.injector.client.clone(),
            parts: self.injector.parts.clone(),
            tap: self.injector.tap.clone(),
            injection_id: new_injection_id(),
            injection: Injection {
                address: self.planned.address.clone(),
                payload: send.payload().clone(),
                verify: self.planned.verify,
            },
            cancellation: self.cancellation.clone(),
            started: Instant::now(),
            lock_wait: Duration::ZERO,
        };
        let span = errand.span();
        (errand, span)
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
