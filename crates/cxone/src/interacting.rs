//! What is done with a contact besides digits: masking its recording and the like.
//! When that is due is left to whoever follows a flow.

use cxtone_dialect::{Interaction, Request, WrongAddress};
use cxtone_payload::CallId;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::{
    Client, CommandError, Commanded, Token,
    budget::{Budget, Stopped},
    call_control::done,
    errand::Errand,
    guards::Counted,
    quotas::Endpoint,
    step::{classify, classify_repeatable},
};

impl Client {
    /// Whether contacts can be asked for anything: the dialect has interactions, and a token for
    /// them is at hand. Nothing is asked of any contact.
    ///
    /// # Errors
    ///
    /// [`CommandError::NoInteraction`], or why there is no token.
    pub async fn reach_interactions(
        &self,
        cancellation: &CancellationToken,
    ) -> Result<(), CommandError> {
        let capabilities = self.capabilities();
        if !Interaction::ALL
            .iter()
            .any(|it| capabilities.can(it.feature()))
        {
            let dialect = capabilities.name;
            return Err(CommandError::NoInteraction { dialect });
        }
        let budget = Budget::start(self.policy().total_deadline, cancellation.clone());
        match budget.within(self.parts().tokens.token()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(CommandError::Token(error)),
            Err(Stopped::Cancelled) => Err(CommandError::Cancelled),
            Err(Stopped::DeadlineExceeded) => Err(CommandError::DeadlineExceeded),
        }
    }

    /// Has this done with a contact.
    ///
    /// What is asked for is how the contact is to be, masked or not, on hold or not. So it is asked
    /// again also where the answer was lost; only [`Interaction::End`] is not. Cancelling takes
    /// effect at once; what is on its way then is [`Ambiguous`](CommandError::Ambiguous).
    #[expect(
        clippy::missing_panics_doc,
        reason = "whether there is such a request does not depend on the token"
    )]
    pub async fn interact(
        &self,
        contact: &CallId,
        interaction: Interaction,
        cancellation: &CancellationToken,
    ) -> Commanded<()> {
        let parts = self.parts();
        let no_token = SecretString::default();
        let request = |token: &SecretString| {
            parts
                .dialect
                .interaction_request(&parts.api_url, contact, interaction, token)
        };
        if request(&no_token).is_none() {
            let dialect = self.capabilities().name;
            return Commanded::unsent(CommandError::NoInteraction { dialect });
        }
        let errand = Errand {
            transport: &*parts.transport,
            tokens: &*parts.tokens,
            request: &|token: &Token| -> Result<Request, WrongAddress> {
                Ok(request(token.secret()).expect("there was one without a token"))
            },
            meaning: &|answer| parts.dialect.injection_answer(answer),
            judge: match interaction {
                Interaction::End => classify,
                _ => classify_repeatable,
            },
            needs_body: false,
            policy: self.policy(),
            backoff: &parts.backoff,
            watch: None,
            counted: Some(Counted {
                guards: &parts.guards,
                endpoint: Endpoint::Interaction,
                call: Some(contact),
                awaits_caller: false,
            }),
        };
        let budget = Budget::start(self.policy().total_deadline, cancellation.clone());
        let run = errand.run(&budget).await;
        let help = parts.dialect.forbidden_help();
        Commanded {
            outcome: done(run.end, help, run.attempts, false).map(|_| ()),
            attempts: run.attempts,
            retry_denied: run.retry_denied,
            timing: run.timing,
            correlation_id: None,
        }
    }
}
