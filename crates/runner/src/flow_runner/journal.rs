//! The records of one run's commands: intended before, observed after, in the effect log.
//! What stands in them is `cxtone-audit`'s.

use core::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cxtone_audit::{CommandObserved, CommandOutcome, FlowCommand, InjectionId, Record, ShortText};
use cxtone_payload::CallId;
use tokio::time::Instant;

use crate::{
    EffectLog, LogError,
    injector::{new_injection_id, now},
};

/// Writes the commands of one run down, where there is a log.
pub(super) struct Journal {
    log: Option<Arc<dyn EffectLog>>,
    run_id: InjectionId,
    call: CallId,
    commands: AtomicU32,
    trouble: Mutex<Option<LogError>>,
}

/// A command that is intended.
pub(super) struct Intention {
    command: FlowCommand,
    since: Instant,
}

impl Journal {
    pub(super) fn new(log: Option<Arc<dyn EffectLog>>, call: CallId) -> Self {
        Self {
            log,
            run_id: new_injection_id(),
            call,
            commands: AtomicU32::new(0),
            trouble: Mutex::default(),
        }
    }

    pub(super) fn run_id(&self) -> &InjectionId {
        &self.run_id
    }

    /// Tells the log which step sends the digits that are written down next.
    pub(super) fn announce(&self, step: &str) {
        if let Some(log) = &self.log {
            log.announce(step);
        }
    }

    /// Writes down that a command is about to be sent.
    pub(super) async fn intend(
        &self,
        step: &str,
        command: &'static str,
    ) -> Result<Intention, LogError> {
        let number = self.commands.fetch_add(1, Ordering::Relaxed) + 1;
        let command = self.command(step, command, number);
        if let Some(log) = &self.log {
            log.append(Record::Commanded(command.clone())).await?;
        }
        Ok(Intention {
            command,
            since: Instant::now(),
        })
    }

    /// The same for a command that is sent also where it cannot be written down.
    pub(super) async fn intend_to_send(&self, step: &str, command: &'static str) -> Intention {
        match self.intend(step, command).await {
            Ok(intention) => intention,
            Err(error) => {
                self.keep(error);
                Intention {
                    command: self.command(step, command, self.commands.load(Ordering::Relaxed)),
                    since: Instant::now(),
                }
            }
        }
    }

    /// Writes down what came of it. A failure to do so is kept; the command has been sent.
    pub(super) async fn observe(&self, intention: Intention, outcome: CommandOutcome) {
        let Some(log) = &self.log else {
            return;
        };
        let command = FlowCommand {
            timestamp: now(),
            observed: Some(CommandObserved {
                outcome,
                took: intention.since.elapsed(),
            }),
            ..intention.command
        };
        if let Err(error) = log.append(Record::Commanded(command)).await {
            self.keep(error);
        }
    }

    /// A record that was not written of a command that had been sent.
    pub(super) fn trouble(&self) -> Option<LogError> {
        let trouble = self.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn command(&self, step: &str, command: &'static str, number: u32) -> FlowCommand {
        FlowCommand {
            timestamp: now(),
            run_id: self.run_id.clone(),
            call_id: self.call.clone(),
            number,
            step: ShortText::new(step),
            command,
            observed: None,
        }
    }

    fn keep(&self, error: LogError) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}
