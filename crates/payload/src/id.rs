//! The ids that address a call: provider, line and call, or the session of its agent.
//! How they are put into a path is known to `dialect`; here they are made safe for one.

use alloc::{borrow::ToOwned, string::String};
use core::{fmt, str::FromStr};

/// The longest id, in characters.
pub const ID_CHARACTERS_MAX: usize = 128;

/// Defines one kind of id; all share the alphabet, the length and the error.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        ///
        /// One to [`ID_CHARACTERS_MAX`] of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`, so that it
        /// can never leave its place in a path.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks a text and keeps it as an id.
            ///
            /// # Errors
            ///
            /// [`InvalidId`] when it is empty, too long, or holds another character.
            pub fn new(text: &str) -> Result<Self, InvalidId> {
                check($kind, text)?;
                Ok(Self(text.to_owned()))
            }

            /// The id as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }
    };
}

id! {
    /// The id of a call (`callId`).
    CallId, "call id"
}
id! {
    /// The id of a telephony provider (`telephonyProviderId`).
    ProviderId, "provider id"
}
id! {
    /// The id of a line of a provider (`lineId`).
    LineId, "line id"
}

id! {
    /// The id of an agent's session (`sessionId`).
    SessionId, "session id"
}

id! {
    /// The id of a tenant (`tenantId`).
    TenantId, "tenant id"
}

impl From<&SessionId> for CallId {
    /// Locks and records know a session by its id, as they know a call.
    fn from(session: &SessionId) -> Self {
        Self(session.0.clone())
    }
}

/// Why a text is no id. It names places, never characters: what stands in the wrong argument may
/// be digits or a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId {
    kind: &'static str,
    fault: Fault,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind;
        match self.fault {
            Fault::Empty => write!(formatter, "the {kind} is empty")?,
            Fault::TooLong => write!(formatter, "the {kind} is too long")?,
            Fault::Character { position } => write!(
                formatter,
                "character {position} of the {kind} is not allowed"
            )?,
        }
        write!(
            formatter,
            "; use 1 to {ID_CHARACTERS_MAX} of A-Z, a-z, 0-9, _ and -"
        )
    }
}

impl core::error::Error for InvalidId {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    TooLong,
    Character { position: usize },
}

fn check(kind: &'static str, text: &str) -> Result<(), InvalidId> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let fault = if text.is_empty() {
        Fault::Empty
    } else if let Some(index) = text
        .chars()
        .take(ID_CHARACTERS_MAX)
        .position(|c| !allowed(c))
    {
        Fault::Character {
            position: index + 1,
        }
    } else if text.len() > ID_CHARACTERS_MAX {
        Fault::TooLong
    } else {
        return Ok(());
    };
    Err(InvalidId { kind, fault })
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;

    #[test]
    fn n18_an_id_that_would_reach_another_path_is_refused() {
        for text in [
            "../../admin?x=1#",
            "..",
            ".",
            "a/b",
            "a%2fb",
            "a b",
            "a\\b",
            "a?b",
            "a#b",
            "a\nb",
            "ａ",
            "é",
        ] {
            assert!(CallId::new(text).is_err(), "{text}");
            assert!(ProviderId::new(text).is_err(), "{text}");
            assert!(LineId::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ids_of_one_to_128_plain_characters_are_kept_as_they_are() {
        for text in [
            "a",
            "A-z_09",
            "4f5c1c9e-7d2b-4f7a-9a55-0b5b2d6c8f10",
            &"x".repeat(128),
        ] {
            assert_eq!(CallId::new(text).expect("allowed").as_str(), text);
        }
    }

    #[test]
    fn errors_name_the_kind_and_the_place_but_not_the_text() {
        let check = |text: &str, expected: &str| {
            let error = LineId::new(text).expect_err("refused");
            assert!(error.to_string().starts_with(expected), "{error}");
        };
        check("", "the line id is empty;");
        check(&"x".repeat(129), "the line id is too long;");
        check("1234#", "character 5 of the line id is not allowed;");
        let error = LineId::new("1234#").expect_err("refused");
        assert!(!format!("{error}{error:?}").contains("1234"));
    }
}
