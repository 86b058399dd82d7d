//! The version in the services' paths, and the paths below it.
//! What is asked there stands in the files beside this one.

use core::{fmt, str::FromStr};

use http::Uri;

use crate::BaseUrl;

/// The longest part of a version, in digits.
const PART_DIGITS_MAX: usize = 3;

/// A version such as `30.0`, as it stands in `/incontactapi/services/v30.0/`. Default: `30.0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicesVersion(String);

/// A text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no version of the services; write it like 30.0")]
pub struct NotAVersion;

impl ServicesVersion {
    /// The version as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URI of a path below the version.
    pub(super) fn uri(&self, api_url: &BaseUrl, path: &str) -> Uri {
        let base = api_url.path();
        api_url.uri(&format!("{base}/incontactapi/services/v{self}/{path}"))
    }
}

impl Default for ServicesVersion {
    fn default() -> Self {
        Self("30.0".to_owned())
    }
}

impl FromStr for ServicesVersion {
    type Err = NotAVersion;

    /// Reads one or two numbers of up to three digits, set apart by a point.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_part = |part: &str| {
            (1..=PART_DIGITS_MAX).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        if is_part(major) && is_part(minor) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAVersion)
        }
    }
}

impl fmt::Display for ServicesVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_or_two_numbers_and_nothing_that_reaches_another_path() {
        for text in ["1", "30", "26.0", "101.12"] {
            assert_eq!(
                text.parse::<ServicesVersion>().map(|v| v.0),
                Ok(text.into())
            );
        }
        for text in [
            "", ".", "30.", ".0", "v30.0", "30/..", "30.0.1", "1234", "3a", "３",
        ] {
            assert_eq!(text.parse::<ServicesVersion>(), Err(NotAVersion), "{text}");
        }
    }
}
