//! How a far end gives out tokens, for any dialect.
//! Keeping a token, and asking again before its end, are left to `cxone`.

use core::fmt;

use secrecy::SecretString;

use crate::{Grant, Request, Response, TokenRefusal, grant};

/// A way to a token. `Debug` must hide every secret.
pub trait Login: fmt::Debug + Send + Sync {
    /// The request for a token, with all that the login needs.
    fn token_request(&self) -> Request;

    /// The request for a further token with the refresh token of an earlier grant; `None` where
    /// this login does not know that.
    fn refresh_request(&self, _refresh_token: &SecretString) -> Option<Request> {
        None
    }

    /// What the answer to either grants.
    ///
    /// # Errors
    ///
    /// [`TokenRefusal`] when there is no usable token in it.
    fn token_grant(&self, response: &Response) -> Result<Grant, TokenRefusal> {
        grant::token_grant(response, &[])
    }
}
