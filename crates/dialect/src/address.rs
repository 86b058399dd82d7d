//! Where digits go: to a call on a line, or to the call that an agent's session holds.
//! Which of the two a far end understands is told by its dialect.

use core::fmt;

use cxtone_payload::{CallId, SessionId};

use crate::CallAddress;

/// Where an injection goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A call on a provider's line, as in `cxone-v2`.
    Call(CallAddress),
    /// An agent's session, as in `cxone-agent`.
    Session(SessionAddress),
}

/// An agent's session, and the contact in it where that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionAddress {
    /// The session (`sessionId`); digits go into its active call.
    pub session: SessionId,
    /// The contact (`contactId`), under which recordings are found and masked.
    pub contact: Option<CallId>,
}

/// Which kind of address a dialect understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// [`Address::Call`].
    Call,
    /// [`Address::Session`].
    Session,
}

impl Address {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> AddressKind {
        match self {
            Self::Call(_) => AddressKind::Call,
            Self::Session(_) => AddressKind::Session,
        }
    }

    /// The id under which the call's recording is found: the call's, the contact's, or the
    /// session's where no contact is known.
    #[must_use]
    pub fn recorded_as(&self) -> CallId {
        match self {
            Self::Call(address) => address.call.clone(),
            Self::Session(address) => address
                .contact
                .clone()
                .unwrap_or_else(|| CallId::from(&address.session)),
        }
    }
}

impl From<CallAddress> for Address {
    fn from(address: CallAddress) -> Self {
        Self::Call(address)
    }
}

impl From<SessionAddress> for Address {
    fn from(address: SessionAddress) -> Self {
        Self::Session(address)
    }
}

impl fmt::Display for Address {
    /// `provider/line/call`, or `session` or `session/contact`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(address) => address.fmt(formatter),
            Self::Session(SessionAddress { session, contact }) => {
                session.fmt(formatter)?;
                contact
                    .as_ref()
                    .map_or(Ok(()), |contact| write!(formatter, "/{contact}"))
            }
        }
    }
}

impl fmt::Display for AddressKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Call => "a call on a line",
            Self::Session => "an agent's session",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_looked_for_under_the_most_exact_id_there_is() {
        let check = |contact: Option<&str>, id: &str, shown: &str| {
            let address = Address::from(SessionAddress {
                session: "session-1".parse().expect("an id"),
                contact: contact.map(|id| id.parse().expect("an id")),
            });
            assert_eq!(address.recorded_as().as_str(), id);
            assert_eq!(address.to_string(), shown);
            assert_eq!(address.kind(), AddressKind::Session);
        };
        check(None, "session-1", "session-1");
        check(Some("contact-2"), "contact-2", "session-1/contact-2");
    }
}
