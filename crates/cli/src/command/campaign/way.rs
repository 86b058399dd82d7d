//! Where the digits of each call go: to the call on its line, or to the session of its agent.
//! How they travel from there is the dialect's.

use std::collections::BTreeMap;

use cxtone_dialect::{Address, CallAddress, SessionAddress};
use cxtone_payload::{CallId, LineId, ProviderId, SessionId};

use crate::{agent_options::DialectName, failure::Result, options::Tenant};

/// The column with the session of the agent who is in the call.
pub(super) const SESSION: &str = "session";

/// Where the digits of a campaign's calls go.
pub(super) enum Way {
    /// To calls on this line.
    Line {
        /// Its provider.
        provider: ProviderId,
        /// The line.
        line: LineId,
    },
    /// To the session that each call names.
    Session,
}

impl Way {
    pub(super) fn of(tenant: &Tenant) -> Result<Self> {
        Ok(match tenant.dialect_name() {
            DialectName::CxoneV2 => Self::Line {
                provider: tenant.provider()?,
                line: tenant.line()?,
            },
            DialectName::CxoneAgent => Self::Session,
        })
    }

    /// Where the digits of one call go; what is wrong with what it brought along.
    pub(super) fn address(
        &self,
        call: &CallId,
        variables: &BTreeMap<String, String>,
    ) -> core::result::Result<Address, String> {
        Ok(match self {
            Self::Line { provider, line } => Address::from(CallAddress {
                provider: provider.clone(),
                line: line.clone(),
                call: call.clone(),
            }),
            Self::Session => Address::from(SessionAddress {
                session: session(variables)?,
                contact: Some(call.clone()),
            }),
        })
    }
}

/// The session that the digits of a call go to.
pub(super) fn session(
    variables: &BTreeMap<String, String>,
) -> core::result::Result<SessionId, String> {
    let Some(session) = variables.get(SESSION).filter(|text| !text.is_empty()) else {
        return Err(format!(
            "there is no `{SESSION}`, and the digits go to the session of the agent who is in the \
             call; add it"
        ));
    };
    SessionId::new(session).map_err(|error| format!("its `{SESSION}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_to_the_session_that_the_row_names() {
        let call: CallId = "contact-1".parse().expect("an id");
        let row = |value: &str| BTreeMap::from([(SESSION.to_owned(), value.to_owned())]);
        let address = Way::Session.address(&call, &row("session-1"));
        assert_eq!(
            address.map(|to| to.to_string()),
            Ok("session-1/contact-1".into())
        );
        for (variables, told) in [
            (BTreeMap::new(), "there is no `session`"),
            (row("a b 4711"), "its `session`"),
        ] {
            let why = Way::Session
                .address(&call, &variables)
                .expect_err("refused");
            assert!(why.contains(told) && !why.contains("4711"), "{why}");
        }
    }
}
