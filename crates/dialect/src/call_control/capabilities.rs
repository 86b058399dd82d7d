//! What a far end's media commands can express, as a table: one value for each dialect.
//! Comparing a flow with it is left to whoever checks the flow.

use core::time::Duration;

use crate::Feature;

/// What can be asked of a far end's media commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallControlCapabilities {
    /// The dialect's name, such as `cxone-v2`.
    pub name: &'static str,
    /// The most digits of one entry.
    pub digits_max: usize,
    /// The longest wait for an entry.
    pub timeout_max: Duration,
    /// Whether there is a timer for the first digit alone.
    pub first_digit_timer: bool,
    /// Whether there is a timer between two digits.
    pub inter_digit_timer: bool,
    /// Whether keys count that were pressed before the command that asks for them.
    pub type_ahead: bool,
    /// Whether it can be asked not to count those keys.
    pub drops_ahead: bool,
    /// Whether it can be asked whether a key ends a prompt.
    pub interruptible: bool,
    /// Whether a prompt can be played over and over.
    pub repeats: bool,
    /// Whether a prompt or a collection can be stopped by a command.
    pub stops: bool,
    /// What else can be done with the call by media commands.
    pub features: &'static [Feature],
}

impl CallControlCapabilities {
    /// Whether the far end can do this.
    #[must_use]
    pub fn can(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, Feature, cxone_agent::CxoneAgent, cxone_v2::CxoneV2};

    #[test]
    fn g13_what_the_source_does_not_have_is_not_promised() {
        let half = CxoneV2.call_control().expect("it has call control");
        let table = half.capabilities();
        for feature in [Feature::Transfer, Feature::HangUp, Feature::Mask] {
            assert!(!table.can(feature), "{feature:?}");
        }
        assert!(!table.stops && !table.inter_digit_timer && !table.first_digit_timer);
        assert!(CxoneAgent::default().call_control().is_none());
    }
}
