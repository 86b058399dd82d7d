//! A request as it came in: any value in any field, nothing believed yet.
//! Whether it may be sent is decided by `validate`.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

/// A field's value of any kind that a caller in JavaScript, JSON or on a command line can give.
///
/// `Debug` shows the kind alone: the value may be digits.
#[derive(Clone, PartialEq)]
pub enum RawValue {
    /// Not given (`undefined`).
    Missing,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number; `NaN` and the infinities included.
    Number(f64),
    /// A text.
    Text(String),
    /// Something else, by its kind: `"array"`, `"object"`, `"function"`.
    Other(&'static str),
}

impl RawValue {
    /// What kind of value this is, for a sentence: "a text", "an array", "NaN".
    pub(crate) fn kind(&self) -> Kind {
        Kind(match self {
            Self::Missing => "undefined",
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(number) if number.is_nan() => "NaN",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Other(kind) => kind,
        })
    }
}

impl fmt::Debug for RawValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}]", self.kind().0)
    }
}

impl From<&str> for RawValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for RawValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for RawValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for RawValue {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

/// The three fields of a request that validation looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    /// The digits (`dtmfString`).
    pub digits: RawValue,
    /// The type (`dtmfType`).
    pub dtmf_type: RawValue,
    /// The pause between digits in milliseconds (`interDigitPause`).
    pub pause_ms: RawValue,
}

/// The kind of a value, worded for a sentence.
pub(crate) struct Kind(&'static str);

impl Kind {
    /// With its article.
    pub(crate) fn in_words(&self) -> String {
        let article = match self.0 {
            "undefined" | "null" | "true" | "false" | "NaN" => "",
            kind if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => "an ",
            _ => "a ",
        };
        [article, self.0].concat()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn debug_shows_the_kind_alone() {
        let raw = Raw {
            digits: "1234#".into(),
            dtmf_type: RawValue::Number(1234.0),
            pause_ms: RawValue::Missing,
        };
        assert_eq!(
            format!("{raw:?}"),
            "Raw { digits: [text], dtmf_type: [number], pause_ms: [undefined] }"
        );
    }

    #[test]
    fn kinds_take_their_article() {
        let check = |value: RawValue, expected: &str| {
            assert_eq!(value.kind().in_words(), expected);
        };
        check(RawValue::Other("array"), "an array");
        check(RawValue::Other("function"), "a function");
        check("x".into(), "a text");
        check(RawValue::Null, "null");
        check(f64::NAN.into(), "NaN");
    }
}
