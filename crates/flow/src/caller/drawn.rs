//! Callers that are drawn from a seed: those who listen, those who do not, and those who give up.
//! What a call makes of them is for the simulation to find out.

use rand_core::Rng as _;
use rand_pcg::Pcg32;

use super::{Act, Answer, Caller, Press};
use crate::{KeyMs, Keys, PromptNumber, TimerMs};

/// Keeps the draws of a caller apart from those of its performance.
const STREAM: u64 = 13;

/// Things that a drawn caller does at most.
const ACTS: u32 = 16;

/// Keys that are pressed at once at most, beside those of the other callers' words.
const KEYS: u32 = 6;

/// Prompts that a drawn caller waits for.
const PROMPTS: u32 = 8;

/// Milliseconds that a drawn caller waits at most: longer than most timers.
const WAIT_MS: u32 = 20_000;

/// What is pressed, as often as each stands here: mostly decimals.
const ALPHABET: &[u8] = b"0123456789012345678900011#*#A";

impl Caller {
    /// A caller drawn from the seed: how the call is answered, and what is pressed and when.
    ///
    /// Of these `words` one is pressed as often as keys without a meaning, so that a flow that
    /// asks for one of them is also followed further.
    #[must_use]
    pub fn drawn(seed: u64, words: &[Keys]) -> Self {
        let mut random = Pcg32::new(seed, STREAM);
        let acts = below(&mut random, ACTS);
        Self {
            answer: answer(&mut random),
            tone_ms: key_ms(&mut random),
            gap_ms: key_ms(&mut random),
            jitter_ms: TimerMs::fixed(below(&mut random, 3) * 100),
            acts: (0..acts).map(|_| act(&mut random, words)).collect(),
            ..Self::default()
        }
    }
}

fn answer(random: &mut Pcg32) -> Answer {
    match below(random, 20) {
        0 => Answer::Busy,
        1 => Answer::NoAnswer,
        2 => Answer::Voicemail,
        _ => Answer::AfterMs(TimerMs::fixed(below(random, 5_000))),
    }
}

fn act(random: &mut Pcg32, words: &[Keys]) -> Act {
    match below(random, 32) {
        0..=4 => Act::Begins(prompt(random)),
        5..=10 => Act::Ends(prompt(random)),
        11..=14 => Act::Wait(TimerMs::fixed(below(random, 1_000))),
        15..=16 => Act::Wait(TimerMs::fixed(below(random, WAIT_MS))),
        17..=30 => Act::Press(Press(keys(random, words))),
        _ => Act::HangUp,
    }
}

fn keys(random: &mut Pcg32, words: &[Keys]) -> Keys {
    let index = usize::try_from(random.next_u32()).unwrap_or(0);
    let word = index.checked_rem(words.len()).and_then(|it| words.get(it));
    if let Some(word) = word.filter(|_| below(random, 2) == 0) {
        return word.clone();
    }
    let count = 1 + below(random, KEYS);
    let text: String = (0..count).filter_map(|_| key(random)).collect();
    Keys::try_from(text).unwrap_or_else(|_| Keys::none())
}

fn key(random: &mut Pcg32) -> Option<char> {
    let count = u32::try_from(ALPHABET.len()).ok()?;
    let index = usize::try_from(below(random, count)).ok()?;
    ALPHABET.get(index).map(|byte| char::from(*byte))
}

fn prompt(random: &mut Pcg32) -> PromptNumber {
    PromptNumber::try_from(1 + below(random, PROMPTS)).unwrap_or(PromptNumber::FIRST)
}

fn key_ms(random: &mut Pcg32) -> KeyMs {
    KeyMs::try_from(40 + below(random, 200)).unwrap_or_default()
}

fn below(random: &mut Pcg32, bound: u32) -> u32 {
    random.next_u32() % bound
}
