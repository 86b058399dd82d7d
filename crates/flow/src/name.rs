//! The names and texts of a flow file, each of its own type so that none is taken for another.
//! Whether a name stands for something is decided when the flow is read.

use core::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::limits::{NAME_CHARACTERS_MAX, TEXT_CHARACTERS_MAX};

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 1 to {NAME_CHARACTERS_MAX} lower-case letters, digits and hyphens; rename it so"
)]
pub struct InvalidName;

/// Why a text is not taken: it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text has at most {TEXT_CHARACTERS_MAX} characters; shorten it")]
pub struct TextTooLong;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
        #[serde(try_from = "String")]
        #[schemars(!try_from)]
        pub struct $name(#[schemars(regex(pattern = r"^[a-z0-9-]{1,64}$"))] String);

        impl $name {
            /// The name's characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(name: String) -> Result<Self, InvalidName> {
                is_name(&name).then_some(Self(name)).ok_or(InvalidName)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )* };
}

names! {
    /// The name of a step: 1 to 64 of `a`–`z`, `0`–`9` and `-`.
    StepName
    /// The name of a prompt: 1 to 64 of `a`–`z`, `0`–`9` and `-`.
    PromptName
    /// The name of a variable: 1 to 64 of `a`–`z`, `0`–`9` and `-`.
    VariableName
}

/// What a variable holds or is compared with: up to 2,048 characters.
///
/// It may be what a caller pressed, so `Debug` shows only its length.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(!try_from)]
pub struct Value(#[schemars(length(max = TEXT_CHARACTERS_MAX))] String);

impl Value {
    /// The characters: this may show digits, so keep it out of logs and errors.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Value {
    type Error = TextTooLong;

    fn try_from(text: String) -> Result<Self, TextTooLong> {
        let fits = text.chars().count() <= TEXT_CHARACTERS_MAX;
        fits.then_some(Self(text)).ok_or(TextTooLong)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} characters]", self.0.chars().count())
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=NAME_CHARACTERS_MAX).contains(&name.len()) && name.bytes().all(allowed)
}
