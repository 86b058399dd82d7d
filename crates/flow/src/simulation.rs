//! A call in virtual time: a flow, a scripted caller and a far end between them, from a seed.
//! What follows from it is told by the session's transcript.

mod far_end;

use core::time::Duration;
use std::sync::Arc;

use self::far_end::FarEnd;
use crate::{Action, Answer, Caller, Event, Flow, Prompt, Session, Spoken, TimerMs, Unreached};

/// Rounds of one simulated call, far more than the limits of a flow and of a caller let it take.
const ROUNDS_MAX: usize = 10_000_000;

/// A call to be simulated. The same flow, caller, seed and settings give the same call.
#[derive(Clone, Debug)]
pub struct Simulation {
    flow: Arc<Flow>,
    caller: Caller,
    seed: u64,
    prompt_length: PromptLength,
    quirks: Quirks,
}

/// How long the prompts of a simulation take.
#[derive(Clone, Copy, Debug)]
enum PromptLength {
    Fixed(TimerMs),
    Spoken,
}

/// What the far end of a simulation does in its own way. Default: it does as it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quirks {
    /// Of 256 commands so many, drawn from the seed, fail or are not answered.
    pub trouble_of_256: u8,
    /// Whether the terminator is left in the digits.
    pub leaves_terminators: bool,
    /// Whether it collects as [`Collection::with_one_timer`] tells.
    ///
    /// [`Collection::with_one_timer`]: crate::Collection::with_one_timer
    pub has_one_timer: bool,
    /// Milliseconds from one question how the call is to the next, as in a live call: only so is it
    /// learnt that it no longer rings, and that a prompt has ended. It is asked from the beginning
    /// of the ringing, and of a prompt, on; and keys are heard as by a detector, a little after
    /// they are pressed. Zero: all is known at once.
    pub polls_ms: TimerMs,
}

/// In which steps a live call goes on.
const FRAME: Duration = Duration::from_millis(10);

/// How long a key sounds in a live call until it is heard, from the next frame on.
const HEARING: Duration = Duration::from_millis(40);

/// A call that was simulated.
#[derive(Debug)]
pub struct Simulated {
    /// The session after its end.
    pub session: Session,
    /// When it ended, from the beginning of the flow.
    pub ended_at: Duration,
}

/// What happens between the session and the far end.
#[derive(Debug)]
#[non_exhaustive]
pub enum Happening<'a> {
    /// The session gives a command.
    Commanded(&'a Action),
    /// The session is told something.
    Told(&'a Event),
}

impl Simulation {
    /// How long a prompt takes where nobody says.
    pub const PROMPT_MS: TimerMs = TimerMs::fixed(2_000);

    /// A call of this caller, in which every prompt takes two seconds.
    #[must_use]
    pub fn new(flow: Arc<Flow>, caller: Caller, seed: u64) -> Self {
        Self {
            flow,
            caller,
            seed,
            prompt_length: PromptLength::Fixed(Self::PROMPT_MS),
            quirks: Quirks::default(),
        }
    }

    /// The same call with prompts of this length.
    #[must_use]
    pub fn with_prompts_of(self, prompt_ms: TimerMs) -> Self {
        let prompt_length = PromptLength::Fixed(prompt_ms);
        Self {
            prompt_length,
            ..self
        }
    }

    /// The same call with prompts that nobody has recorded: each takes as long as it takes to
    /// [say](crate::Spoken) its address, as in the emulator.
    #[must_use]
    pub fn with_spoken_prompts(self) -> Self {
        let prompt_length = PromptLength::Spoken;
        Self {
            prompt_length,
            ..self
        }
    }

    /// The same call with a far end that has these quirks.
    #[must_use]
    pub fn with_quirks(self, quirks: Quirks) -> Self {
        Self { quirks, ..self }
    }

    /// Lets the call happen.
    #[must_use]
    pub fn run(self) -> Simulated {
        self.run_watched(|_, _| {})
    }

    /// Lets the call happen, and tells everything between session and far end when it happens.
    #[must_use]
    pub fn run_watched(self, mut watch: impl FnMut(Duration, &Happening<'_>)) -> Simulated {
        let mut session = Session::new(Arc::clone(&self.flow));
        let begins = self.begins();
        let mut now = begins;
        let mut tell = |session: &mut Session, now, event: Event| {
            watch(now, &Happening::Told(&event));
            session.handle(now.saturating_sub(begins), event);
            let action = session.poll_action();
            if let Some(action) = &action {
                watch(now, &Happening::Commanded(action));
            }
            action
        };
        let mut far_end = FarEnd::new(&self);
        let mut event = far_end.advance_to(begins).unwrap_or(self.first_event());
        for _ in 0..ROUNDS_MAX {
            if let Some(action) = tell(&mut session, now, event) {
                far_end.begin(now, &action);
            }
            if session.outcome().is_some() {
                break;
            }
            let due = session.poll_timeout().map(|due| due + begins);
            let due = [due, far_end.poll_timeout()];
            now = due.into_iter().flatten().min().unwrap_or(now).max(now);
            event = far_end.advance(now).unwrap_or(Event::Tick);
        }
        Simulated {
            session,
            ended_at: now.saturating_sub(begins),
        }
    }

    /// When the flow begins, from the answer: at the first look that sees it.
    fn begins(&self) -> Duration {
        let polls = self.quirks.polls_ms.duration();
        match self.caller.answer.ringing() {
            Some(ringing) if !polls.is_zero() => next_look(polls, ringing + FRAME) - ringing,
            _ => Duration::ZERO,
        }
    }

    const fn first_event(&self) -> Event {
        match self.caller.answer {
            Answer::AfterMs(_) | Answer::Voicemail => Event::Tick,
            Answer::Busy => Event::Unreached(Unreached::Busy),
            Answer::NoAnswer => Event::Unreached(Unreached::NoAnswer),
        }
    }
}

impl PromptLength {
    fn of(self, prompt: &Prompt) -> Duration {
        match self {
            Self::Fixed(ms) => ms.duration(),
            Self::Spoken => Spoken::of(prompt.address.as_str()).length(),
        }
    }
}

/// The first of the looks, so far apart, that is no sooner than this; at once where it is told.
fn next_look(polls: Duration, time: Duration) -> Duration {
    match polls.as_millis() {
        0 => time,
        apart => {
            let looks = time.as_millis().div_ceil(apart).max(1);
            polls.saturating_mul(u32::try_from(looks).unwrap_or(u32::MAX))
        }
    }
}

/// When a key is heard that is pressed at this time.
fn heard_at(polls: Duration, time: Duration) -> Duration {
    if polls.is_zero() {
        return time;
    }
    let frames = time.as_millis().div_ceil(FRAME.as_millis());
    FRAME * u32::try_from(frames).unwrap_or(u32::MAX) + HEARING
}
