//! One command of a flow, from the question how the call is to the answer for the session.
//! Which command it is, and how long it may take, is the session's decision.

use core::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use cxtone_audit::{CommandOutcome, ShortText};
use cxtone_cxone::{CommandError, Doubt};
use cxtone_dialect::{CallStatus, Collecting, EntryEnd, Media, MediaUrl, Play};
use cxtone_flow::{Action, Collected, Collection, Ended, Event, Prompt};
use cxtone_payload::CallId;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    CommandFailure, FlowRunner, PROMPT_POLL_INTERVAL, UNMASKING_MARGIN, UNMASKING_MAX,
    journal::Journal, open_entry::LastEntry,
};

/// What every command of one run is made with.
#[derive(Clone)]
pub(super) struct Commanding<'a> {
    pub(super) runner: &'a FlowRunner,
    pub(super) call: &'a CallId,
    pub(super) journal: &'a Journal,
    /// The longest prompt before an entry.
    pub(super) prompt_max: Duration,
    /// Whether the recording may be masked.
    pub(super) masked: &'a AtomicBool,
    /// The last entry.
    pub(super) entry: &'a LastEntry,
}

/// How a command ended, for the session and for the report.
pub(super) struct Ending {
    pub(super) event: Event,
    pub(super) failure: Option<CommandFailure>,
}

/// Why a command did not end well.
enum Ill {
    HungUp,
    Failed(CommandFailure),
}

type Answer = Result<Event, Ill>;

impl Commanding<'_> {
    /// Carries one command out, at most once, and tells how it ended.
    pub(super) async fn carry_out(
        self,
        action: Action,
        step: String,
        cancellation: CancellationToken,
    ) -> Ending {
        let live = match action {
            // Whatever the call is like, its recording is to hear again, but not the last key.
            Action::Unmask => {
                sleep(UNMASKING_MARGIN).await;
                Ok(())
            }
            _ if self.runner.is_blind() => Ok(()),
            _ => self.live(&cancellation).await.map(|_| ()),
        };
        let answer = match live {
            Ok(()) => self.logged(&action, &step, &cancellation).await,
            Err(ill) => Err(ill),
        };
        match answer {
            Ok(event) => event.into(),
            Err(Ill::HungUp) => Event::HungUp.into(),
            Err(Ill::Failed(failure)) => failure.into(),
        }
    }

    /// Unmasks the recording if the flow has left it masked, whatever has become of the call; why
    /// that failed, if it did.
    pub(super) async fn unmask_at_the_end(&self) -> Option<CommandFailure> {
        if !self.masked.load(Ordering::Relaxed) {
            return None;
        }
        if self.entry.open().is_some() {
            self.entry_is_over().await;
            sleep(UNMASKING_MARGIN).await;
        }
        let intention = self.journal.intend_to_send("", "unmask").await;
        let cancellation = CancellationToken::new();
        let unmasking = timeout(UNMASKING_MAX, self.mask(false, &cancellation));
        let answer = unmasking.await.unwrap_or_else(|_| {
            let doubt = CommandError::Ambiguous(Doubt::DeadlineExceeded);
            Err(Ill::from(doubt))
        });
        self.journal.observe(intention, outcome(&answer)).await;
        match answer {
            Err(Ill::Failed(failure)) => Some(failure),
            _ => None,
        }
    }

    /// Waits until the last entry cannot go on any more, also where nobody waits for its answer. Its
    /// last key may still sound.
    pub(super) async fn entry_is_over(&self) {
        if let Some(entry) = self.entry.open() {
            entry.over(self.runner, self.call).await;
            self.entry.set(None);
        }
    }

    /// Carries it out between its two records. Digits have records of their own.
    async fn logged(
        &self,
        action: &Action,
        step: &str,
        cancellation: &CancellationToken,
    ) -> Answer {
        let command = match action {
            Action::Play(_) => "play",
            Action::Collect(_) => "collect",
            Action::Mask => "mask",
            Action::Unmask => "unmask",
            Action::SendDigits(_) => {
                self.journal.announce(step);
                return self.command(action, cancellation).await;
            }
            _ => return self.command(action, cancellation).await,
        };
        let entry = match action {
            Action::Unmask => self.journal.intend_to_send(step, command).await,
            _ => self
                .journal
                .intend(step, command)
                .await
                .map_err(|error| Ill::Failed(CommandFailure::NotLogged(error)))?,
        };
        let answer = self.command(action, cancellation).await;
        let answer = self.hung_up_meanwhile(answer, cancellation).await;
        self.journal.observe(entry, outcome(&answer)).await;
        answer
    }

    async fn command(&self, action: &Action, cancellation: &CancellationToken) -> Answer {
        match action {
            Action::Play(prompt) => self.play(prompt, cancellation).await,
            Action::Collect(collection) => self.collect(collection, cancellation).await,
            Action::Mask => self.mask(true, cancellation).await,
            Action::Unmask => self.mask(false, cancellation).await,
            Action::SendDigits(digits) => match &self.runner.sender {
                Some(sender) => sender
                    .send(digits, self.runner.verifies, cancellation)
                    .await
                    .map(|()| Event::Done)
                    .map_err(Ill::Failed),
                None => Err(Ill::Failed(CommandFailure::Impossible)),
            },
            // The flow was refused if it has any of them.
            _ => Err(Ill::Failed(CommandFailure::Impossible)),
        }
    }

    async fn play(&self, prompt: &Prompt, cancellation: &CancellationToken) -> Answer {
        let play = asked_prompt(prompt)?;
        let control = &self.runner.control;
        control.play(self.call, &play, cancellation).await?;
        self.prompt_end(cancellation).await
    }

    /// Asks until the prompt has ended. How often is bounded by the session, which gives the
    /// command up when its time is over.
    async fn prompt_end(&self, cancellation: &CancellationToken) -> Answer {
        loop {
            tokio::select! {
                biased;
                () = cancellation.cancelled() => {
                    return Err(Ill::Failed(CommandFailure::StillPlaying));
                }
                () = sleep(PROMPT_POLL_INTERVAL) => {}
            }
            match self.live(cancellation).await?.media {
                Some(Media::Playing) => {}
                Some(_) => return Ok(Event::Done),
                None => return Err(Ill::Failed(CommandFailure::PromptEndUntold)),
            }
        }
    }

    async fn collect(&self, collection: &Collection, cancellation: &CancellationToken) -> Answer {
        let collecting = asked_entry(collection)?;
        let control = &self.runner.control;
        let total = collection.timers.total_ms.duration();
        let awaited = self.entry.asked_for(self.prompt_max + total);
        let collected = control
            .collect(self.call, &collecting, self.prompt_max, cancellation)
            .await;
        if !collected.as_ref().is_err_and(CommandError::is_ambiguous) {
            awaited.answered();
        }
        let collected = collected?;
        let full = collected.digits.len() >= collecting.digits_max();
        let ended = match collected.ended {
            EntryEnd::Full => Ended::Full,
            EntryEnd::Terminator => Ended::Terminator,
            EntryEnd::Timeout => Ended::Timeout,
            EntryEnd::HungUp => Ended::HungUp,
            EntryEnd::Stopped => Ended::Stopped,
            EntryEnd::Untold if collected.terminator.is_some() => Ended::Terminator,
            EntryEnd::Untold if full => Ended::Full,
            EntryEnd::Untold => Ended::Timeout,
        };
        Ok(Event::Collected(Collected {
            digits: collected.digits,
            terminator: collected.terminator,
            ended,
        }))
    }

    async fn mask(&self, masked: bool, cancellation: &CancellationToken) -> Answer {
        let Some(mask) = &self.runner.mask else {
            return Err(Ill::Failed(CommandFailure::Impossible));
        };
        // From here on, until an answer says otherwise: one attempt of several may have masked it.
        self.masked.fetch_or(masked, Ordering::Relaxed);
        let set = mask.set(masked, cancellation).await;
        set?;
        self.masked.store(masked, Ordering::Relaxed);
        Ok(Event::Done)
    }

    /// How the call is, if commands may be sent to it.
    async fn live(&self, cancellation: &CancellationToken) -> Result<CallStatus, Ill> {
        let control = &self.runner.control;
        let status = control.status(self.call, cancellation).await?;
        if status.state.is_live() {
            Ok(status)
        } else {
            Err(Ill::HungUp)
        }
    }

    /// A command fails in a call that has just ended, and then it is the call's end that counts.
    async fn hung_up_meanwhile(&self, answer: Answer, cancellation: &CancellationToken) -> Answer {
        let Err(Ill::Failed(CommandFailure::Command(_))) = &answer else {
            return answer;
        };
        if cancellation.is_cancelled() {
            return answer;
        }
        match self.runner.control.status(self.call, cancellation).await {
            Ok(status) if status.state.has_ended() => Err(Ill::HungUp),
            _ => answer,
        }
    }
}

impl From<Event> for Ending {
    fn from(event: Event) -> Self {
        let failure = None;
        Self { event, failure }
    }
}

impl From<CommandFailure> for Ending {
    fn from(failure: CommandFailure) -> Self {
        Self {
            event: Event::Failed,
            failure: Some(failure),
        }
    }
}

impl From<CommandError> for Ill {
    fn from(error: CommandError) -> Self {
        Self::Failed(CommandFailure::Command(error))
    }
}

/// What is asked of the far end; the flow was refused if it cannot be.
fn asked_prompt(prompt: &Prompt) -> Result<Play, Ill> {
    let media = MediaUrl::parse(prompt.address.as_str())
        .map_err(|_| Ill::Failed(CommandFailure::Impossible))?;
    Ok(Play::new(media).interruptible(prompt.interruptible))
}

fn asked_entry(collection: &Collection) -> Result<Collecting, Ill> {
    let digits_max = usize::from(collection.digits_max.value());
    let collecting = Collecting::new(digits_max, collection.timers.total_ms.duration())
        .map_err(|_| Ill::Failed(CommandFailure::Impossible))?
        .ended_by(collection.terminators.digits().iter());
    Ok(match &collection.prompt {
        Some(prompt) => collecting.prompted(asked_prompt(prompt)?),
        None => collecting,
    })
}

fn outcome(answer: &Answer) -> CommandOutcome {
    match answer {
        Ok(Event::Collected(collected)) => CommandOutcome::Collected {
            digits: collected.digits.len(),
            ended: collected.ended.as_str(),
        },
        Ok(_) => CommandOutcome::Done,
        Err(Ill::HungUp) => CommandOutcome::HungUp,
        Err(Ill::Failed(failure)) => {
            let message = ShortText::new(&failure.to_string());
            if failure.is_ambiguous() {
                CommandOutcome::Ambiguous(message)
            } else {
                CommandOutcome::Failed(message)
            }
        }
    }
}
