//! What a far end can do and what it allows, as a table: one value for each dialect.
//! Checking a request against it is done in `payload`.

use cxtone_payload::{DtmfType, Limits, PauseForm};

use crate::AddressKind;

/// What can be asked of a far end, and in which bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The dialect's name, such as `cxone-v2`.
    pub name: &'static str,
    /// How it addresses an injection; the lock's key follows from it.
    pub addressed_by: AddressKind,
    /// The most digits in one request. Every dialect takes all 16.
    pub digits_max: usize,
    /// The types that may be asked for. Where the request carries none there is one alone, which
    /// stands for the far end's own choice.
    pub types: &'static [DtmfType],
    /// The tone length.
    pub tone: Setting,
    /// The gap between two digits.
    pub gap: Setting,
    /// What becomes of pauses within the digits.
    pub pauses: PauseForm,
    /// Whether the far end plays a request once however often it comes. Only then may a request
    /// be sent again that may have been played.
    pub deduplicates: bool,
    /// What else it can do.
    pub features: &'static [Feature],
}

/// A length in milliseconds, its bounds inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The request does not carry it; this long is assumed.
    Assumed {
        /// The length reckoned with.
        ms: u32,
    },
    /// The request carries it.
    Carried {
        /// The shortest.
        ms_min: u32,
        /// The length where nobody asks for another.
        ms: u32,
        /// The longest.
        ms_max: u32,
    },
}

/// What some far ends can do besides playing digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Keep what is said and pressed out of the recording for a while.
    Mask,
    /// Put the contact on hold.
    Hold,
    /// Begin a recording.
    Record,
    /// End the contact.
    HangUp,
    /// Send a signal to the contact's script.
    Signal,
    /// Pass the contact on to somebody else.
    Transfer,
}

impl Capabilities {
    /// Whether the far end can do this.
    #[must_use]
    pub fn can(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// The limits that requests are validated against.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        let (tone_ms_min, tone_ms, tone_ms_max) = self.tone.bounds_ms();
        let (pause_ms_min, _, pause_ms_max) = self.gap.bounds_ms();
        Limits {
            digits_max: self.digits_max,
            pause_ms_min,
            pause_ms_max,
            tone_ms,
            tone_ms_min,
            tone_ms_max,
            types: self.types,
            pauses: self.pauses,
        }
    }
}

impl Setting {
    /// The shortest, the usual and the longest.
    #[must_use]
    pub const fn bounds_ms(self) -> (u32, u32, u32) {
        match self {
            Self::Assumed { ms } => (ms, ms, ms),
            Self::Carried { ms_min, ms, ms_max } => (ms_min, ms, ms_max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, cxone_agent::CxoneAgent, cxone_v2::CxoneV2};

    #[test]
    fn the_limits_of_cxone_v2_are_those_that_payload_has_from_the_source() {
        assert_eq!(CxoneV2.capabilities().limits(), Limits::CXONE_V2);
    }

    #[test]
    fn the_limits_of_cxone_agent_are_those_that_payload_has_without_the_dialect() {
        assert_eq!(
            CxoneAgent::default().capabilities().limits(),
            Limits::CXONE_AGENT
        );
    }

    #[test]
    fn no_dialect_promises_to_deduplicate_or_to_transfer() {
        let agent = CxoneAgent::default();
        for capabilities in [CxoneV2.capabilities(), agent.capabilities()] {
            assert!(!capabilities.deduplicates, "{}", capabilities.name);
            assert!(!capabilities.can(Feature::Transfer));
        }
    }

    #[test]
    fn masking_is_the_agents_alone() {
        assert!(!CxoneV2.capabilities().can(Feature::Mask));
        assert!(CxoneAgent::default().capabilities().can(Feature::Mask));
    }
}
