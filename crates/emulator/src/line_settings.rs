//! How good a call's line is, as the test API is told in JSON.
//! What each impairment does to samples is in `cxtone-line`.

use cxtone_dtmf::SampleRate;
use cxtone_line::impairment::{Dropouts, Echo, Impairments, Line, NOISE_DBM0_MAX, NOISE_DBM0_MIN};
use serde::{Deserialize, Serialize};

/// The noise of a line that is asked for nothing else, in dBm0: quiet, but not silent.
const QUIET_DBM0: f32 = -65.0;

/// How good a call's line is.
#[derive(Clone, Copy)]
pub(crate) struct LineSettings {
    /// What happens to the audio. They carry the seed too, and are in their ranges.
    impairments: Impairments,
    /// How likely each RTP packet is lost, 0 to 1.
    pub(crate) packet_loss: f64,
    /// What lost packets are drawn from.
    pub(crate) seed: u64,
}

impl LineSettings {
    /// The same line with this noise, where it can be so loud.
    pub(crate) fn with_noise(mut self, noise_dbm0: f32) -> Self {
        let noise_dbm0 = noise_dbm0.clamp(NOISE_DBM0_MIN, NOISE_DBM0_MAX);
        self.impairments.noise_dbm0 = Some(noise_dbm0);
        self
    }

    /// A line at rest. It is boxed, as its echo buffer is large.
    pub(crate) fn line(&self) -> Box<Line> {
        let line = Line::new(self.impairments, SampleRate::TELEPHONE);
        Box::new(line.expect("settings are made only from impairments that were checked"))
    }
}

/// How good the lines of calls are: noise, gain, twist, echo, dropouts, clipping and lost packets.
///
/// ```
/// use cxtone_emulator::CallLine;
///
/// let line = CallLine::from_json(r#"{"noiseDbm0":-30,"packetLoss":0.01}"#)?;
/// assert_eq!(CallLine::from_toml("noiseDbm0 = -30\npacketLoss = 0.01")?, line);
/// assert!(CallLine::from_json(r#"{"packetLoss":2}"#).is_err());
/// # Ok::<(), cxtone_emulator::CallLineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallLine(LineJson);

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the line cannot be so: {0}")]
pub struct CallLineError(String);

impl CallLine {
    /// Reads a line from JSON.
    ///
    /// # Errors
    ///
    /// [`CallLineError`] says what is wrong.
    pub fn from_json(text: &str) -> Result<Self, CallLineError> {
        Self::judged(serde_json::from_str(text).map_err(CallLineError::of)?)
    }

    /// Reads a line from TOML.
    ///
    /// # Errors
    ///
    /// [`CallLineError`] says what is wrong.
    pub fn from_toml(text: &str) -> Result<Self, CallLineError> {
        Self::judged(toml::from_str(text).map_err(CallLineError::of)?)
    }

    pub(crate) const fn as_json(&self) -> &LineJson {
        &self.0
    }

    fn judged(line: LineJson) -> Result<Self, CallLineError> {
        line.settings(0).map_err(CallLineError)?;
        Ok(Self(line))
    }
}

impl CallLineError {
    fn of(error: impl core::fmt::Display) -> Self {
        Self(error.to_string().trim_end().to_owned())
    }
}

/// The `line` of a call's JSON; all fields may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct LineJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    noise_dbm0: Option<f32>,
    gain_db: f32,
    twist_db: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    echo: Option<EchoJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropouts: Option<DropoutsJson>,
    clip_dbfs: f32,
    packet_loss: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EchoJson {
    delay_ms: f32,
    level_db: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DropoutsJson {
    probability: f32,
}

impl LineJson {
    /// Whether it says how loud the noise is.
    pub(crate) const fn names_noise(&self) -> bool {
        self.noise_dbm0.is_some()
    }

    /// The settings, with this seed where none is given.
    pub(crate) fn settings(&self, seed: u64) -> Result<LineSettings, String> {
        let seed = self.seed.unwrap_or(seed);
        let impairments = Impairments {
            gain_db: self.gain_db,
            twist_db: self.twist_db,
            noise_dbm0: Some(self.noise_dbm0.unwrap_or(QUIET_DBM0)),
            echo: self
                .echo
                .as_ref()
                .map(|&EchoJson { delay_ms, level_db }| Echo { delay_ms, level_db }),
            dropouts: self
                .dropouts
                .as_ref()
                .map(|&DropoutsJson { probability }| Dropouts { probability }),
            clip_dbfs: self.clip_dbfs,
            seed,
        };
        impairments
            .check(SampleRate::TELEPHONE)
            .map_err(|error| format!("line: {error}"))?;
        if !(0.0..=1.0).contains(&self.packet_loss) {
            return Err("line: packetLoss must be 0 to 1".to_owned());
        }
        Ok(LineSettings {
            impairments,
            packet_loss: self.packet_loss,
            seed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 5;

    fn check(json: &str, wrong: Option<&str>) {
        let read = serde_json::from_str::<LineJson>(json)
            .map_err(|error| error.to_string())
            .and_then(|line| line.settings(SEED));
        match (read, wrong) {
            (Ok(_), None) => {}
            (Err(message), Some(part)) => assert!(message.contains(part), "{json}: {message}"),
            (read, _) => panic!("{json}: was read: {}", read.is_ok()),
        }
    }

    #[test]
    fn ranges_and_names_are_judged() {
        check("{}", None);
        check(
            r#"{"noiseDbm0":-20,"gainDb":-3,"twistDb":4,"echo":{"delayMs":20,"levelDb":-10},
                "dropouts":{"probability":0.1},"clipDbfs":-1,"packetLoss":0.5,"seed":9}"#,
            None,
        );
        check(r#"{"noise":-20}"#, Some("noise"));
        check(r#"{"gainDb":"loud"}"#, Some("loud"));
        check(r#"{"gainDb":1000}"#, Some("gain_db"));
        check(r#"{"packetLoss":1.5}"#, Some("packetLoss"));
        check(r#"{"echo":{"delayMs":20}}"#, Some("levelDb"));
    }

    #[test]
    fn a_line_without_a_seed_takes_the_one_it_is_offered() {
        let seed = |json: &str| {
            let line: LineJson = serde_json::from_str(json).expect("right JSON");
            line.settings(SEED).expect("in range").impairments.seed
        };
        assert_eq!(seed("{}"), SEED);
        assert_eq!(seed(r#"{"seed":9}"#), 9);
    }
}
