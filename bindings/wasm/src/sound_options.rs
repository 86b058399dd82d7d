//! Options that the exports about sound have in common.
//! Their meaning is `dtmf`'s and `audio`'s.

use cxtone_audio::Encoding;
use cxtone_dtmf::SampleRate;
#[cfg(feature = "dsp")]
use cxtone_dtmf::{Digits, Profile};

use crate::{given::Given, options::whole};

/// A rate that a detector is made for.
pub(crate) fn sample_rate(given: &mut Given<'_>) -> Result<SampleRate, String> {
    let hz = given.number_option("sampleRate")?;
    let hz = whole("sampleRate", hz.unwrap_or(f64::NAN))?;
    SampleRate::new(hz).map_err(|error| format!("sampleRate: {error}"))
}

/// The encoding of a name; 16 bits where none is given.
pub(crate) fn encoding(given: &mut Given<'_>) -> Result<Encoding, String> {
    let name = given.text_option("encoding")?;
    let named = name.map(|name| name.parse().map_err(|error| format!("encoding: {error}")));
    named.transpose().map(Option::unwrap_or_default)
}

/// The profile of a name; the default one where none is given.
#[cfg(feature = "dsp")]
pub(crate) fn profile(given: &mut Given<'_>) -> Result<Profile, String> {
    let Some(name) = given.text_option("profile")? else {
        return Ok(Profile::default());
    };
    Profile::named(name).ok_or_else(|| {
        let names = Profile::ALL.map(|profile| profile.name()).join(", ");
        format!("profile: {name} is none of {names}")
    })
}

/// Digits; the error does not show them.
#[cfg(feature = "dsp")]
pub(crate) fn digits(given: &mut Given<'_>) -> Result<Digits, String> {
    let text = given.needed_text("digits")?;
    text.parse().map_err(|error| format!("digits: {error}"))
}
