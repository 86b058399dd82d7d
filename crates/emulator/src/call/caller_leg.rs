//! The caller's end of a call's line: keys become tones, the line spoils them, a detector hears them.
//! When the caller presses is decided by the script, and what a key does by the conversation.

use cxtone_dtmf::{Detector, Digit, Digits, Event, Profile, SampleRate};
use cxtone_line::impairment::Line;

use crate::{
    gateway,
    line_settings::LineSettings,
    sample::{from_16_bits, to_16_bits},
};

/// How many samples are heard at one time: 10 ms.
pub(super) const FRAME: usize = 80;

/// For how many frames after the last tone the detector still listens: it knows of an end 70 ms
/// later, and of the next key anew. Nobody is listened to who presses nothing.
const TAIL_FRAMES: u32 = 30;

/// The caller's leg. It has no `Debug`: it spells digits.
pub(super) struct CallerLeg {
    line: Box<Line>,
    detector: Detector,
    tones: Vec<Tone>,
    tail: u32,
}

struct Tone {
    audio: Vec<f32>,
    next: usize,
}

impl CallerLeg {
    pub(super) fn new(line: &LineSettings) -> Self {
        Self {
            line: line.line(),
            detector: Detector::new(SampleRate::TELEPHONE, Profile::ATT),
            tones: Vec::new(),
            tail: 0,
        }
    }

    /// The line is like this from now on.
    pub(super) fn change_line(&mut self, line: &LineSettings) {
        self.line = line.line();
    }

    /// A key is down from the next sample on.
    pub(super) fn press(&mut self, key: Digit, tone_ms: u32) {
        let audio = key_sound(key, tone_ms);
        self.tones.push(Tone { audio, next: 0 });
        self.tail = TAIL_FRAMES;
    }

    /// Whether there is nothing to be heard.
    pub(super) const fn is_silent(&self) -> bool {
        self.tail == 0
    }

    /// Lets one frame pass; the keys that were confirmed in it.
    pub(super) fn listen(&mut self) -> Digits {
        let mut heard = Digits::new();
        if self.is_silent() {
            return heard;
        }
        let mut frame = [0.0; FRAME];
        for tone in &mut self.tones {
            let rest = tone.audio.get(tone.next..).unwrap_or_default();
            for (sample, sounding) in frame.iter_mut().zip(rest) {
                *sample += sounding;
            }
            tone.next += FRAME;
        }
        self.tones.retain(|tone| tone.next < tone.audio.len());
        self.tail = if self.tones.is_empty() {
            self.tail.saturating_sub(1)
        } else {
            TAIL_FRAMES
        };
        self.line.apply(&mut frame);
        for sample in &mut frame {
            *sample = from_16_bits(to_16_bits(*sample));
        }
        self.detector.feed(&frame, |event| {
            if let Event::Confirmed { digit, .. } = event {
                // In 10 ms there is room for one key.
                let _ = heard.push(digit);
            }
        });
        heard
    }
}

/// What a key sounds like at the caller's end; nothing where the tone cannot be made.
pub(super) fn key_sound(key: Digit, tone_ms: u32) -> Vec<f32> {
    gateway::key(key, tone_ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_settings::LineJson;

    const SEED: u64 = 31;

    fn heard(line: &str, keys: &str) -> String {
        let line: LineJson = serde_json::from_str(line).expect("right JSON");
        let mut leg = CallerLeg::new(&line.settings(SEED).expect("in range"));
        let mut heard = String::new();
        for key in keys.chars().filter_map(Digit::from_char) {
            leg.press(key, 100);
            for _ in 0..20 {
                heard.extend(leg.listen().chars());
            }
        }
        heard
    }

    #[test]
    fn every_key_is_heard_on_a_quiet_line_and_none_through_much_noise() {
        let all = "159D*0#A23468B7C";
        assert_eq!(heard("{}", all), all);
        assert_eq!(heard(r#"{"noiseDbm0":-25}"#, all), all);
        assert_eq!(heard(r#"{"noiseDbm0":5}"#, all), "");
    }

    #[test]
    fn who_presses_nothing_is_not_listened_to() {
        let mut leg = CallerLeg::new(&LineJson::default().settings(SEED).expect("in range"));
        assert!(leg.is_silent());
        leg.press(Digit::from_char('5').expect("a digit"), 50);
        let frames = (0..1_000).take_while(|_| {
            leg.listen();
            !leg.is_silent()
        });
        let frames = frames.count();
        assert!((30..=40).contains(&frames), "{frames}");
    }
}
