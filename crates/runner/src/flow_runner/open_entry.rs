//! An entry of which nobody waits for the answer any more, and when it must be over: until then the
//! caller may be entering what the recording must not hear.
//! Masking and unmasking are `commanding`'s.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use cxtone_cxone::policy::TOTAL_DEADLINE;
use cxtone_dialect::{CallStatus, Media};
use cxtone_flow::{Flow, Step, StepName};
use cxtone_payload::CallId;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{FlowRunner, PROMPT_POLL_INTERVAL};
use crate::LATE_MARGIN;

/// An entry that may still go on though nobody waits for its answer: the far end has no command
/// that ends it.
#[derive(Clone, Copy, Debug)]
pub struct OpenEntry {
    /// When it must be over.
    until: Instant,
    /// From when on a line on which nothing is collected means that nothing will be: a request
    /// whose answer was lost may have been taken and not yet begun.
    quiet_counts_from: Instant,
}

impl OpenEntry {
    /// The entry of a step that somebody else was about to ask for so long ago, and of whom nobody
    /// knows whether they are about to ask for it still: as long as a client tries, a line on which
    /// nothing goes on tells nothing. What is no `collect` step has a prompt alone.
    #[must_use]
    pub fn in_step(flow: &Flow, step: &str, asked_ago: Duration) -> Self {
        let named = |name: &&StepName| name.as_str() == step;
        let name = flow.steps().keys().find(named);
        let total = match name.and_then(|name| flow.steps().get(name)) {
            Some(Step::Collect(collect)) => collect.timers.total_ms.duration(),
            _ => Duration::ZERO,
        };
        let lasts_max = TOTAL_DEADLINE + flow.limits().command_ms.duration() + total;
        let until = Instant::now() + lasts_max.saturating_sub(asked_ago);
        Self {
            until,
            quiet_counts_from: until,
        }
    }

    /// One that lasts no longer than this from now on.
    fn lasting(lasts_max: Duration) -> Self {
        let now = Instant::now();
        Self {
            until: now + lasts_max,
            quiet_counts_from: now + LATE_MARGIN,
        }
    }

    /// Waits until it must be over, or until the far end's status tells that it is.
    pub(super) async fn over(self, runner: &FlowRunner, call: &CallId) {
        let mut was_collecting = false;
        while Instant::now() < self.until {
            let status = self.look(runner, call).await;
            if status.is_some_and(|status| status.state.has_ended()) {
                return;
            }
            match status.and_then(|status| status.media) {
                Some(Media::Collecting) => was_collecting = true,
                Some(Media::Idle | Media::Playing) if was_collecting => return,
                // What plays may be the entry's own prompt.
                Some(Media::Idle) if Instant::now() >= self.quiet_counts_from => return,
                _ => {}
            }
            sleep_until(self.until.min(Instant::now() + PROMPT_POLL_INTERVAL)).await;
        }
    }

    async fn look(self, runner: &FlowRunner, call: &CallId) -> Option<CallStatus> {
        if runner.is_blind() {
            return None;
        }
        let never = CancellationToken::new();
        let status = runner.control.status(call, &never);
        timeout_at(self.until, status).await.ok()?.ok()
    }
}

/// The last entry of a run, as long as it may go on.
#[derive(Debug, Default)]
pub(super) struct LastEntry(Mutex<Option<OpenEntry>>);

/// An entry that is waited for. Dropped, it counts as given up.
pub(super) struct AwaitedEntry<'a> {
    last: &'a LastEntry,
    lasts_max: Duration,
}

impl LastEntry {
    pub(super) const fn of(entry: Option<OpenEntry>) -> Self {
        Self(Mutex::new(entry))
    }

    /// An entry is asked for that lasts no longer than this.
    pub(super) const fn asked_for(&self, lasts_max: Duration) -> AwaitedEntry<'_> {
        AwaitedEntry {
            last: self,
            lasts_max,
        }
    }

    /// The entry, where it may go on.
    pub(super) fn open(&self) -> Option<OpenEntry> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, entry: Option<OpenEntry>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = entry;
    }
}

impl AwaitedEntry<'_> {
    /// It was answered, or never begun.
    pub(super) fn answered(mut self) {
        self.lasts_max = Duration::ZERO;
    }
}

impl Drop for AwaitedEntry<'_> {
    /// The request may have been tried several times before, so that the entry may have begun only
    /// now.
    fn drop(&mut self) {
        let may_go_on = !self.lasts_max.is_zero();
        let entry = may_go_on.then(|| OpenEntry::lasting(self.lasts_max));
        self.last.set(entry);
    }
}

#[cfg(test)]
mod tests {
    use cxtone_cxone::{BoxFuture, CommandError};
    use cxtone_dialect::{
        CallControlCapabilities, CallState, Collected, Collecting, MediaUrl, Play,
        cxone_v2::CALL_CONTROL,
    };

    use super::*;
    use crate::CallControl;

    const SECOND: Duration = Duration::from_secs(1);

    /// A line on which one thing goes on after the other, the last for good.
    struct Line {
        begun: Instant,
        going_on: Vec<(Duration, Media)>,
    }

    impl CallControl for Line {
        fn capabilities(&self) -> Option<&CallControlCapabilities> {
            Some(&CALL_CONTROL)
        }

        fn check_prompt(&self, _media: &MediaUrl) -> Result<(), CommandError> {
            Ok(())
        }

        fn status<'a>(
            &'a self,
            _call: &'a CallId,
            _cancellation: &'a CancellationToken,
        ) -> BoxFuture<'a, Result<CallStatus, CommandError>> {
            let passed = self.begun.elapsed();
            let now = self.going_on.iter().rfind(|(from, _)| *from <= passed);
            let status = CallStatus {
                state: CallState::Active,
                media: now.map(|(_, media)| *media),
                unreached: None,
            };
            Box::pin(async move { Ok(status) })
        }

        fn play<'a>(
            &'a self,
            _call: &'a CallId,
            _play: &'a Play,
            _cancellation: &'a CancellationToken,
        ) -> BoxFuture<'a, Result<(), CommandError>> {
            unreachable!("who waits commands nothing")
        }

        fn collect<'a>(
            &'a self,
            _call: &'a CallId,
            _collecting: &'a Collecting,
            _prompt_max: Duration,
            _cancellation: &'a CancellationToken,
        ) -> BoxFuture<'a, Result<Collected, CommandError>> {
            unreachable!("who waits commands nothing")
        }
    }

    /// How long this entry is waited for, in whole seconds, where the line is so.
    async fn waited(entry: OpenEntry, going_on: &[(u32, Media)]) -> u64 {
        let begun = Instant::now();
        let going_on = going_on
            .iter()
            .map(|(from, media)| (SECOND * *from, *media));
        let going_on = going_on.collect();
        let runner = FlowRunner::new(Line { begun, going_on });
        let call = CallId::new("call-1").expect("an id");
        entry.over(&runner, &call).await;
        begun.elapsed().as_secs()
    }

    fn of_a_minute() -> OpenEntry {
        OpenEntry::lasting(SECOND * 60)
    }

    #[tokio::test(start_paused = true)]
    async fn an_entry_is_over_when_its_collecting_is_or_when_nothing_has_begun_for_long() {
        let after = |media| [(0, Media::Collecting), (9, media)];
        assert_eq!(waited(of_a_minute(), &after(Media::Idle)).await, 9);
        assert_eq!(waited(of_a_minute(), &after(Media::Playing)).await, 9);
        let quiet = waited(of_a_minute(), &[(0, Media::Idle)]).await;
        assert_eq!(quiet, LATE_MARGIN.as_secs());
        assert_eq!(waited(of_a_minute(), &after(Media::Collecting)).await, 60);
        assert_eq!(waited(of_a_minute(), &[]).await, 60);
    }

    #[tokio::test(start_paused = true)]
    async fn what_plays_may_be_the_prompt_of_the_entry() {
        let asked = [
            (0, Media::Playing),
            (30, Media::Collecting),
            (40, Media::Idle),
        ];
        assert_eq!(waited(of_a_minute(), &asked).await, 40);
        assert_eq!(waited(of_a_minute(), &[(0, Media::Playing)]).await, 60);
    }

    #[tokio::test(start_paused = true)]
    async fn an_entry_that_somebody_else_was_about_to_ask_for_may_begin_as_long_as_they_may_try() {
        const FLOW: &str = "\
start: pin
prompts: { ask: \"https://prompts.example/ask.wav\" }
limits: { command-ms: 30000 }
steps:
  pin:
    collect:
      into: pin
      prompt: ask
      digits-max: 4
      timers: { total-ms: 20000 }
      no-input: { maximum: 1, next: end }
      no-match: { maximum: 1, next: end }
      next: end
  end:
    wait: { wait-ms: 20 }
";
        let flow = Flow::parse(FLOW).expect("a flow");
        let asked = |ago| OpenEntry::in_step(&flow, "pin", SECOND * ago);
        let most = TOTAL_DEADLINE.as_secs() + 30 + 20;
        assert_eq!(waited(asked(15), &[(0, Media::Idle)]).await, most - 15);
        let late = [(0, Media::Idle), (90, Media::Collecting), (99, Media::Idle)];
        assert_eq!(waited(asked(15), &late).await, 99);
        assert_eq!(waited(asked(600), &[(0, Media::Idle)]).await, 0);
    }
}
