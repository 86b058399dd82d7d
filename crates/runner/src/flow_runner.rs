//! The flow runner: drives a flow's session through one call, command by command.
//! What comes next is the session's decision; how one command is carried out is in `commanding`.

mod commanding;
mod flow_report;
mod journal;
mod readiness;
mod sender;

use core::{fmt, pin::Pin, time::Duration};
use std::sync::Arc;

use cxtone_dialect::Address;
use cxtone_flow::{Action, Event, Flow, Session, StepName};
use cxtone_payload::{CallId, DtmfType};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use self::{commanding::Commanding, journal::Journal, sender::Sender};
pub use self::{
    flow_report::{CommandFailure, FlowReport},
    readiness::{FlowRefusal, FlowRefused},
};
use crate::{CallControl, EffectLog, Injector};

/// How often it is asked whether a prompt has ended. The last answer may be that late.
pub const PROMPT_POLL_INTERVAL: Duration = Duration::from_millis(250);

/// How long the command in flight may still take when the flow is cancelled; then it is cancelled
/// too.
pub const DRAIN_MAX: Duration = Duration::from_secs(5);

/// Follows flows through calls. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct FlowRunner {
    control: Arc<dyn CallControl>,
    sender: Option<Sender>,
    log: Option<Arc<dyn EffectLog>>,
}

/// A command on its way.
struct InFlight<'a> {
    ending: Pin<Box<dyn Future<Output = Ending> + Send + 'a>>,
    cancellation: CancellationToken,
    /// When it is cancelled, if it is to be given up.
    cancel_at: Option<Instant>,
}

/// How a command ended, for the session and for the report.
struct Ending {
    event: Event,
    failure: Option<CommandFailure>,
}

/// What happens next.
enum Next {
    Cancelled,
    Ended(Ending),
    GiveUp,
    Tick,
}

impl FlowRunner {
    /// Commands calls through this port; without a log, and without a way to send digits.
    #[must_use]
    pub fn new(control: impl CallControl + 'static) -> Self {
        Self {
            control: Arc::new(control),
            sender: None,
            log: None,
        }
    }

    /// Sends the digits of `send-digits` steps through this injector, to this address of the same
    /// call, as this type. The injector writes them down in a log of its own.
    #[must_use]
    pub fn sending(mut self, injector: Injector, address: Address, dtmf_type: DtmfType) -> Self {
        self.sender = Some(Sender::new(injector, address, dtmf_type));
        self
    }

    /// Where commands are written down: before they are sent, and when their outcome is known.
    #[must_use]
    pub fn log(mut self, log: impl EffectLog + 'static) -> Self {
        self.log = Some(Arc::new(log));
        self
    }

    /// Whether this flow can be followed at all. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`FlowRefused`] with everything that cannot be done.
    pub fn check(&self, flow: &Flow) -> Result<(), FlowRefused> {
        readiness::check(self, flow)
    }

    /// Follows the flow through the call to its end.
    ///
    /// Before each command the call must be `active` or `ringing`; otherwise the flow ends as hung
    /// up, and no command follows. A command that may have been carried out is never sent again.
    ///
    /// Cancelling ends the flow: the command in flight may take [`DRAIN_MAX`] to end by itself,
    /// and the outcome is [`Cancelled`](cxtone_flow::Outcome::Cancelled). Dropping the future ends
    /// it at once; what is on its way then stands in the log as *intended* alone.
    ///
    /// # Errors
    ///
    /// [`FlowRefused`] where the flow has a step that cannot be carried out. Nothing was sent.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn run(
        &self,
        call: &CallId,
        flow: Arc<Flow>,
        cancellation: &CancellationToken,
    ) -> Result<FlowReport, FlowRefused> {
        self.check(&flow)?;
        let journal = Journal::new(self.log.clone(), call.clone());
        let commanding = Commanding {
            runner: self,
            call,
            journal: &journal,
            prompt_max: flow.limits().command_ms.duration(),
        };
        let mut session = Session::new(flow);
        let failure = drive(&mut session, &commanding, cancellation).await;
        Ok(FlowReport::of(&session, failure, &journal))
    }
}

impl fmt::Debug for FlowRunner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FlowRunner")
            .field("sends_digits", &self.sender.is_some())
            .field("writes_down", &self.log.is_some())
            .finish_non_exhaustive()
    }
}

/// Drives the session to its end, which its flow's limits bound; the last failure of a command.
async fn drive(
    session: &mut Session,
    commanding: &Commanding<'_>,
    cancellation: &CancellationToken,
) -> Option<CommandFailure> {
    let started = Instant::now();
    let mut failure = None;
    let mut in_flight: Option<InFlight<'_>> = None;
    let mut is_cancelled = cancellation.is_cancelled();
    if is_cancelled {
        session.handle(Duration::ZERO, Event::Cancelled);
    }
    loop {
        match session.poll_action() {
            Some(Action::Stop) => give_up(&mut in_flight, is_cancelled),
            Some(action) => in_flight = Some(begin(commanding, session, action)),
            None => {}
        }
        if session.outcome().is_some() {
            return failure;
        }
        let due = session.poll_timeout().map(|due| started + due);
        let event = match next(&mut in_flight, due, cancellation, is_cancelled).await {
            Next::Cancelled => {
                is_cancelled = true;
                Event::Cancelled
            }
            Next::Ended(ending) => {
                in_flight = None;
                failure = ending.failure;
                ending.event
            }
            Next::GiveUp => {
                give_up(&mut in_flight, false);
                Event::Tick
            }
            Next::Tick => Event::Tick,
        };
        session.handle(started.elapsed(), event);
    }
}

async fn next(
    in_flight: &mut Option<InFlight<'_>>,
    due: Option<Instant>,
    cancellation: &CancellationToken,
    is_cancelled: bool,
) -> Next {
    let cancel_at = in_flight.as_ref().and_then(|command| command.cancel_at);
    let ending = async {
        match in_flight {
            Some(command) => (&mut command.ending).await,
            None => core::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = cancellation.cancelled(), if !is_cancelled => Next::Cancelled,
        ending = ending => Next::Ended(ending),
        () = at(cancel_at) => Next::GiveUp,
        () = at(due) => Next::Tick,
    }
}

/// At this time, or never.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => core::future::pending().await,
    }
}

fn begin<'a>(commanding: &Commanding<'a>, session: &Session, action: Action) -> InFlight<'a> {
    let cancellation = CancellationToken::new();
    let step = session.path().last().map(StepName::to_string);
    let ending =
        commanding
            .clone()
            .carry_out(action, step.unwrap_or_default(), cancellation.clone());
    InFlight {
        ending: Box::pin(ending),
        cancellation,
        cancel_at: None,
    }
}

/// Gives the command in flight up, at once or with a while to end by itself.
fn give_up(in_flight: &mut Option<InFlight<'_>>, gently: bool) {
    let Some(command) = in_flight else {
        return;
    };
    if gently {
        command.cancel_at = Some(Instant::now() + DRAIN_MAX);
    } else {
        command.cancel_at = None;
        command.cancellation.cancel();
    }
}
