//! Giving up from JavaScript. What an AbortSignal is, and when it aborts, is the facade's part.

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

/// Cancels what it was given to.
#[napi]
#[derive(Default)]
pub struct NativeCancellation {
    pub(crate) token: CancellationToken,
}

#[napi]
impl NativeCancellation {
    /// Nothing is cancelled yet.
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels; a second time does nothing.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}
