//! What a tenant can do in a call, read from its dialect's tables for the check of flows.
//! What the check makes of it is `flow`'s; what the tables say is `dialect`'s.

use cxtone_dialect::{CallControlCapabilities, Dialect, Feature, cxone_agent};
use cxtone_flow::DialectAbilities;

/// What a far end that speaks this can do of a flow. Of one without media commands only that is
/// told: it asks for no entries, so their timers lack nothing.
#[must_use]
pub fn flow_abilities(dialect: &dyn Dialect) -> DialectAbilities {
    let own = dialect.capabilities();
    let media = dialect.call_control().map(|control| control.capabilities());
    let can = |feature| own.can(feature) || media.is_some_and(|table| table.can(feature));
    DialectAbilities {
        name: own.name,
        call_control: media.is_some(),
        transfer: can(Feature::Transfer),
        hang_up: can(Feature::HangUp),
        mask: can(Feature::Mask),
        ..media.map_or(DialectAbilities::ALL, entries)
    }
}

/// The same with a session of `cxone-agent` beside the call, which masks and hangs up.
#[must_use]
pub fn with_agent_session(abilities: DialectAbilities) -> DialectAbilities {
    let agent = cxone_agent::CAPABILITIES;
    DialectAbilities {
        transfer: abilities.transfer || agent.can(Feature::Transfer),
        hang_up: abilities.hang_up || agent.can(Feature::HangUp),
        mask: abilities.mask || agent.can(Feature::Mask),
        ..abilities
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
    use cxtone_dialect::{cxone_agent::CxoneAgent, cxone_v2::CxoneV2};

    use super::*;

    #[test]
    fn cxone_v2_collects_with_one_timer_and_neither_masks_nor_hangs_up() {
        let abilities = flow_abilities(&CxoneV2);
        assert_eq!(abilities.name, "cxone-v2");
        assert!(abilities.call_control && abilities.type_ahead && !abilities.drops_ahead);
        assert!(!abilities.first_digit_timer && !abilities.inter_digit_timer);
        assert!(!abilities.mask && !abilities.hang_up && !abilities.transfer);
        assert_eq!(abilities.total_ms_max, 600_000);
    }

    #[test]
    fn cxone_agent_masks_and_hangs_up_and_has_no_media_commands() {
        let abilities = flow_abilities(&CxoneAgent::default());
        assert_eq!(abilities.name, "cxone-agent");
        assert!(!abilities.call_control && abilities.mask && abilities.hang_up);
    }

    #[test]
    fn a_session_beside_the_call_adds_what_it_can_and_takes_nothing() {
        let alone = flow_abilities(&CxoneV2);
        let beside = with_agent_session(alone);
        let added = DialectAbilities {
            mask: true,
            hang_up: true,
            ..alone
        };
        assert_eq!(beside, added);
        assert_eq!(
            with_agent_session(DialectAbilities::ALL),
            DialectAbilities::ALL
        );
    }
}
