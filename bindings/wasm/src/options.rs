//! Options that are numbers or flags: what is missing or `null` is not given, and another kind is refused.
//! Texts are read in `given`.

use alloc::{format, string::String};

use crate::given::{Given, Value, wrong_kind};

#[cfg_attr(
    not(all(feature = "dsp", feature = "flow", feature = "request")),
    allow(dead_code, reason = "each module is given some kinds of values")
)]
impl<'a> Given<'a> {
    pub(crate) fn number_option(&mut self, name: &str) -> Result<Option<f64>, String> {
        match self.value() {
            Value::Missing | Value::Null => Ok(None),
            Value::Number(number) => Ok(Some(number)),
            _ => Err(wrong_kind(name, "a number")),
        }
    }

    pub(crate) fn flag_option(&mut self, name: &str) -> Result<bool, String> {
        self.flag(name).map(Option::unwrap_or_default)
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, String> {
        match self.value() {
            Value::Missing | Value::Null => Ok(None),
            Value::Bool(flag) => Ok(Some(flag)),
            _ => Err(wrong_kind(name, "true or false")),
        }
    }

    pub(crate) fn needed_text(&mut self, name: &str) -> Result<&'a str, String> {
        self.text_option(name)?
            .ok_or_else(|| wrong_kind(name, "a text"))
    }

    /// A whole number: others would be cut to one without a word.
    pub(crate) fn whole_option(&mut self, name: &str) -> Result<Option<u32>, String> {
        self.number_option(name)?
            .map(|number| whole(name, number))
            .transpose()
    }
}

/// A whole number of 32 bits.
pub(crate) fn whole(name: &str, value: f64) -> Result<u32, String> {
    if value.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&value) {
        return Err(format!("{name}: {value} is no whole number"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and in range"
    )]
    let whole = value as u32;
    Ok(whole)
}
