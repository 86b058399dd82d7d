//! The flow runner: drives a flow's session through one call, command by command.
//! What comes next is the session's decision; how one command is carried out is in `commanding`.

mod commanding;
mod driving;
mod flow_report;
mod held;
mod journal;
mod open_entry;
mod readiness;
mod run_report;
mod sender;
mod watching;

use core::{fmt, sync::atomic::AtomicBool, time::Duration};
use std::sync::Arc;

use cxtone_audit::Observed;
use cxtone_dialect::Address;
use cxtone_flow::{Flow, Session};
use cxtone_payload::{CallId, DtmfType};
use tokio_util::sync::CancellationToken;

use self::{
    commanding::Commanding, held::Held, journal::Journal, open_entry::LastEntry, sender::Sender,
};
pub use self::{
    flow_report::{CommandFailure, FlowReport},
    open_entry::OpenEntry,
    readiness::{FlowRefusal, FlowRefused},
    run_report::RunReport,
};
use crate::{CallControl, CallLocks, EffectLog, Injector, LostDigits, RecordingMask};

/// How often it is asked how the call is while it rings, while a prompt plays and while a flow
/// waits. The last answer may be that late. It is half of the Go source's 500 ms, since the caller
/// hears silence meanwhile.
pub const PROMPT_POLL_INTERVAL: Duration = Duration::from_millis(250);

/// How long it may ring before the first command; then nobody has answered.
pub const RINGING_MAX: Duration = Duration::from_secs(60);

/// How long the command in flight may still take when the flow is cancelled; then it is cancelled
/// too.
pub const DRAIN_MAX: Duration = Duration::from_secs(5);

/// How long a recording stays masked after a sensitive entry has ended: its last key may sound on
/// after the far end has heard it.
pub const UNMASKING_MARGIN: Duration = Duration::from_millis(500);

/// How long the recording may take to be unmasked after a flow that left it masked.
pub const UNMASKING_MAX: Duration = Duration::from_secs(10);

/// Follows flows through calls. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct FlowRunner {
    control: Arc<dyn CallControl>,
    sender: Option<Sender>,
    mask: Option<Arc<dyn RecordingMask>>,
    log: Option<Arc<dyn EffectLog>>,
    locks: CallLocks,
    verifies: bool,
    counts_keys_ahead: bool,
}

impl FlowRunner {
    /// Commands calls through this port; without a log, without a way to send digits or to mask
    /// the recording, and with locks of its own.
    #[must_use]
    pub fn new(control: impl CallControl + 'static) -> Self {
        Self {
            control: Arc::new(control),
            sender: None,
            mask: None,
            log: None,
            locks: CallLocks::new(),
            verifies: false,
            counts_keys_ahead: false,
        }
    }

    /// Sends the digits of `send-digits` steps through this injector, to this address of the same
    /// call, as this type. The injector writes them down in a log of its own, and flows hold the
    /// call in its locks too. A flow through another call than the address names is refused.
    #[must_use]
    pub fn sending(mut self, injector: Injector, address: Address, dtmf_type: DtmfType) -> Self {
        self.sender = Some(Sender::new(injector, address, dtmf_type));
        self
    }

    /// Listens to the digits that the flow sends and measures how much of them was recognised,
    /// where the injector of [`sending`](Self::sending) has a tap; the rate stands in its records.
    /// Each step then waits until the call's sound is there.
    #[must_use]
    pub const fn verifying(mut self) -> Self {
        self.verifies = true;
        self
    }

    /// Masks the call's recording around `sensitive` steps with this. Without it flows that have
    /// such a step are refused.
    #[must_use]
    pub fn masking(mut self, mask: impl RecordingMask + 'static) -> Self {
        self.mask = Some(Arc::new(mask));
        self
    }

    /// Follows flows also where a step says `type-ahead: false` and the far end counts every key
    /// all the same. Without it such flows are refused.
    #[must_use]
    pub const fn counting_keys_ahead(mut self) -> Self {
        self.counts_keys_ahead = true;
        self
    }

    /// Where commands are written down: before they are sent, and when their outcome is known.
    #[must_use]
    pub fn log(mut self, log: impl EffectLog + 'static) -> Self {
        self.log = Some(Arc::new(log));
        self
    }

    /// Locks shared with injectors, so that a flow and an injection into the same call wait for
    /// each other. Those of the injector that the flow sends with are held besides.
    #[must_use]
    pub fn locks(mut self, locks: CallLocks) -> Self {
        self.locks = locks;
        self
    }

    /// Whether nobody tells how a call is.
    fn is_blind(&self) -> bool {
        self.control.capabilities().is_none()
    }

    /// Whether this flow can be followed at all. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`FlowRefused`] with everything that cannot be done.
    pub fn check(&self, flow: &Flow) -> Result<(), FlowRefused> {
        readiness::check(self, flow)
    }

    /// Follows the flow through the call to its end, when the call's turn has come. The call stays
    /// locked until then, and until the digits have played out that the flow sent.
    ///
    /// It begins when the call is answered; one that rings for longer than [`RINGING_MAX`] counts
    /// as not answered. Before each command the call must be `active` or `ringing`; otherwise the
    /// flow ends as hung up, and no command follows. A command that may have been carried out is
    /// never sent again. Where the far end has no media commands, nobody tells how the call is: a
    /// flow that only sends digits and waits then begins at once and goes on to its end.
    ///
    /// Cancelling ends the flow: the command in flight may take [`DRAIN_MAX`] to end by itself,
    /// and the outcome is [`Cancelled`](cxtone_flow::Outcome::Cancelled). However the flow ends, a
    /// recording that was masked is unmasked, or that was at least tried; where the caller may
    /// still be making a sensitive entry that was given up or whose answer was lost, only when it
    /// must be over (its prompt's and its total time later, at the latest) or the call's status
    /// tells that it is. Dropping the future ends
    /// all of it at once: what is on its way then stands in the log as *intended* alone, and a
    /// recording that is masked stays so.
    ///
    /// # Errors
    ///
    /// [`FlowRefused`] where the flow has a step that cannot be carried out, or digits would go into
    /// another call. Nothing was sent.
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
        readiness::check_call(self, call)?;
        readiness::reach_mask(self, &flow, cancellation).await?;
        let _held = Held::take(self, call, cancellation).await?;
        let journal = Journal::new(self.log.clone(), call.clone());
        let commanding = Commanding {
            runner: self,
            call,
            journal: &journal,
            prompt_max: flow.limits().command_ms.duration(),
            masked: &AtomicBool::new(false),
            entry: &LastEntry::default(),
        };
        let mut session = Session::new(flow);
        let failure = driving::drive(&mut session, &commanding, cancellation).await;
        let unmasking = commanding.unmask_at_the_end().await;
        Ok(FlowReport::of(&session, (failure, unmasking), &journal))
    }

    /// Unmasks the call's recording, which another runner may have left masked, and writes that
    /// down; why it may still be masked, if it may. A recording that hears already hears on.
    ///
    /// Where an entry may go on that the other one had asked for, it is waited for first, as
    /// [`run`](Self::run) waits after its own.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn unmask(&self, call: &CallId, entry: Option<OpenEntry>) -> Option<CommandFailure> {
        let journal = Journal::new(self.log.clone(), call.clone());
        let commanding = Commanding {
            runner: self,
            call,
            journal: &journal,
            prompt_max: Duration::ZERO,
            masked: &AtomicBool::new(true),
            entry: &LastEntry::of(entry),
        };
        commanding.unmask_at_the_end().await
    }

    /// Whether it can listen to the digits that flows send.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.sender.as_ref().is_some_and(Sender::listens)
    }

    /// Listens to the call for digits that another runner of the same flow was about to send when
    /// it was lost, and writes down what is known then: heard, or ambiguous. **It never follows
    /// that they may be sent again**: whoever was lost may only be paused, between writing down
    /// that it sends and sending, and nothing keeps it from going on when it wakes up.
    ///
    /// It listens when the digits must have played out if they were sent at once, and where they
    /// are not all there, once more when one request's time and [`LATE_MARGIN`](crate::LATE_MARGIN) are over. Digits
    /// count as heard where the recording, since they were written down, ends in them and could
    /// not sound so without them.
    ///
    /// # Errors
    ///
    /// [`CommandFailure::Impossible`] where this runner could not send the digits either, and
    /// [`CommandFailure::NotLogged`].
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn observe_lost(
        &self,
        lost: &LostDigits,
        cancellation: &CancellationToken,
    ) -> Result<Observed, CommandFailure> {
        let sender = self.sender.as_ref().ok_or(CommandFailure::Impossible)?;
        sender.observe_lost(lost, cancellation).await
    }
}

impl fmt::Debug for FlowRunner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FlowRunner")
            .field("sends_digits", &self.sender.is_some())
            .field("masks", &self.mask.is_some())
            .field("writes_down", &self.log.is_some())
            .finish_non_exhaustive()
    }
}
