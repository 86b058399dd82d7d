//! A scripted far end of one call, and a log in memory.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use cxtone_audit::Record;
use cxtone_cxone::{BoxFuture, CommandError, Doubt};
use cxtone_dialect::{
    CallControlCapabilities, CallState, CallStatus, Collected, Collecting, EntryEnd, Media,
    MediaUrl, Play, cxone_v2::CALL_CONTROL,
};
use cxtone_flow::Flow;
use cxtone_payload::CallId;
use cxtone_runner::{CallControl, EffectLog, FlowReport, FlowRunner, LogError};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub(crate) const GO_FLOW: &str = include_str!("../../../../fixtures/flows/outbound-code.yaml");

/// How long each prompt takes.
pub(crate) const PROMPT: Duration = Duration::from_secs(2);

/// How long each entry takes, from the end of its prompt.
pub(crate) const ENTRY: Duration = Duration::from_secs(3);

/// What becomes of a command, in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It is done; an entry has these digits and this end.
    Keys(&'static str, EntryEnd),
    /// The caller hangs up in the midst of it.
    HangsUp,
    /// Nothing was carried out.
    Refused,
    /// The answer is lost.
    Lost,
    /// The answer never comes.
    Silent,
}

/// The far end of a call. Clones share it.
#[derive(Clone)]
pub(crate) struct FarEnd {
    state: Arc<Mutex<State>>,
}

struct State {
    turns: VecDeque<Turn>,
    seen: Vec<String>,
    statuses: usize,
    call: CallState,
    playing_until: Option<Instant>,
    hangs_up_in_prompt: bool,
    tells_media: bool,
    prompt_max: Vec<Duration>,
}

impl FarEnd {
    /// A far end that does everything; the entries are these.
    pub(crate) fn new(turns: &[Turn]) -> Self {
        let state = State {
            turns: turns.iter().copied().collect(),
            seen: Vec::new(),
            statuses: 0,
            call: CallState::Active,
            playing_until: None,
            hangs_up_in_prompt: false,
            tells_media: true,
            prompt_max: Vec::new(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn with_call(self, call: CallState) -> Self {
        self.state().call = call;
        self
    }

    pub(crate) fn without_media(self) -> Self {
        self.state().tells_media = false;
        self
    }

    /// The commands that came, without the questions how the call is.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.state().seen.clone()
    }

    pub(crate) fn statuses(&self) -> usize {
        self.state().statuses
    }

    pub(crate) fn prompt_max(&self) -> Vec<Duration> {
        self.state().prompt_max.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }

    fn turn(&self, command: &str, media: &MediaUrl) -> Turn {
        let mut state = self.state();
        let name = media.as_str().rsplit('/').next().unwrap_or_default();
        state.seen.push(format!("{command} {name}"));
        let done = Turn::Keys("", EntryEnd::Timeout);
        state.turns.pop_front().unwrap_or(done)
    }
}

impl CallControl for FarEnd {
    fn capabilities(&self) -> Option<&CallControlCapabilities> {
        Some(&CALL_CONTROL)
    }

    fn check_prompt(&self, media: &MediaUrl) -> Result<(), CommandError> {
        if media.host() == "storage.cxone.com" {
            return Ok(());
        }
        let host = media.host().to_owned();
        Err(CommandError::PromptHost { host })
    }

    fn status<'a>(
        &'a self,
        _call: &'a CallId,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<CallStatus, CommandError>> {
        Box::pin(async {
            let mut state = self.state();
            state.statuses += 1;
            let now = Instant::now();
            let playing = state.playing_until.is_some_and(|until| now < until);
            if playing && state.hangs_up_in_prompt {
                state.call = CallState::Completed;
            }
            let media = if playing { Media::Playing } else { Media::Idle };
            Ok(CallStatus {
                state: state.call,
                media: state.tells_media.then_some(media),
                unreached: None,
            })
        })
    }

    fn play<'a>(
        &'a self,
        _call: &'a CallId,
        play: &'a Play,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        Box::pin(async {
            let turn = self.turn("play", &play.media);
            if let Some(error) = trouble(turn, cancellation).await {
                return Err(error);
            }
            let mut state = self.state();
            state.hangs_up_in_prompt = turn == Turn::HangsUp;
            state.playing_until = Some(Instant::now() + PROMPT);
            Ok(())
        })
    }

    fn collect<'a>(
        &'a self,
        _call: &'a CallId,
        collecting: &'a Collecting,
        prompt_max: Duration,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<Collected, CommandError>> {
        Box::pin(async move {
            self.state().prompt_max.push(prompt_max);
            let prompt = collecting.prompt().expect("the flow's have one");
            let turn = self.turn("collect", &prompt.media);
            if let Some(error) = trouble(turn, cancellation).await {
                return Err(error);
            }
            tokio::select! {
                biased;
                () = cancellation.cancelled() => {
                    return Err(CommandError::Ambiguous(Doubt::Cancelled));
                }
                () = sleep(PROMPT + ENTRY) => {}
            }
            let (keys, ended) = match turn {
                Turn::Keys(keys, ended) => (keys, ended),
                _ => ("1", EntryEnd::HungUp),
            };
            if ended == EntryEnd::HungUp {
                self.state().call = CallState::Completed;
            }
            Ok(Collected {
                digits: keys.parse().expect("digits"),
                terminator: None,
                ended,
            })
        })
    }
}

async fn trouble(turn: Turn, cancellation: &CancellationToken) -> Option<CommandError> {
    match turn {
        Turn::Refused => Some(CommandError::Throttled),
        Turn::Lost => Some(CommandError::Ambiguous(Doubt::DeadlineExceeded)),
        Turn::Silent => {
            cancellation.cancelled().await;
            Some(CommandError::Ambiguous(Doubt::Cancelled))
        }
        Turn::Keys(..) | Turn::HangsUp => None,
    }
}

/// A log that keeps records, and fails where it is told to.
#[derive(Clone, Default)]
pub(crate) struct MemoryLog {
    records: Arc<Mutex<Vec<Record>>>,
    fails_from: Option<usize>,
}

impl MemoryLog {
    pub(crate) fn failing_from(records: usize) -> Self {
        Self {
            fails_from: Some(records),
            ..Self::default()
        }
    }

    /// The records as their JSON.
    pub(crate) fn entries(&self) -> Vec<Value> {
        let records = self.records.lock().expect("no holder panics");
        let entry = |record| serde_json::to_value(record).expect("plain data");
        records.iter().map(entry).collect()
    }
}

impl EffectLog for MemoryLog {
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        Box::pin(async move {
            let mut records = self.records.lock().expect("no holder panics");
            if self.fails_from == Some(records.len()) {
                return Err(LogError::Write(std::io::ErrorKind::StorageFull));
            }
            records.push(record);
            Ok(())
        })
    }
}

pub(crate) fn call() -> CallId {
    "call-1".parse().expect("a plain id")
}

pub(crate) fn go_flow() -> Arc<Flow> {
    Arc::new(Flow::parse(GO_FLOW).expect("a flow"))
}

/// Runs the Go flow, with a cancellation that never comes.
pub(crate) async fn run(far_end: &FarEnd) -> FlowReport {
    run_with(&FlowRunner::new(far_end.clone())).await
}

pub(crate) async fn run_with(runner: &FlowRunner) -> FlowReport {
    let cancellation = CancellationToken::new();
    let ran = runner.run(&call(), go_flow(), &cancellation).await;
    ran.expect("the flow can be followed")
}
