//! One injection whose call's turn has come: intended, sent, observed, heard, reported.
//! It runs in a task of its own, so that nobody who stops waiting can leave it half done.

use core::time::Duration;
use std::sync::Arc;

use cxtone_audit::{
    InjectionId, Intended, Observed, Recognition, Record, ShortText, Stages, Subject,
};
use cxtone_cxone::Sent;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{Parts, now};
use crate::{
    CallGuard, Failed, Failure, Injection, LogError, MonitorEvent, Report, SETTLING_MARGIN,
    TapError, Troubles, failure_kind, injection::ms, listening::Listening, monitor::notify_all,
};

pub(super) struct Errand {
    pub(super) parts: Arc<Parts>,
    pub(super) injection_id: InjectionId,
    pub(super) injection: Injection,
    pub(super) cancellation: CancellationToken,
    pub(super) started: Instant,
    pub(super) lock_wait: Duration,
}

/// What was sent, and what listening cost before it.
struct Sending {
    sent: Sent,
    /// How long it took to mark the place in the recording.
    marking: Duration,
    tap: Option<TapError>,
}

/// An injection that ended, and what went wrong beside it.
struct Ended {
    sent: Sent,
    audit: Observed,
    troubles: Troubles,
}

impl Errand {
    /// Runs to the end, reports as soon as there is something to report, and keeps the call
    /// locked until its tones have played out.
    pub(super) async fn run(
        self,
        guard: CallGuard,
        report: oneshot::Sender<Result<Report, Failure>>,
    ) {
        if let Err(error) = self.log(self.intended()).await {
            drop(guard);
            let failure = Failure::NotLogged(error);
            self.notify_unsent(&failure);
            // Whoever asked may have stopped waiting; there is nobody else to tell.
            let _unheard = report.send(Err(failure));
            return;
        }
        let (sending, listening) = self.listen_and_send().await;
        let end = self.tones_end(&sending.sent);
        let held = end.map(|_| guard);
        let mut ended = self.observe(sending).await;
        if let (Some(listening), Some(end)) = (listening, end) {
            self.hear(listening, end, &mut ended).await;
        }
        notify_all(&self.parts.monitors, &ended.event());
        let _unheard = report.send(ended.result(&self.injection_id));
        if let Some(end) = end {
            sleep_until(end + self.settling()).await;
        }
        drop(held);
    }

    /// Tells the monitors of an injection that failed before anything was sent. The log has no
    /// record of it: nothing was intended yet, or it could not be written.
    pub(super) fn notify_unsent(&self, failure: &Failure) {
        let audit = Observed {
            timestamp: now(),
            subject: self.subject(),
            attempts: 0,
            outcome: failure_kind::unsent(failure),
            latency: Duration::ZERO,
            stages: Stages {
                lock_wait: self.lock_wait,
                total: self.started.elapsed(),
                ..Stages::default()
            },
            recognition: Recognition::assumed(false),
            settlement: None,
            correlation_id: None,
        };
        notify_all(&self.parts.monitors, &MonitorEvent::new(audit, None));
    }

    fn intended(&self) -> Record {
        Record::Intended(Intended {
            timestamp: now(),
            subject: self.subject(),
        })
    }

    fn subject(&self) -> Subject {
        let call = self.injection.address.call.clone();
        Subject::new(self.injection_id.clone(), call, &self.injection.payload)
    }

    async fn log(&self, record: Record) -> Result<(), LogError> {
        match &self.parts.log {
            Some(log) => log.append(record).await,
            None => Ok(()),
        }
    }

    /// Starts to listen where that is asked for, and sends. Where listening fails, the digits are
    /// sent all the same and the report says why the recognition is only assumed.
    async fn listen_and_send(&self) -> (Sending, Option<Listening>) {
        let Some(tap) = self.parts.tap.as_ref().filter(|_| self.injection.verify) else {
            return (Sending::unheard(self.send().await), None);
        };
        // The tap may ask with the same token as the injection, whose time it is to be counted to.
        let token = match self.parts.client.ready(&self.cancellation).await {
            Ok(token) => token,
            Err(sent) => return (Sending::unheard(*sent), None),
        };
        let started = Instant::now();
        let call = self.injection.address.call.clone();
        let listening = self.uncancelled(Listening::start(tap.clone(), call)).await;
        let marking = started.elapsed();
        let mut sent = self.send().await;
        sent.timing.token += token;
        let (listening, tap) = match listening {
            Ok(listening) => (Some(listening), None),
            Err(error) => (None, Some(error)),
        };
        (Sending { sent, marking, tap }, listening)
    }

    async fn send(&self) -> Sent {
        let Injection {
            address, payload, ..
        } = &self.injection;
        self.parts
            .client
            .inject(address, payload, &self.cancellation)
            .await
    }

    /// When the tones have played out; `None` where they provably are not played.
    fn tones_end(&self, sent: &Sent) -> Option<Instant> {
        let played = match &sent.outcome {
            Ok(_) => true,
            Err(error) => error.is_ambiguous(),
        };
        let play_out = Duration::from_millis(self.injection.payload.play_out_ms());
        played.then(|| Instant::now() + play_out)
    }

    /// How long the call stays locked after its tones. Where there are ears, long enough that a
    /// recording that lags behind has none of them after the mark of the next injection.
    fn settling(&self) -> Duration {
        self.parts
            .tap
            .as_ref()
            .map_or(Duration::ZERO, |_| SETTLING_MARGIN)
    }

    async fn observe(&self, sending: Sending) -> Ended {
        let Sending { sent, marking, tap } = sending;
        let audit = Observed {
            timestamp: now(),
            subject: self.subject(),
            attempts: sent.attempts,
            outcome: failure_kind::outcome(&sent.outcome),
            latency: sent.timing.token + sent.timing.request,
            stages: Stages {
                lock_wait: self.lock_wait,
                token: sent.timing.token,
                first_byte: sent.timing.first_byte,
                total: self.started.elapsed().saturating_sub(marking),
            },
            recognition: Recognition::assumed(sent.outcome.is_ok()),
            settlement: None,
            correlation_id: sent.correlation_id.as_deref().map(ShortText::new),
        };
        let log = self.log(Record::Observed(audit.clone())).await.err();
        Ended {
            sent,
            audit,
            troubles: Troubles { log, tap },
        }
    }

    /// Replaces the assumed recognition by a measured one, and writes that down too.
    async fn hear(&self, listening: Listening, end: Instant, ended: &mut Ended) {
        let digits = *self.injection.payload.digits();
        match self.uncancelled(listening.hear(digits, end)).await {
            Ok(recognition) => {
                ended.audit.recognition = recognition;
                ended.audit.timestamp = now();
                let logged = self.log(Record::Observed(ended.audit.clone())).await;
                ended.troubles.log = ended.troubles.log.take().or(logged.err());
            }
            Err(error) => ended.troubles.tap = Some(error),
        }
    }

    async fn uncancelled<T>(
        &self,
        listening: impl Future<Output = Result<T, TapError>>,
    ) -> Result<T, TapError> {
        tokio::select! {
            () = self.cancellation.cancelled() => Err(TapError::Cancelled),
            heard = listening => heard,
        }
    }
}

impl Sending {
    fn unheard(sent: Sent) -> Self {
        Self {
            sent,
            marking: Duration::ZERO,
            tap: None,
        }
    }
}

impl Ended {
    fn event(&self) -> MonitorEvent {
        let delivery = self.sent.outcome.as_ref().ok();
        let answer = delivery.and_then(|delivery| delivery.body.clone());
        MonitorEvent::new(self.audit.clone(), answer)
    }

    fn result(self, injection_id: &InjectionId) -> Result<Report, Failure> {
        let Self {
            sent,
            audit,
            troubles,
        } = self;
        match sent.outcome {
            Ok(outcome) => Ok(Report {
                injection_id: injection_id.clone(),
                outcome,
                attempts: sent.attempts,
                latency: audit.stages,
                latency_ms: ms(audit.latency),
                recognition: audit.recognition,
                correlation_id: sent.correlation_id,
                audit,
                troubles,
            }),
            Err(error) => Err(Failure::Failed(Box::new(Failed {
                injection_id: injection_id.clone(),
                error,
                attempts: sent.attempts,
                latency: audit.stages,
                latency_ms: ms(audit.latency),
                recognition: audit.recognition,
                audit,
                troubles,
            }))),
        }
    }
}
