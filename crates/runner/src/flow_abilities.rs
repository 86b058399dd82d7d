//! What a tenant can do in a call, by its dialect, for the check of flows.
//! How the dialect's tables are read is `flow`'s.

use cxtone_dialect::Dialect;
use cxtone_flow::DialectAbilities;

/// What a far end that speaks this can do of a flow.
#[must_use]
pub fn flow_abilities(dialect: &dyn Dialect) -> DialectAbilities {
    let media = dialect.call_control().map(|control| control.capabilities());
    DialectAbilities::read(dialect.capabilities(), media)
}

#[cfg(test)]
mod tests {
    use cxtone_dialect::{cxone_agent::CxoneAgent, cxone_v2::CxoneV2};

    use super::*;

    #[test]
    fn only_a_dialect_with_media_commands_has_call_control() {
        for (dialect, has_it) in [
            (&CxoneV2 as &dyn Dialect, true),
            (&CxoneAgent::default(), false),
        ] {
            let abilities = flow_abilities(dialect);
            assert_eq!(abilities.name, dialect.capabilities().name);
            assert_eq!(abilities.call_control, has_it, "{}", abilities.name);
        }
    }
}
