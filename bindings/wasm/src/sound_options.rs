//! Options that the exports about sound have in common.
//! Their meaning is `dtmf`'s and `audio`'s; that they are of the right kind has the facade looked after.

use cxtone_audio::Encoding;
use cxtone_dtmf::SampleRate;
#[cfg(feature = "dsp")]
use cxtone_dtmf::{Digits, Profile};

/// A rate that a detector is made for.
pub(crate) fn sample_rate(hz: u32) -> Result<SampleRate, String> {
    SampleRate::new(hz).map_err(|error| format!("sampleRate: {error}"))
}

/// The encoding of a name; 16 bits where none is given.
pub(crate) fn encoding(name: Option<&str>) -> Result<Encoding, String> {
    let named = name.map(|name| name.parse().map_err(|error| format!("encoding: {error}")));
    named.transpose().map(Option::unwrap_or_default)
}

/// The profile of a name; the default one where none is given.
#[cfg(feature = "dsp")]
pub(crate) fn profile(name: Option<&str>) -> Result<Profile, String> {
    let Some(name) = name else {
        return Ok(Profile::default());
    };
    Profile::named(name).ok_or_else(|| {
        let names = Profile::ALL.map(|profile| profile.name()).join(", ");
        format!("profile: {name} is none of {names}")
    })
}

/// Digits; the error does not show them.
#[cfg(feature = "dsp")]
pub(crate) fn digits(text: &str) -> Result<Digits, String> {
    text.parse().map_err(|error| format!("digits: {error}"))
}
