//! The port through which a flow commands a call: play, collect, status.
//! The client of `cxtone-cxone` is one; when what is commanded is the flow runner's.

use core::time::Duration;

use cxtone_cxone::{BoxFuture, Client, CommandError};
use cxtone_dialect::{CallControlCapabilities, CallStatus, Collected, Collecting, MediaUrl, Play};
use cxtone_payload::CallId;
use tokio_util::sync::CancellationToken;

/// Media commands for calls. Each ends soon after its token is cancelled.
pub trait CallControl: Send + Sync {
    /// What can be asked of the far end; `None` where it has no media commands.
    fn capabilities(&self) -> Option<&CallControlCapabilities>;

    /// Whether a prompt may be played from here.
    ///
    /// # Errors
    ///
    /// [`CommandError`] for a host that was not named, or a private one.
    fn check_prompt(&self, media: &MediaUrl) -> Result<(), CommandError>;

    /// How the call is.
    fn status<'a>(
        &'a self,
        call: &'a CallId,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<CallStatus, CommandError>>;

    /// Has a prompt played; the answer comes when it begins.
    fn play<'a>(
        &'a self,
        call: &'a CallId,
        play: &'a Play,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>>;

    /// Has keys collected, after a prompt that takes at most `prompt_max`; the answer comes when
    /// the entry is over.
    fn collect<'a>(
        &'a self,
        call: &'a CallId,
        collecting: &'a Collecting,
        prompt_max: Duration,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<Collected, CommandError>>;
}

impl CallControl for Client {
    fn capabilities(&self) -> Option<&CallControlCapabilities> {
        self.call_control_capabilities()
    }

    fn check_prompt(&self, media: &MediaUrl) -> Result<(), CommandError> {
        Self::check_prompt(self, media)
    }

    fn status<'a>(
        &'a self,
        call: &'a CallId,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<CallStatus, CommandError>> {
        Box::pin(async { self.call_status(call, cancellation).await.outcome })
    }

    fn play<'a>(
        &'a self,
        call: &'a CallId,
        play: &'a Play,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        Box::pin(async { Self::play(self, call, play, cancellation).await.outcome })
    }

    fn collect<'a>(
        &'a self,
        call: &'a CallId,
        collecting: &'a Collecting,
        prompt_max: Duration,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<Collected, CommandError>> {
        Box::pin(async move {
            Self::collect(self, call, collecting, prompt_max, cancellation)
                .await
                .outcome
        })
    }
}
