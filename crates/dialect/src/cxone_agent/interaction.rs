//! The paths of what can be done with a contact besides digits.
//! Which of it a far end can do stands in its capability table.

use cxtone_payload::CallId;

use crate::Interaction;

/// The path below the services' version.
pub(super) fn path(contact: &CallId, interaction: Interaction) -> String {
    let verb = match interaction {
        Interaction::Mask => "mask",
        Interaction::Unmask => "unmask",
        Interaction::Hold => "hold",
        Interaction::Resume => "resume",
        Interaction::End => "end",
        Interaction::Record => "record",
    };
    format!("interactions/{contact}/{verb}")
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use crate::{BaseUrl, Dialect, Interaction, cxone_agent::CxoneAgent, cxone_v2::CxoneV2};

    #[test]
    fn each_interaction_is_a_post_without_a_body_to_a_path_of_its_own() {
        let api = BaseUrl::parse("https://api-na1.niceincontact.com").expect("a base URL");
        let contact = "contact-1".parse().expect("an id");
        let token = SecretString::from("t0ken");
        let agent = CxoneAgent::default();
        for (interaction, verb) in Interaction::ALL
            .into_iter()
            .zip(["mask", "unmask", "hold", "resume", "end", "record"])
        {
            let request = agent
                .interaction_request(&api, &contact, interaction, &token)
                .expect("the agent can");
            assert!(agent.capabilities().can(interaction.feature()));
            assert_eq!(request.method(), http::Method::POST);
            assert_eq!(
                request.uri().path(),
                format!("/incontactapi/services/v30.0/interactions/contact-1/{verb}")
            );
            assert!(request.body().is_empty());
            assert!(
                CxoneV2
                    .interaction_request(&api, &contact, interaction, &token)
                    .is_none()
            );
        }
    }
}
