//! Digits as a flow file writes them: those to send, and those that end an entry.
//! What a caller pressed is never kept in these types.

use core::fmt;

use cxtone_dtmf::{Digit, Digits, ParseDigitsError};
use schemars::JsonSchema;
use serde::Deserialize;

/// Digits written into a flow: `0`–`9`, `*`, `#`, `A`–`D`. `Debug` shows only how many.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Keys(Digits);

impl Keys {
    /// No digits.
    pub(crate) const fn none() -> Self {
        Self(Digits::new())
    }

    /// The digits in order.
    #[must_use]
    pub const fn digits(&self) -> &Digits {
        &self.0
    }

    /// Whether the digit is among them.
    #[must_use]
    pub fn contains(&self, digit: Digit) -> bool {
        self.0.iter().any(|key| key == digit)
    }
}

impl TryFrom<String> for Keys {
    type Error = ParseDigitsError;

    fn try_from(text: String) -> Result<Self, ParseDigitsError> {
        text.parse().map(Self)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl JsonSchema for Keys {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Keys".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9*#A-Da-d]{0,128}$" })
    }
}
