//! The effect log of one call of a campaign: rows of the store, and the worker's audit log.
//! What is recorded, and when, is the runner's; the rows are the store's.

use core::fmt;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cxtone_audit::{
    CommandOutcome, FlowCommand, Observed, Outcome, RecognitionSource, Record, Subject,
};
use cxtone_runner::{EffectLog, LogError};
use futures_util::future::BoxFuture;

use crate::{
    Claimed, Store, StoreError,
    store::{EffectKey, Intend, Intended, LostEffect, Observation, Observe, Patience},
};

/// The effect log of one call. Cheap to clone; clones share everything.
///
/// An *intended* record is answered once its row is on disk, under the fence under which the worker
/// has the call: a worker that has lost the call cannot write it, and so sends nothing more. An
/// *observed* one is on its way to the disk, ahead of whatever comes next in the call.
#[derive(Clone)]
pub struct CallJournal {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    call: i64,
    fence: i64,
    audit: Option<Arc<dyn EffectLog>>,
    written: Mutex<Written>,
}

/// What was written down, or tried to.
#[derive(Default)]
struct Written {
    steps: i64,
    /// By the effect's id: its step, how often it was sent.
    effects: HashMap<String, (i64, i64)>,
    /// Steps and attempts whose *intended* record was not confirmed: nothing was sent for them.
    unsent: Vec<(i64, i64)>,
    /// Whether any was confirmed.
    sent_any: bool,
    /// The step whose digits come next.
    step: String,
    /// Ids of effects of which it is written down what came of them.
    observed: HashSet<String>,
    /// Whether the call is another worker's by now.
    fenced: bool,
}

impl CallJournal {
    pub(crate) fn new(store: Store, claimed: &Claimed, audit: Option<Arc<dyn EffectLog>>) -> Self {
        Self::continued(store, claimed, audit, Written::default())
    }

    /// The journal of a call whose worker was lost, in which this was written down.
    pub(crate) fn inherited(
        store: Store,
        claimed: &Claimed,
        audit: Option<Arc<dyn EffectLog>>,
        effects: &[LostEffect],
    ) -> Self {
        let place = |effect: &LostEffect| (effect.id.clone(), (effect.step, effect.attempt));
        let written = Written {
            steps: effects.iter().map(|effect| effect.step).max().unwrap_or(0),
            effects: effects.iter().map(place).collect(),
            sent_any: true,
            ..Written::default()
        };
        Self::continued(store, claimed, audit, written)
    }

    fn continued(
        store: Store,
        claimed: &Claimed,
        audit: Option<Arc<dyn EffectLog>>,
        written: Written,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                store,
                call: claimed.number(),
                fence: claimed.fence(),
                audit,
                written: Mutex::new(written),
            }),
        }
    }

    /// Whether something may have been sent.
    #[must_use]
    pub fn has_sent(&self) -> bool {
        self.written().sent_any
    }

    /// Whether another worker has the call by now.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        self.written().fenced
    }

    /// Whether it is written down what came of this effect.
    pub(crate) fn has_observed(&self, id: &str) -> bool {
        self.written().observed.contains(id)
    }

    /// Steps and attempts that were perhaps written down and certainly never sent.
    pub(crate) fn unsent(&self) -> Vec<(i64, i64)> {
        self.written().unsent.clone()
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        let written = self.shared.written.lock();
        written.unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, step: i64, attempt: i64) -> EffectKey {
        EffectKey {
            call: self.shared.call,
            fence: self.shared.fence,
            step,
            attempt,
        }
    }

    async fn write(&self, record: &Record) -> Result<(), StoreError> {
        match Entry::of(record) {
            Some(Entry::Before(effect)) => self.intend(effect).await,
            Some(Entry::After(id, observation)) => self.observe(&id, observation).await,
            None => Ok(()),
        }
    }

    async fn intend(&self, mut effect: Intended) -> Result<(), StoreError> {
        let (step, attempt) = {
            let mut written = self.written();
            if effect.kind == "digits" && !written.step.is_empty() {
                effect.name.clone_from(&written.step);
            }
            written.next(&effect.id)
        };
        let key = self.key(step, attempt);
        let intend = Intend { key, effect };
        let store = &self.shared.store;
        let answer = store.run(intend, Patience::BEFORE_SENDING).await;
        let mut written = self.written();
        match answer {
            Ok(Ok(())) => {
                written.unsent.retain(|one| *one != (step, attempt));
                written.sent_any = true;
                Ok(())
            }
            Ok(Err(error)) | Err(error) => {
                written.fenced |= matches!(error, StoreError::Fenced);
                Err(error)
            }
        }
    }

    /// Takes an *intended* row for one that was never sent: what comes after it failed.
    fn take_back(&self, record: &Record) {
        if let Some(Entry::Before(effect)) = Entry::of(record) {
            let mut written = self.written();
            if let Some(place) = written.effects.get(&effect.id).copied() {
                written.unsent.push(place);
            }
        }
    }

    async fn observe(&self, id: &str, observation: Observation) -> Result<(), StoreError> {
        let Some((step, attempt)) = self.written().effects.get(id).copied() else {
            return Ok(());
        };
        let key = self.key(step, attempt);
        let observe = Observe { key, observation };
        // Nobody waits for it: whatever comes next in the call, another effect or its end, is on
        // disk after it or with it, and tells whether the call is another worker's by now.
        let store = &self.shared.store;
        let _answer = store.hand_in(observe, Patience::AFTERWARDS).await?;
        self.written().observed.insert(id.to_owned());
        Ok(())
    }
}

impl EffectLog for CallJournal {
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        Box::pin(async move {
            let refused = |error: StoreError| LogError::Other(Arc::new(error));
            self.write(&record).await.map_err(refused)?;
            let Some(audit) = &self.shared.audit else {
                return Ok(());
            };
            let written = audit.append(record.clone()).await;
            if written.is_err() {
                self.take_back(&record);
            }
            written
        })
    }

    fn announce(&self, step: &str) {
        step.clone_into(&mut self.written().step);
    }
}

impl fmt::Debug for CallJournal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallJournal")
            .field("call", &self.shared.call)
            .field("fence", &self.shared.fence)
            .finish_non_exhaustive()
    }
}

impl Written {
    /// The place of an effect that is to be sent, once more if it was sent before. Until that is
    /// confirmed it counts as not sent.
    fn next(&mut self, id: &str) -> (i64, i64) {
        let place = match self.effects.get(id) {
            Some((step, attempt)) => (*step, attempt + 1),
            None => {
                self.steps += 1;
                (self.steps, 1)
            }
        };
        self.effects.insert(id.to_owned(), place);
        self.unsent.push(place);
        place
    }
}

/// A record as the store has it.
enum Entry {
    Before(Intended),
    After(String, Observation),
}

impl Entry {
    fn of(record: &Record) -> Option<Self> {
        Some(match record {
            Record::Intended(intended) => Self::Before(digits(&intended.subject)),
            Record::Observed(observed) => Self::After(
                observed.subject.injection_id().as_str().to_owned(),
                injected(observed),
            ),
            Record::Commanded(command) => match &command.observed {
                None => Self::Before(Intended {
                    id: command_id(command),
                    kind: command.command,
                    name: command.step.as_str().to_owned(),
                }),
                Some(observed) => Self::After(command_id(command), commanded(&observed.outcome)),
            },
            _ => return None,
        })
    }
}

fn digits(subject: &Subject) -> Intended {
    Intended {
        id: subject.injection_id().as_str().to_owned(),
        kind: "digits",
        name: subject.masked_digits().to_owned(),
    }
}

fn command_id(command: &FlowCommand) -> String {
    format!("{}/{}", command.run_id.as_str(), command.number)
}

fn injected(observed: &Observed) -> Observation {
    let (status, failure) = match &observed.outcome {
        Outcome::Delivered { .. } => ("done", None),
        Outcome::Heard(failure) => ("done", Some(failure)),
        Outcome::Ambiguous(failure) => ("ambiguous", Some(failure)),
        Outcome::Failed(failure) => ("failed", Some(failure)),
        _ => ("ambiguous", None),
    };
    let measured = observed.recognition.source == RecognitionSource::Audio;
    Observation {
        status,
        detail: failure.map(|failure| failure.message.as_str().to_owned()),
        rate: measured.then_some(observed.recognition.rate),
    }
}

fn commanded(outcome: &CommandOutcome) -> Observation {
    let (status, detail) = match outcome {
        CommandOutcome::Done | CommandOutcome::Collected { .. } => ("done", None),
        CommandOutcome::HungUp => ("hung-up", None),
        CommandOutcome::Ambiguous(why) => ("ambiguous", Some(why)),
        CommandOutcome::Failed(why) => ("failed", Some(why)),
        _ => ("ambiguous", None),
    };
    Observation {
        status,
        detail: detail.map(|why| why.as_str().to_owned()),
        rate: None,
    }
}
