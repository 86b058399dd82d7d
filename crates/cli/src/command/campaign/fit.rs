//! Whether a call brings along what its campaign uses: told of each row before anything is begun.
//! What makes a row a call at all is `campaign`'s, the library.

use std::collections::BTreeMap;

use cxtone_campaign::{FlowTemplate, NewCall};

use super::{
    masking::{CONTACT, contact},
    way::{SESSION, session},
};
use crate::{agent_options::DialectName, options::Tenant};

/// What each call of a campaign must suit.
#[derive(Clone)]
pub(super) struct Fit {
    template: FlowTemplate,
    /// Whether each call names a session.
    by_session: bool,
}

/// What a call brings along beside what its flow uses; only for looking at.
pub(super) fn sample() -> BTreeMap<String, String> {
    let columns = [CONTACT, SESSION].into_iter();
    columns
        .map(|name| (name.to_owned(), "1".to_owned()))
        .collect()
}

impl Fit {
    pub(super) fn of(template: &FlowTemplate, tenant: &Tenant) -> Self {
        Self {
            template: template.clone(),
            by_session: tenant.dialect_name() == DialectName::CxoneAgent,
        }
    }

    /// What is wrong with a call, without any of its values.
    pub(super) fn check(&self, call: &NewCall) -> core::result::Result<(), String> {
        let variables = call.variables();
        if !self.template.is_fixed() {
            self.template.flow(call.call().as_str(), variables)?;
        }
        if self.template.is_sensitive() {
            contact(variables)?;
        }
        if self.by_session {
            session(variables)?;
        }
        Ok(())
    }
}
