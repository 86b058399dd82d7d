//! Turns what happens on a call's line into its sound, block by block, up to the present only.
//! What happens is in `score`, when the present is, the caller says.

use std::{collections::VecDeque, sync::Arc};

use cxtone_line::impairment::Line;

use super::{
    caller_leg::key_sound,
    score::{Event, Play, What},
};
use crate::{
    gateway,
    line_settings::LineSettings,
    sample::{from_16_bits, to_16_bits},
};

/// How many samples are mixed at one time.
const BLOCK: usize = 800;

/// A call's sound, as far as it was made. It has no `Debug`: it spells digits.
pub(crate) struct Renderer {
    next: usize,
    learned: usize,
    ahead: VecDeque<Event>,
    voices: Vec<Voice>,
    line: Box<Line>,
    masked: bool,
    plays: fn(&Play) -> bool,
}

/// Samples of the line, as 16 bits would hold them, and whether the recording is masked there.
pub(crate) struct Block<'a> {
    pub(crate) samples: &'a [f32],
    pub(crate) masked: bool,
}

/// Audio of one injection, key or prompt, mixed up to `next`.
struct Voice {
    audio: Arc<[f32]>,
    next: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digits,
    Prompt { repeated: bool },
}

impl Renderer {
    /// The sound of a call whose line begins so, with those of its injections that `plays` tells.
    pub(crate) fn new(line: &LineSettings, plays: fn(&Play) -> bool) -> Self {
        Self {
            next: 0,
            learned: 0,
            ahead: VecDeque::new(),
            voices: Vec::new(),
            line: line.line(),
            masked: false,
            plays,
        }
    }

    /// Learns what has happened since it learned last, of all that has happened in the call.
    pub(crate) fn learn(&mut self, score: &[Event]) {
        let news = score.get(self.learned..).unwrap_or_default();
        self.ahead.extend(news.iter().cloned());
        self.learned = score.len();
    }

    /// How many samples were made.
    pub(crate) const fn position(&self) -> usize {
        self.next
    }

    /// Makes the sound up to a sample and hands out each block. However it is cut into blocks, the
    /// sound is the same.
    pub(crate) fn roll_to(&mut self, until: usize, mut sink: impl FnMut(Block<'_>)) {
        while self.next < until {
            self.begin_what_is_due();
            let change = self.ahead.front().map_or(until, |event| event.at);
            let length = BLOCK.min(until - self.next).min(change - self.next);
            let mut block = [0.0; BLOCK];
            let block = &mut block[..length];
            self.mix(block);
            self.line.apply(block);
            // The ear hears what a file would hold, rounding included.
            for sample in block.iter_mut() {
                *sample = from_16_bits(to_16_bits(*sample));
            }
            self.next += length;
            sink(Block {
                samples: block,
                masked: self.masked,
            });
        }
    }

    /// Afterwards, whatever is ahead begins later than the next sample.
    fn begin_what_is_due(&mut self) {
        while let Some(event) = self.ahead.pop_front_if(|event| event.at <= self.next) {
            match event.what {
                What::Line(settings) => self.line = settings.line(),
                What::Mask(masked) => self.masked = masked,
                What::Play(play) if (self.plays)(&play) => self.voices.extend(Voice::of(&play)),
                What::Play(_) => {}
                What::Key { key, tone_ms } => {
                    let audio = key_sound(key, tone_ms).into();
                    self.voices.push(Voice::new(audio, Kind::Digits));
                }
                What::Prompt { sound, repeated } => {
                    let kind = Kind::Prompt { repeated };
                    self.voices.push(Voice::new(sound.audio(), kind));
                }
                What::EndPrompt => self.voices.retain(|voice| voice.kind == Kind::Digits),
            }
        }
    }

    fn mix(&mut self, block: &mut [f32]) {
        for voice in &mut self.voices {
            voice.add_to(block);
        }
        self.voices.retain(|voice| !voice.is_over());
    }
}

impl Voice {
    const fn new(audio: Arc<[f32]>, kind: Kind) -> Self {
        Self {
            audio,
            next: 0,
            kind,
        }
    }

    fn add_to(&mut self, mut block: &mut [f32]) {
        while !block.is_empty() && !self.is_over() {
            if self.next >= self.audio.len() {
                self.next = 0;
            }
            let rest = self.audio.get(self.next..).unwrap_or_default();
            let length = rest.len().min(block.len());
            let (now, later) = block.split_at_mut(length);
            for (sample, voiced) in now.iter_mut().zip(rest) {
                *sample += voiced;
            }
            self.next += length;
            block = later;
        }
    }

    /// What is empty is over, however often it is to be repeated.
    fn is_over(&self) -> bool {
        let repeated = self.kind == Kind::Prompt { repeated: true } && !self.audio.is_empty();
        !repeated && self.next >= self.audio.len()
    }

    /// The call checked that the gateway carries the command before it took it.
    fn of(play: &Play) -> Option<Self> {
        match gateway::play(&play.command, play.packet_loss, play.seed) {
            Ok(audio) => Some(Self::new(audio.into(), Kind::Digits)),
            Err(error) => {
                tracing::error!(stage = error.message(), "digits are missing from a call");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        command::{Command, Signalling},
        line_settings::LineJson,
    };

    const SEED: u64 = 11;

    /// 150 ms with its gap.
    const PLAY_SAMPLES: usize = 1_200;

    fn settings(line: &str) -> LineSettings {
        let line: LineJson = serde_json::from_str(line).expect("right JSON");
        line.settings(SEED).expect("in range")
    }

    fn play(at: usize) -> Event {
        let command = Command {
            digits: "5".parse().expect("a digit"),
            signalling: Signalling::SipInfo,
            tone_ms: 100,
            pause_ms: 50,
        };
        Event {
            at,
            what: What::Play(Play {
                command,
                packet_loss: 0.0,
                seed: SEED,
            }),
        }
    }

    fn rendered(score: &[Event], steps: &[usize]) -> (Vec<f32>, Vec<bool>) {
        let mut renderer = Renderer::new(&settings("{}"), |_| true);
        renderer.learn(score);
        let (mut samples, mut masked) = (Vec::new(), Vec::new());
        for &until in steps {
            renderer.roll_to(until, |block| {
                samples.extend_from_slice(block.samples);
                masked.extend(block.samples.iter().map(|_| block.masked));
            });
        }
        (samples, masked)
    }

    fn peak(samples: &[f32]) -> f32 {
        samples
            .iter()
            .fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn there_are_the_samples_it_was_rolled_to_and_never_more() {
        let mut until_now = 0;
        for until in [0, 1, 799, 800, 801, 8_000] {
            let (samples, _) = rendered(&[], &[until_now, until]);
            assert_eq!(samples.len(), until);
            until_now = until;
        }
    }

    #[test]
    fn what_plays_begins_where_it_was_put_and_adds_up() {
        let (one, _) = rendered(&[play(1_000)], &[4_000]);
        let (two, _) = rendered(&[play(1_000), play(1_000)], &[4_000]);
        assert!(peak(&one[..1_000]) < 0.01);
        assert!(peak(&one[1_000 + PLAY_SAMPLES..]) < 0.01);
        let (one, two) = (peak(&one), peak(&two));
        assert!(one > 0.1 && (two - 2.0 * one).abs() < 0.01, "{one}, {two}");
    }

    #[test]
    fn how_it_is_rolled_changes_nothing() {
        let line = Event {
            at: 1_501,
            what: What::Line(settings(r#"{"noiseDbm0":-10}"#)),
        };
        let score = [play(700), line, play(1_700)];
        let (whole, _) = rendered(&score, &[5_000]);
        let (parts, _) = rendered(&score, &[3, 700, 701, 1_501, 4_444, 5_000]);
        assert_eq!(whole, parts);
        assert!(peak(&whole[4_000..]) > 0.1, "the line has changed");
    }

    #[test]
    fn a_mask_holds_from_its_sample_to_that_of_its_end() {
        let mask = |at, on| Event {
            at,
            what: What::Mask(on),
        };
        let (_, masked) = rendered(&[mask(10, true), mask(2_000, false)], &[3_000]);
        let changes: Vec<_> = (1..3_000).filter(|&n| masked[n] != masked[n - 1]).collect();
        assert_eq!(changes, [10, 2_000]);
    }

    #[test]
    fn a_quiet_line_is_not_silent() {
        assert!(peak(&rendered(&[], &[8_000]).0) > 0.0);
    }
}
