//! What a tenant can do in a call, by its dialect's name, for the check of flows.
//! It reads the dialects' tables as `runner` does natively, and without the dialects' requests, which would be most of
//! the module; that both come to the same is a test of the npm package.

use cxtone_dialect::{CallControlCapabilities, Capabilities, Feature, cxone_agent, cxone_v2};
use cxtone_flow::DialectAbilities;

/// What the far end of a dialect can do of a flow; one that can do everything where none is named.
pub(crate) fn abilities(dialect: Option<&str>) -> Result<DialectAbilities, String> {
    match dialect {
        None => Ok(DialectAbilities::ALL),
        Some("cxone-v2") => Ok(read(&cxone_v2::CAPABILITIES, Some(&cxone_v2::CALL_CONTROL))),
        Some("cxone-agent") => Ok(read(&cxone_agent::CAPABILITIES, None)),
        Some(_) => Err("the dialect is unknown; give cxone-v2 or cxone-agent".into()),
    }
}

/// The same with a session of `cxone-agent` beside the call, which masks and hangs up.
pub(crate) fn with_agent_session(abilities: DialectAbilities) -> DialectAbilities {
    let agent = cxone_agent::CAPABILITIES;
    DialectAbilities {
        transfer: abilities.transfer || agent.can(Feature::Transfer),
        hang_up: abilities.hang_up || agent.can(Feature::HangUp),
        mask: abilities.mask || agent.can(Feature::Mask),
        ..abilities
    }
}

fn read(own: &Capabilities, media: Option<&CallControlCapabilities>) -> DialectAbilities {
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
