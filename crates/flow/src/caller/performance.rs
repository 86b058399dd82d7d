//! A caller script on its way: what happens in the call goes in, what the caller does comes out.
//! It has no clock, and who makes tones of the keys is left to the far end.

use core::time::Duration;

use cxtone_dtmf::Digit;
use rand_core::Rng as _;
use rand_pcg::Pcg32;

use super::{Act, Answer, Caller};
use crate::{
    KeyMs, PromptNumber, TimerMs,
    limits::{PROMPTS_COUNTED_MAX, VOICEMAIL_MS},
};

/// Keeps the draws of a performance apart from what else is drawn from the same seed.
const STREAM: u64 = 11;

/// One thing that the caller does now. `Debug` does not show which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Presses a key for so long.
    Press(Digit, KeyMs),
    /// Hangs up.
    HangUp,
}

/// A caller script on its way through one call.
///
/// Tell it the prompts' beginnings and ends, then call [`Performance::poll_deed`] until there is
/// none, and again when the time of [`Performance::poll_timeout`] has come. Times are measured
/// from the answer.
#[derive(Clone, Debug)]
pub struct Performance {
    caller: Caller,
    begun: Vec<Duration>,
    ended: Vec<Duration>,
    act: usize,
    key: usize,
    /// When the caller is done with what was last done.
    free_at: Duration,
    over: bool,
    random: Pcg32,
}

impl Performance {
    /// The script from its beginning, in a call that was just answered.
    #[must_use]
    pub fn new(mut caller: Caller, seed: u64) -> Self {
        if caller.answer == Answer::Voicemail {
            let silence = TimerMs::fixed(VOICEMAIL_MS);
            caller.acts = vec![Act::Wait(silence), Act::HangUp];
        }
        let mut performance = Self {
            caller,
            begun: Vec::new(),
            ended: Vec::new(),
            act: 0,
            key: 0,
            free_at: Duration::ZERO,
            over: false,
            random: Pcg32::new(seed, STREAM),
        };
        performance.go_on();
        performance
    }

    /// A prompt begins.
    pub fn prompt_began(&mut self, now: Duration) {
        count(&mut self.begun, now);
        self.go_on();
    }

    /// The prompt has ended, or a key has ended it.
    pub fn prompt_ended(&mut self, now: Duration) {
        count(&mut self.ended, now);
        self.go_on();
    }

    /// What the caller does by now, one deed at a time; none after hanging up.
    pub fn poll_deed(&mut self, now: Duration) -> Option<Deed> {
        if self.poll_timeout()? > now {
            return None;
        }
        let deed = match self.caller.acts.get(self.act)? {
            Act::Press(keys) => {
                let key = keys.0.digits().as_slice().get(self.key).copied()?;
                self.key += 1;
                let (tone, gap) = (self.caller.tone_ms, self.caller.gap_ms);
                let jitter = self.jitter();
                self.free_at += tone.duration() + gap.duration() + jitter;
                Deed::Press(key, tone)
            }
            _ => {
                self.over = true;
                Deed::HangUp
            }
        };
        self.go_on();
        Some(deed)
    }

    /// When the caller does the next thing; none where that depends on a prompt, and after the
    /// last one.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        let does = match self.caller.acts.get(self.act) {
            Some(Act::Press(_) | Act::HangUp) => !self.over,
            _ => false,
        };
        does.then_some(self.free_at)
    }

    /// Goes on to the next act that is seen in the call, as far as the prompts have got.
    fn go_on(&mut self) {
        while let Some(act) = self.caller.acts.get(self.act) {
            let free_at = match act {
                Act::Begins(number) => at(&self.begun, *number),
                Act::Ends(number) => at(&self.ended, *number),
                Act::Wait(ms) => {
                    let ms = ms.duration();
                    Some(self.free_at + ms + self.jitter())
                }
                Act::Press(keys) if self.key < keys.0.digits().len() => None,
                Act::Press(_) => Some(self.free_at),
                Act::HangUp => None,
            };
            let Some(free_at) = free_at else {
                return;
            };
            self.free_at = self.free_at.max(free_at);
            self.act += 1;
            self.key = 0;
        }
    }

    fn jitter(&mut self) -> Duration {
        let most = self.caller.jitter_ms.value();
        match most {
            0 => Duration::ZERO,
            most => Duration::from_millis(u64::from(self.random.next_u32() % (most + 1))),
        }
    }
}

fn count(prompts: &mut Vec<Duration>, now: Duration) {
    if prompts.len() < usize::from(PROMPTS_COUNTED_MAX) {
        prompts.push(now);
    }
}

fn at(prompts: &[Duration], number: PromptNumber) -> Option<Duration> {
    let index = usize::from(number.value()).checked_sub(1)?;
    prompts.get(index).copied()
}
