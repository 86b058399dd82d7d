//! One injection whose call's turn has come: intended, sent, observed, heard, perhaps sent again.
//! It runs in a task of its own, so that nobody who stops waiting can leave it half done.

use core::{mem, time::Duration};
use std::sync::Arc;

use cxtone_audit::{
    InjectionId, Intended, Observed, Recognition, Record, Settlement, ShortText, Stages, Subject,
};
use cxtone_cxone::{Client, Sent};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, field};

use super::{Parts, ended::Ended, now, play_out::PlayOut, sending::Sending, used::Used};
use crate::{
    AudioTap, CallGuard, Failure, Injection, LogError, MonitorEvent, Report, SETTLING_MARGIN,
    Settle, TapError, Timings, Troubles, failure_kind,
    hearing::{Hearing, Verdict},
    listening::Listening,
    settle::{Unheard, again},
};

pub(super) struct Errand {
    pub(super) client: Client,
    pub(super) parts: Arc<Parts>,
    pub(super) tap: Option<Arc<dyn AudioTap>>,
    pub(super) injection_id: InjectionId,
    pub(super) injection: Injection,
    pub(super) cancellation: CancellationToken,
    pub(super) started: Instant,
    pub(super) lock_wait: Duration,
}

impl Errand {
    /// The span of the whole injection.
    pub(super) fn span(&self) -> Span {
        tracing::info_span!(
            "injection",
            injection_id = self.injection_id.as_str(),
            call_id = self.client.lock_key(&self.injection.address).as_str(),
            outcome = field::Empty,
            attempts = field::Empty,
        )
    }

    /// Runs to the end, and reports as soon as there is something to report. The call is to be
    /// kept locked until its tones have played out, unless it was freed before.
    pub(super) async fn run(
        mut self: Box<Self>,
        guard: CallGuard,
        report: oneshot::Sender<Result<Report, Failure>>,
    ) -> Option<PlayOut> {
        let mut used = Used::new(self.lock_wait);
        if let Err(error) = self.log(Self::intended).await {
            drop(guard);
            let failure = Failure::NotLogged(error);
            self.notify_unsent(&failure);
            // Whoever asked may have stopped waiting; there is nobody else to tell.
            let _unheard = report.send(Err(failure));
            return None;
        }
        let mut guard = Some(guard);
        let (ended, end) = loop {
            let (ended, end) = self.send_and_hear(&mut guard, &mut used).await;
            if !self.prepares_another(&ended, &mut used).await {
                break (ended, end);
            }
        };
        Span::current()
            .record("outcome", failure_kind::name(&ended.audit.outcome))
            .record("attempts", ended.audit.attempts);
        self.parts
            .tell(&ended.audit, &used.timings, || ended.event());
        let dtmf_type = self.injection.payload.dtmf_type();
        let settling = self.settling(&ended);
        let _unheard = report.send(ended.result(&self.injection_id, dtmf_type, used.timings));
        let (guard, end) = guard.zip(end)?;
        Some(PlayOut::new(guard, end + settling))
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
        let timings = Timings {
            lock_wait: self.lock_wait,
            ..Timings::default()
        };
        let event = || MonitorEvent::new(audit.clone(), None);
        self.parts.tell(&audit, &timings, event);
    }

    /// One send with all that follows from it; and when its tones have played out, where they may
    /// be played at all. Where they are not, the call is free at once.
    async fn send_and_hear(
        &self,
        guard: &mut Option<CallGuard>,
        used: &mut Used,
    ) -> (Ended, Option<Instant>) {
        let (sending, listening) = self.listen_and_send(used).await;
        used.count(&sending.sent);
        used.timings.verification += sending.marking;
        let end = self.tones_end(&sending.sent);
        match end {
            Some(end) => used.timings.play_out += end.saturating_duration_since(Instant::now()),
            None => *guard = None,
        }
        let mut ended = self.observe(sending, used.attempts()).await;
        if let (Some(listening), Some(end)) = (listening, end)
            && (self.injection.verify || self.late_margin(&ended).is_some())
        {
            // It needs much more room than sending, and is seldom asked for.
            Box::pin(self.hear(&listening, end, &mut ended)).await;
            used.timings.verification += Instant::now().saturating_duration_since(end);
        }
        (ended, end)
    }

    /// Whether the digits are sent once more; then that is written down, and the injection's
    /// payload is what is to be sent.
    async fn prepares_another(&mut self, ended: &Ended, used: &mut Used) -> bool {
        let policy = self.client.policy();
        let payload = &self.injection.payload;
        let unheard = Unheard {
            settlement: ended.audit.settlement.as_ref(),
            ambiguous: ended.is_open(),
            dtmf_type: payload.dtmf_type(),
            attempts_left: used.has_attempts_left(policy),
            time_left: used.has_time_left(policy),
        };
        let Some(next) = again(self.parts.settle, unheard) else {
            return false;
        };
        if self.cancellation.is_cancelled() {
            return false;
        }
        let limits = self.client.capabilities().limits();
        let Some(payload) = payload.clone().with_type(next, &limits) else {
            return false;
        };
        let before = mem::replace(&mut self.injection.payload, payload);
        if self.log(Self::intended).await.is_err() {
            // What cannot be written down is not sent; the record that nothing was heard stands.
            self.injection.payload = before;
            return false;
        }
        if next != before.dtmf_type() {
            used.start_type();
        }
        tracing::info!(dtmf_type = next.as_str(), "not heard, so sent again");
        true
    }

    fn intended(&self) -> Record {
        Record::Intended(Intended {
            timestamp: now(),
            subject: self.subject(),
        })
    }

    fn subject(&self) -> Subject {
        let call = self.client.lock_key(&self.injection.address);
        let payload = &self.injection.payload;
        let subject = Subject::new(self.injection_id.clone(), call, payload);
        match &self.parts.digits_key {
            Some(key) => subject.recognisable(payload, key),
            None => subject,
        }
    }

    /// Makes a record only where there is a log to write it into.
    async fn log(&self, record: impl FnOnce(&Self) -> Record) -> Result<(), LogError> {
        match &self.parts.log {
            Some(log) => log.append(record(self)).await,
            None => Ok(()),
        }
    }

    /// Starts to listen where that may be needed, and sends. Where listening fails, the digits
    /// are sent all the same and the report says why the recognition is only assumed.
    async fn listen_and_send(&self, used: &Used) -> (Sending, Option<Listening>) {
        let wanted = self.injection.verify || self.parts.settle != Settle::Off;
        let Some(tap) = self.tap.as_ref().filter(|_| wanted) else {
            let sent = self.send(used).await;
            let tap = self.injection.verify.then_some(TapError::NoTap);
            let unheard = Sending::unheard(sent);
            return (Sending { tap, ..unheard }, None);
        };
        // The tap may ask with the same token as the injection, whose time it is to be counted to.
        let ready = self.left(used);
        let token = match ready.ready(&self.cancellation).await {
            Ok(token) => token,
            Err(sent) => return (Sending::unheard(*sent), None),
        };
        let started = Instant::now();
        let call = self.injection.address.recorded_as();
        let payload = &self.injection.payload;
        let marking = Listening::start(tap.clone(), call, payload, self.parts.pace);
        // What is not used up by marking is for sending, whatever becomes of the marking.
        let left = ready.policy().total_deadline.saturating_sub(token);
        let marking = timeout(left / 2, marking);
        let marking = async { marking.await.unwrap_or(Err(TapError::TimedOut)) };
        let listening = self.uncancelled(marking).await;
        let marking = started.elapsed();
        let mut sent = self.send(used).await;
        sent.timing.token += token;
        sent.timing.total += token;
        let (listening, tap) = match listening {
            Ok(listening) => (Some(listening), None),
            Err(error) => (None, Some(error)),
        };
        (Sending { sent, marking, tap }, listening)
    }

    /// Sends within what is left by now: whatever went before it took of the same time.
    async fn send(&self, used: &Used) -> Sent {
        let Injection {
            address, payload, ..
        } = &self.injection;
        let client = self.left(used);
        client.inject(address, payload, &self.cancellation).await
    }

    /// The client with what is left of its policy.
    fn left(&self, used: &Used) -> Client {
        self.client.with_policy(used.left_of(self.client.policy()))
    }

    /// When the tones have played out; `None` where they provably are not played.
    fn tones_end(&self, sent: &Sent) -> Option<Instant> {
        let played = match &sent.outcome {
            Ok(_) => true,
            Err(error) => error.is_ambiguous(),
        };
        let play_out = Duration::from_millis(self.injection.payload.play_out_ms());
        played.then(|| Instant::now() + self.parts.pace.here(play_out))
    }

    /// How long the call stays locked after its tones. Where there are ears, long enough that a
    /// recording that lags behind has none of them after the mark of the next injection; and where
    /// digits may come late that nobody could listen to, so long as they may.
    fn settling(&self, ended: &Ended) -> Duration {
        if self.tap.is_none() {
            return Duration::ZERO;
        }
        let late = match self.parts.settle {
            Settle::Listen { late_margin, .. } if ended.is_open() => late_margin,
            _ => Duration::ZERO,
        };
        self.parts.pace.here(SETTLING_MARGIN + late)
    }

    /// How much longer than it plays the call must be listened to, if that is to settle anything.
    fn late_margin(&self, ended: &Ended) -> Option<Duration> {
        self.parts.settle.late_margin(ended.is_open())
    }

    async fn observe(&self, sending: Sending, attempts: u32) -> Ended {
        let Sending { sent, marking, tap } = sending;
        let audit = Observed {
            timestamp: now(),
            subject: self.subject(),
            attempts,
            outcome: failure_kind::outcome(&sent.outcome),
            latency: sent.timing.token + sent.timing.request,
            stages: Stages {
                lock_wait: self.lock_wait,
                token: sent.timing.token,
                first_byte: sent.timing.first_byte,
                total: self.started.elapsed().saturating_sub(marking),
            },
            recognition: Recognition::assumed(sent.outcome.is_ok()),
            settlement: tap.as_ref().and_then(|error| self.unsettled(&sent, error)),
            correlation_id: sent.correlation_id.as_deref().map(ShortText::new),
        };
        let log = self.log(|_| Record::Observed(audit.clone())).await.err();
        Ended {
            sent,
            audit,
            troubles: Troubles { log, tap },
        }
    }

    /// What is left open because the tap failed; nothing where the digits provably are not played.
    fn unsettled(&self, sent: &Sent, error: &TapError) -> Option<Settlement> {
        self.tap.as_ref()?;
        let open = match &sent.outcome {
            Ok(_) => false,
            Err(error) if error.is_ambiguous() => true,
            Err(_) => return None,
        };
        self.parts
            .settle
            .late_margin(open)
            .map(|_| left_open(error))
    }

    /// Replaces the assumed recognition by a measured one, settles what is to be settled, and
    /// writes that down too.
    async fn hear(&self, listening: &Listening, end: Instant, ended: &mut Ended) {
        let late_margin = self.late_margin(ended);
        let heard = self
            .uncancelled(self.listen(listening, end, late_margin))
            .instrument(tracing::debug_span!("verification"))
            .await;
        let settlement = match heard {
            Ok(hearing) => {
                ended.audit.recognition = hearing.recognition;
                settlement(&hearing.verdict)
            }
            Err(error) => {
                let open = left_open(&error);
                ended.troubles.tap = Some(error);
                if late_margin.is_none() {
                    return;
                }
                open
            }
        };
        if late_margin.is_some() {
            ended.audit.outcome = failure_kind::settled(ended.audit.outcome.clone(), &settlement);
            ended.audit.settlement = Some(settlement);
        }
        ended.audit.timestamp = now();
        let logged = self.log(|_| Record::Observed(ended.audit.clone())).await;
        ended.troubles.log = ended.troubles.log.take().or(logged.err());
    }

    /// Listens to the tones, and where something is to be settled and not all was heard, to what
    /// comes late.
    async fn listen(
        &self,
        listening: &Listening,
        end: Instant,
        late_margin: Option<Duration>,
    ) -> Result<Hearing, TapError> {
        let hearing = listening.hear(end).await;
        let all = matches!(
            &hearing,
            Ok(Hearing {
                verdict: Verdict::All,
                ..
            })
        );
        match late_margin {
            Some(late_margin) if !all => listening.hear_late(end, late_margin).await,
            _ => hearing,
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

fn settlement(verdict: &Verdict) -> Settlement {
    match verdict {
        Verdict::All => Settlement::Heard,
        Verdict::Part => Settlement::PartlyHeard,
        Verdict::Nothing => Settlement::NotHeard,
        Verdict::Unproved(error) => left_open(error),
    }
}

fn left_open(error: &TapError) -> Settlement {
    Settlement::Open(ShortText::new(&error.to_string()))
}
