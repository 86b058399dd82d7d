//! The port through which a flow masks a call's recording, and the agent's connection that is one.
//! When the recording is masked is the flow runner's decision.

use cxtone_cxone::{BoxFuture, Client, CommandError};
use cxtone_dialect::Interaction;
use cxtone_payload::CallId;
use tokio_util::sync::CancellationToken;

/// What keeps a call's recording from hearing. Each method ends soon after its token is cancelled.
pub trait RecordingMask: Send + Sync {
    /// Whether it can be reached, asked before a flow begins. Nothing is masked by this.
    ///
    /// # Errors
    ///
    /// [`CommandError`] where there is no access to it.
    fn ready<'a>(
        &'a self,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>>;

    /// Masks the recording, or lets it hear again. Asked for twice it is as asked for once.
    ///
    /// # Errors
    ///
    /// [`CommandError`] where it was not, or perhaps not, done.
    fn set<'a>(
        &'a self,
        masked: bool,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>>;
}

/// The recording of a contact, masked through a connection that speaks `cxone-agent`.
#[derive(Clone, Debug)]
pub struct AgentMask {
    client: Client,
    contact: CallId,
}

impl AgentMask {
    /// Masks the recording of this contact, which is the call that the flow is followed through.
    #[must_use]
    pub const fn new(client: Client, contact: CallId) -> Self {
        Self { client, contact }
    }
}

impl RecordingMask for AgentMask {
    fn ready<'a>(
        &'a self,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        Box::pin(self.client.reach_interactions(cancellation))
    }

    fn set<'a>(
        &'a self,
        masked: bool,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        let interaction = if masked {
            Interaction::Mask
        } else {
            Interaction::Unmask
        };
        Box::pin(async move {
            let commanded = self
                .client
                .interact(&self.contact, interaction, cancellation);
            commanded.await.outcome
        })
    }
}
