//! How `cxone-agent` names a call: by the agent's session and by the contact, each with an id that
//! is not the call's own, so that a client which mixes them up is found out.
//! Which calls there are is in `tenant`.

const SESSION: &str = "session-";

const CONTACT: &str = "contact-";

/// The session of the agent who is in the call.
pub(crate) fn session_of(call: &str) -> String {
    format!("{SESSION}{call}")
}

/// The contact that the call is.
pub(crate) fn contact_of(call: &str) -> String {
    format!("{CONTACT}{call}")
}

/// The call of a session.
pub(super) fn call_of_session(session: &str) -> Option<&str> {
    session.strip_prefix(SESSION)
}

/// The call that a contact is.
pub(super) fn call_of_contact(contact: &str) -> Option<&str> {
    contact.strip_prefix(CONTACT)
}
