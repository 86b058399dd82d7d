//! What a tenant can do in a call, read from its dialect's tables.
//! What the check makes of it is told in `abilities`; what the tables say is `dialect`'s.

use cxtone_dialect::{CallControlCapabilities, Capabilities, Feature, cxone_agent};

use super::DialectAbilities;

impl DialectAbilities {
    /// What a far end with these tables can do of a flow. Of one without media commands only that is told: it asks for
    /// no entries, so their timers lack nothing.
    #[must_use]
    pub fn read(own: &Capabilities, media: Option<&CallControlCapabilities>) -> Self {
        let can = |feature| own.can(feature) || media.is_some_and(|table| table.can(feature));
        Self {
            name: own.name,
            call_control: media.is_some(),
            transfer: can(Feature::Transfer),
            hang_up: can(Feature::HangUp),
            mask: can(Feature::Mask),
            ..media.map_or(Self::ALL, entries)
        }
    }

    /// The same with a session of `cxone-agent` beside the call, which masks and hangs up.
    #[must_use]
    pub fn with_agent_session(self) -> Self {
        let agent = cxone_agent::CAPABILITIES;
        Self {
            transfer: self.transfer || agent.can(Feature::Transfer),
            hang_up: self.hang_up || agent.can(Feature::HangUp),
            mask: self.mask || agent.can(Feature::Mask),
            ..self
        }
    }
}

/// What the table says of entries; the rest is not its to say.
fn entries(table: &CallControlCapabilities) -> DialectAbilities {
    DialectAbilities {
        digits_max: table.digits_max,
        total_ms_max: u64::try_from(table.timeout_max.as_millis()).unwrap_or(u64::MAX),
        first_digit_timer: table.first_digit_timer,
        inter_digit_timer: table.inter_digit_timer,
        type_ahead: table.type_ahead,
        drops_ahead: table.drops_ahead,
        ..DialectAbilities::ALL
    }
}

#[cfg(test)]
mod tests {
    use cxtone_dialect::cxone_v2;

    use super::*;

    fn cxone_v2() -> DialectAbilities {
        DialectAbilities::read(&cxone_v2::CAPABILITIES, Some(&cxone_v2::CALL_CONTROL))
    }

    #[test]
    fn cxone_v2_collects_with_one_timer_and_neither_masks_nor_hangs_up() {
        let abilities = cxone_v2();
        assert_eq!(abilities.name, "cxone-v2");
        assert!(abilities.call_control && abilities.type_ahead && !abilities.drops_ahead);
        assert!(!abilities.first_digit_timer && !abilities.inter_digit_timer);
        assert!(!abilities.mask && !abilities.hang_up && !abilities.transfer);
        assert_eq!(abilities.total_ms_max, 600_000);
    }

    #[test]
    fn cxone_agent_masks_and_hangs_up_and_has_no_media_commands() {
        let abilities = DialectAbilities::read(&cxone_agent::CAPABILITIES, None);
        assert_eq!(abilities.name, "cxone-agent");
        assert!(!abilities.call_control && abilities.mask && abilities.hang_up);
    }

    #[test]
    fn a_session_beside_the_call_adds_what_it_can_and_takes_nothing() {
        let alone = cxone_v2();
        let added = DialectAbilities {
            mask: true,
            hang_up: true,
            ..alone
        };
        assert_eq!(alone.with_agent_session(), added);
        let all = DialectAbilities::ALL;
        assert_eq!(all.with_agent_session(), all);
    }
}
