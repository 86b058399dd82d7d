//! The gateway between an injection and the audio of its call: each type of digits travels its own way.
//! What the line then does to the audio is the recording's business.

mod inband;
mod loss;
mod sip_info;
mod telephone_event;

use cxtone_dtmf::{Digit, Digits, SampleRate, Synth, Tone};

use crate::{
    clock::samples_in,
    command::{Command, Signalling},
};
use loss::Loss;

/// Samples in a millisecond.
const SAMPLES_PER_MS: usize = 8;

/// How long the digits of a command and their gaps are at most, in samples: sixteen of the longest.
#[cfg(test)]
const PLAY_OUT_SAMPLES_MAX: usize = 16 * 1_100 * SAMPLES_PER_MS;

/// A stage of the way that did not work.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GatewayError(&'static str);

impl GatewayError {
    /// Which stage, and what it did.
    pub(crate) const fn message(&self) -> &'static str {
        self.0
    }
}

/// The audio that an injection becomes: Σ (tone + gap) long, silent where packets were lost.
pub(crate) fn play(
    command: &Command,
    packet_loss: f64,
    seed: u64,
) -> Result<Vec<f32>, GatewayError> {
    let length = samples_in(core::time::Duration::from_millis(command.play_out_ms()));
    let mut stage = Stage {
        audio: vec![0.0; length],
    };
    let mut loss = Loss::new(packet_loss, seed);
    match command.signalling {
        Signalling::Rfc2833 => telephone_event::carry(command, &mut loss, &mut stage)?,
        Signalling::SipInfo => sip_info::carry(command, &mut stage)?,
        Signalling::Inband => inband::carry(command, &mut loss, &mut stage)?,
    }
    Ok(stage.audio)
}

/// What one key sounds like that a caller presses for so long.
pub(crate) fn key(key: Digit, tone_ms: u32) -> Result<Vec<f32>, GatewayError> {
    let mut one = Digits::new();
    one.push(key)
        .map_err(|_| GatewayError("no room for one digit"))?;
    let mut audio = vec![0.0; tone_ms as usize * SAMPLES_PER_MS];
    synth(&one, tone_ms, 0)?.fill(&mut audio);
    Ok(audio)
}

/// Whether every way would carry a command with such timing, without the work of carrying it.
pub(crate) fn check(command: &Command) -> Result<(), GatewayError> {
    synth(&command.digits, command.tone_ms, command.pause_ms)?;
    telephone_event::check(command)
}

/// Where the far end of each way puts what it received.
struct Stage {
    audio: Vec<f32>,
}

impl Stage {
    /// Renders one digit that lasts so many samples.
    fn tone(&mut self, at: usize, digit: Digit, samples: usize) -> Result<(), GatewayError> {
        let mut one = Digits::new();
        one.push(digit)
            .map_err(|_| GatewayError("no room for one digit"))?;
        let ms = u32::try_from(samples.div_ceil(SAMPLES_PER_MS)).unwrap_or(u32::MAX);
        let mut synth = synth(&one, ms, 0)?;
        let place = self.audio.get_mut(at..).unwrap_or_default();
        let length = samples.min(place.len());
        synth.fill(&mut place[..length]);
        Ok(())
    }

    /// Puts samples that came over the network at their place; what would be outside is left out.
    fn place(&mut self, at: usize, samples: impl Iterator<Item = f32>) {
        let place = self.audio.get_mut(at..).unwrap_or_default();
        for (sample, received) in place.iter_mut().zip(samples) {
            *sample = received;
        }
    }
}

fn synth(digits: &Digits, tone_ms: u32, gap_ms: u32) -> Result<Synth, GatewayError> {
    let tone = Tone {
        tone_ms,
        gap_ms,
        ..Tone::default()
    };
    Synth::new(digits, SampleRate::TELEPHONE, tone)
        .map_err(|_| GatewayError("the tone generator refused the timing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cxtone_dtmf::{Detector, Event, Profile};

    const SEED: u64 = 21;

    fn command(digits: &str, signalling: Signalling) -> Command {
        Command {
            digits: digits.parse().expect("digits"),
            signalling,
            tone_ms: 100,
            pause_ms: 100,
        }
    }

    fn heard(audio: &[f32]) -> String {
        let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
        let mut digits = String::new();
        let mut note = |event| {
            if let Event::Confirmed { digit, .. } = event {
                digits.push(digit.as_char());
            }
        };
        detector.feed(audio, &mut note);
        detector.finish(&mut note);
        digits
    }

    fn check(signalling: Signalling, packet_loss: f64, expected: impl Fn(&str) -> bool) {
        let all = "159D*0#A23468B7C";
        let audio = play(&command(all, signalling), packet_loss, SEED).expect("it is carried");
        assert_eq!(audio.len(), all.len() * 200 * SAMPLES_PER_MS);
        assert!(audio.len() <= PLAY_OUT_SAMPLES_MAX);
        assert!(expected(&heard(&audio)), "{signalling:?} at {packet_loss}");
    }

    #[test]
    fn every_way_carries_every_digit() {
        for signalling in [Signalling::Rfc2833, Signalling::SipInfo, Signalling::Inband] {
            check(signalling, 0.0, |heard| heard == "159D*0#A23468B7C");
        }
    }

    #[test]
    fn packets_that_are_all_lost_carry_nothing_and_sip_info_loses_none() {
        check(Signalling::Rfc2833, 1.0, str::is_empty);
        check(Signalling::Inband, 1.0, str::is_empty);
        check(Signalling::SipInfo, 1.0, |heard| heard.len() == 16);
    }

    #[test]
    fn events_outlast_the_loss_of_every_fifth_packet() {
        check(Signalling::Rfc2833, 0.2, |heard| {
            heard == "159D*0#A23468B7C"
        });
    }

    #[test]
    fn the_same_seed_loses_the_same_packets() {
        let play =
            |seed| play(&command("123456", Signalling::Inband), 0.3, seed).expect("it is carried");
        assert_eq!(play(SEED), play(SEED));
        assert_ne!(play(SEED), play(SEED + 1));
    }
}
