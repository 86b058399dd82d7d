//! What stands in a text where something else should: its place, and words that quote no digit of it.
//! What should stand there is left to who reads.

use core::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::{place::Place, unreadable::shown};

/// A node that is not what is expected there.
#[derive(Debug)]
pub(crate) struct Misfit(Box<Told>);

#[derive(Debug)]
struct Told {
    place: Option<Place>,
    message: String,
}

impl Misfit {
    /// Where it is.
    pub(crate) fn place(&self) -> Place {
        self.0.place.unwrap_or_default()
    }

    /// What is wrong with it.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// With a place, unless the place is known more closely.
    pub(super) fn within(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Told {
            place: None,
            message: message.to_string(),
        }))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = described(unexpected);
        Self::custom(format_args!("{found} stands where {expected} is expected"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let (variant, expected) = (shown(variant), listed(expected));
        Self::custom(format_args!(
            "unknown variant `{variant}`, expected {expected}"
        ))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let (field, expected) = (shown(field), listed(expected));
        Self::custom(format_args!("unknown field `{field}`, expected {expected}"))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message())
    }
}

impl core::error::Error for Misfit {}

/// What was found, without what it says.
fn described(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Str(_) => "a text",
        Unexpected::Signed(_) | Unexpected::Unsigned(_) => "a number",
        Unexpected::Bool(_) => "a truth value",
        Unexpected::Unit => "nothing",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a mapping",
        Unexpected::UnitVariant => "a word alone",
        _ => "something else",
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none".to_owned(),
        1 => names.concat(),
        _ => format!("one of {}", names.join(", ")),
    }
}
