//! What an emulator is started with, and the limits that hold for all of them.

use core::time::Duration;
use std::path::PathBuf;

use cxtone_flow::Caller;

use crate::{
    CALL_CONTROL_SCOPES, SCOPES, cast::Cast, faults::FaultPlan, line_settings::CallLine,
    prompts::Speaker,
};

/// The most calls at once that any configuration allows.
pub const CALLS_MAX: usize = 16_384;

/// The longest call that any configuration allows, in seconds.
pub const CALL_S_MAX: u32 = 3_600;

/// The longest life of a token that any configuration allows, in seconds: a week.
pub const TOKEN_LIFE_S_MAX: u32 = 7 * 24 * 3_600;

/// The fastest clock that any configuration allows, in seconds of calls a second.
pub const SPEED_MAX: u32 = 1_000;

/// The largest request body, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// The most connections at once; as each carries one request at a time, also the most requests.
pub const CONNECTIONS_MAX: usize = 256;

/// How long open requests may take to end once the emulator is told to stop.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// What an emulator is started with.
///
/// ```
/// use cxtone_emulator::EmulatorConfig;
///
/// let config = EmulatorConfig {
///     calls: 3,
///     seed: Some(7),
///     ..EmulatorConfig::default()
/// };
/// assert_eq!(config.token_life_s, 3600);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EmulatorConfig {
    /// How many active calls there are at the start, whose ids are made up, 0 to `calls_max`;
    /// default 1.
    pub calls: usize,
    /// The ids of calls that there are at the start, before those; default none.
    pub call_ids: Vec<String>,
    /// How many calls there may be at once, 1 to [`CALLS_MAX`]; default 64. An ended call counts
    /// until it is deleted.
    pub calls_max: usize,
    /// The length in seconds at which a call ends by itself, 1 to [`CALL_S_MAX`]; default 600.
    /// A second of a recording takes 16 kB of memory while it is being made.
    pub call_s_max: u32,
    /// With a seed, ids, secrets, tokens and noise are the same on every run; without one (the
    /// default) they come from the system.
    pub seed: Option<u64>,
    /// How long a token lives, in seconds, 1 to [`TOKEN_LIFE_S_MAX`]; default 3600.
    pub token_life_s: u32,
    /// The scopes that the client may be granted; default the two that an injection
    /// needs and the three that media commands need.
    pub scopes: Vec<String>,
    /// How many seconds of its calls pass in one second, 1 to [`SPEED_MAX`]; default 1. What plays
    /// in a call is over sooner then, and sounds the same.
    pub speed: u32,
    /// Which requests fail from the start; default none.
    pub faults: Option<FaultPlan>,
    /// For tests of clients alone, as no far end is known to do so: an injection with the header
    /// `idempotency-key` is not executed a second time for the same call; default false.
    pub dedupe: bool,
    /// Who is called in the calls that there are at the start, in their order; default nobody, so
    /// that these calls are active and nobody does anything in them. A call with a script rings
    /// until the script answers it.
    pub callers: Vec<Caller>,
    /// Who is called in all other calls, those that are placed later without a `caller` among
    /// them, by their ids; default nobody.
    pub cast: Cast,
    /// The line of calls that are placed without one; default quiet. Where a caller's script says
    /// how noisy the line is, that is how noisy it is.
    pub line: CallLine,
    /// Where the sounds of prompts are, WAV files by the last part of a media URL; default
    /// nowhere. Without a file, the words of the URL's last part are said.
    pub prompts: Option<PathBuf>,
    /// Who says them; default nobody, so that they are murmured. They take as long either way.
    pub speaker: Option<Speaker>,
}

impl Default for EmulatorConfig {
    fn default() -> Self {
        Self {
            calls: 1,
            call_ids: Vec::new(),
            calls_max: 64,
            call_s_max: 600,
            seed: None,
            token_life_s: 3_600,
            scopes: SCOPES
                .into_iter()
                .chain(CALL_CONTROL_SCOPES)
                .map(str::to_owned)
                .collect(),
            speed: 1,
            faults: None,
            dedupe: false,
            callers: Vec::new(),
            cast: Cast::default(),
            line: CallLine::default(),
            prompts: None,
            speaker: None,
        }
    }
}

impl EmulatorConfig {
    /// The first field that is out of its range.
    pub(crate) fn check(&self) -> Result<(), ConfigOutOfRange> {
        let within = |field, value: u64, min: u64, max: u64| {
            if (min..=max).contains(&value) {
                Ok(())
            } else {
                Err(ConfigOutOfRange {
                    field,
                    value,
                    min,
                    max,
                })
            }
        };
        let calls_max = self.calls_max as u64;
        within("calls_max", calls_max, 1, CALLS_MAX as u64)?;
        let named = self.call_ids.len() as u64;
        within("call_ids", named, 0, calls_max)?;
        within("calls", self.calls as u64, 0, calls_max - named)?;
        let call_s_max = u64::from(CALL_S_MAX);
        within("call_s_max", u64::from(self.call_s_max), 1, call_s_max)?;
        within("speed", u64::from(self.speed), 1, u64::from(SPEED_MAX))?;
        let life_s_max = u64::from(TOKEN_LIFE_S_MAX);
        within("token_life_s", u64::from(self.token_life_s), 1, life_s_max)
    }
}

/// A field of [`EmulatorConfig`] is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {value}; give {min} to {max}")]
pub struct ConfigOutOfRange {
    field: &'static str,
    value: u64,
    min: u64,
    max: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut EmulatorConfig), expected: &str) {
        let mut config = EmulatorConfig::default();
        change(&mut config);
        let said = config
            .check()
            .map_or_else(|e| e.to_string(), |()| "ok".to_owned());
        assert_eq!(said, expected);
    }

    #[test]
    fn a_field_out_of_its_range_is_named_with_what_to_give() {
        check(|_| {}, "ok");
        check(|config| config.calls = 0, "ok");
        check(|config| config.calls = 65, "calls is 65; give 0 to 64");
        check(
            |config| config.calls_max = 0,
            "calls_max is 0; give 1 to 16384",
        );
        check(
            |config| config.call_s_max = 0,
            "call_s_max is 0; give 1 to 3600",
        );
        check(
            |config| config.speed = 1_001,
            "speed is 1001; give 1 to 1000",
        );
        check(
            |config| config.token_life_s = 0,
            "token_life_s is 0; give 1 to 604800",
        );
    }
}
