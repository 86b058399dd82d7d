//! Values that JavaScript gives, read one after the other.
//! What each of them means is known to the export that reads it.

use alloc::string::String;
#[cfg(any(feature = "dsp", feature = "wav"))]
use alloc::vec::Vec;

/// A value of any kind. It borrows the room.
#[cfg_attr(
    not(all(feature = "dsp", feature = "flow", feature = "request")),
    allow(dead_code, reason = "each module is given some kinds of values")
)]
pub(crate) enum Value<'a> {
    /// `undefined`, and what was not given at all.
    Missing,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// Something else, by its kind.
    Other(&'a str),
}

/// The values that are still to be read.
pub(crate) struct Given<'a> {
    bytes: &'a [u8],
}

impl<'a> Given<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next value; behind the last one all are missing.
    pub(crate) fn value(&mut self) -> Value<'a> {
        match self.taken(1) {
            [1] => Value::Null,
            [2] => Value::Bool(false),
            [3] => Value::Bool(true),
            [4] => Value::Number(self.eight_bytes()),
            [5] => Value::Text(self.text()),
            [6] => Value::Other(self.text()),
            _ => Value::Missing,
        }
    }

    /// Bytes, which no tag stands before.
    pub(crate) fn bytes(&mut self) -> &'a [u8] {
        let len = match self.taken(4) {
            &[a, b, c, d] => u32::from_le_bytes([a, b, c, d]) as usize,
            _ => 0,
        };
        self.taken(len)
    }

    /// Samples, as the bytes that JavaScript's typed arrays have.
    #[cfg(any(feature = "dsp", feature = "wav"))]
    pub(crate) fn samples(&mut self) -> Vec<f32> {
        let (samples, _) = self.bytes().as_chunks();
        samples
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect()
    }

    /// Whether something is still to be read.
    #[cfg(feature = "wav")]
    pub(crate) const fn has_more(&self) -> bool {
        !self.bytes.is_empty()
    }

    fn text(&mut self) -> &'a str {
        core::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn eight_bytes(&mut self) -> f64 {
        let bytes = self.taken(8).try_into().unwrap_or_default();
        f64::from_le_bytes(bytes)
    }

    fn taken(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self
            .bytes
            .split_at_checked(len)
            .unwrap_or((self.bytes, &[]));
        self.bytes = rest;
        taken
    }
}

/// Options: what is missing or `null` is not given, and anything but the wanted kind is refused.
impl<'a> Given<'a> {
    pub(crate) fn text_option(&mut self, name: &str) -> Result<Option<&'a str>, String> {
        match self.value() {
            Value::Missing | Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(wrong_kind(name, "a text")),
        }
    }
}

/// The refusal of a value of another kind than it should be.
pub(crate) fn wrong_kind(name: &str, wanted: &str) -> String {
    [name, ": give ", wanted].concat()
}
