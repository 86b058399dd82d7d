//! What is wrong with a raw request: one finding a fault, and all of them together.
//! Which faults there are is decided by the rules.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// One fault of a raw request. No field ever holds a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was broken, for programs: `digits-present`, `digits-length`,
    /// `digits-alphabet`, `type-known` or `pause-range`.
    pub code: &'static str,
    /// The field at fault as a JSON pointer (RFC 6901) into the source's parameters:
    /// `/dtmfString`, `/dtmfType` or `/interDigitPause`.
    pub pointer: &'static str,
    /// What is wrong, in the Node source's wording.
    pub message: String,
    /// The way out: what was found, where, and what to write instead.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} ({})",
            self.pointer, self.message, self.help
        )
    }
}

/// All faults of one raw request, at least one, in the order in which the source checks.
///
/// `Display` gives one line a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// The findings of several rules, of which at least one found something.
    pub(crate) fn joined<const RULES: usize>(findings: [Option<Self>; RULES]) -> Self {
        Self(findings.into_iter().flatten().flatten().collect())
    }

    /// The findings of one rule, if it found anything.
    pub(crate) fn found(findings: Vec<Finding>) -> Result<(), Self> {
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Self(findings))
        }
    }

    /// The findings in the order in which the source checks: its own error is the first one.
    pub fn iter(&self) -> core::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// The first finding: its message is what the source throws.
    ///
    /// # Panics
    ///
    /// Never: there is always at least one.
    #[must_use]
    pub fn first(&self) -> &Finding {
        self.0.first().expect("no list is made without a finding")
    }

    /// How many there are: at least one.
    #[expect(
        clippy::len_without_is_empty,
        reason = "there is always at least one finding"
    )]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            finding.fmt(formatter)?;
        }
        Ok(())
    }
}

impl core::error::Error for Findings {}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(alloc::vec![finding])
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = alloc::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = core::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
