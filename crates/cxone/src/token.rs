//! A bearer token and the port it comes through.
//! How tokens are fetched and kept is [`TokenCache`](crate::TokenCache)'s part, or the caller's own.

use core::{error::Error, fmt};
use std::sync::Arc;

use cxtone_dialect::TokenRefusal;
use secrecy::SecretString;

use crate::{BoxFuture, TransportError};

/// A bearer token, and which of the tokens of its source it is.
#[derive(Clone)]
pub struct Token {
    secret: SecretString,
    generation: u64,
}

impl Token {
    /// A token of this generation.
    #[must_use]
    pub const fn new(secret: SecretString, generation: u64) -> Self {
        Self { secret, generation }
    }

    /// The token itself.
    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Higher for each token fetched later from the same source.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Token")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// Where tokens come from.
pub trait TokenSource: Send + Sync {
    /// A token that is valid as far as the source knows. Dropping the future gives up waiting for it.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when none can be had.
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>>;

    /// The far end refused the token of this generation. A token of another generation stays.
    fn invalidate(&self, generation: u64);
}

/// Why there is no token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The far end refused, or granted something else.
    #[error("no token: {0}")]
    Refused(#[source] TokenRefusal),
    /// No answer came, also when tried again.
    #[error("no token: {0}")]
    Transport(#[source] TransportError),
    /// The attempts took too long in all.
    #[error("no token within the time for it; try again later")]
    TimedOut,
    /// The fetch was ended by the end of its runtime, or by a defect in the transport.
    #[error("the token fetch was ended before it was done; try again")]
    Interrupted,
    /// A token source of the caller's own failed. Its error must hold no secret.
    #[error("no token: {0}")]
    Source(#[source] Arc<dyn Error + Send + Sync>),
}
