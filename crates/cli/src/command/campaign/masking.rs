//! How a campaign masks recordings: each call's contact, through one connection of an agent.
//! When a recording is masked is the flow runner's decision.

use std::collections::BTreeMap;

use cxtone_campaign::FlowTemplate;
use cxtone_cxone::Client;
use cxtone_payload::CallId;
use cxtone_runner::{AgentMask, FlowRunner};

use crate::{failure::Result, options::Tenant};

/// The column with the contact that a call is.
pub(super) const CONTACT: &str = "contact";

/// What masks the recordings of a campaign's calls.
pub(super) struct Masking(Client);

impl Masking {
    /// Nothing where the flow has no `sensitive` step.
    pub(super) async fn of(tenant: &Tenant, template: &FlowTemplate) -> Result<Option<Self>> {
        if !template.is_sensitive() {
            return Ok(None);
        }
        Ok(Some(Self(tenant.agent_client().await?)))
    }

    pub(super) fn given_to(
        &self,
        runner: FlowRunner,
        variables: &BTreeMap<String, String>,
    ) -> core::result::Result<FlowRunner, String> {
        let mask = AgentMask::new(self.0.clone(), contact(variables)?);
        Ok(runner.masking(mask))
    }
}

/// The contact whose recording is masked.
pub(super) fn contact(
    variables: &BTreeMap<String, String>,
) -> core::result::Result<CallId, String> {
    let Some(contact) = variables.get(CONTACT).filter(|text| !text.is_empty()) else {
        return Err(format!(
            "there is no `{CONTACT}`, and the flow has a `sensitive` step around which the \
             recording of that contact is masked; add it"
        ));
    };
    CallId::new(contact).map_err(|error| format!("its `{CONTACT}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_id_and_what_is_none_is_not_shown() {
        let row = |value: &str| BTreeMap::from([(CONTACT.to_owned(), value.to_owned())]);
        assert_eq!(
            contact(&row("17")).map(|id| id.to_string()),
            Ok("17".into())
        );
        for (variables, told) in [
            (BTreeMap::new(), "there is no `contact`"),
            (row(""), "there is no `contact`"),
            (row("a b 4711"), "its `contact`"),
        ] {
            let why = contact(&variables).expect_err("refused");
            assert!(why.contains(told) && !why.contains("4711"), "{why}");
        }
    }
}
