//! The login of `cxone-v2`: client credentials by form.
//! Its requests are built in `token`, its answers read in `grant`.

use secrecy::SecretString;

use super::{refresh_request, token_request};
use crate::{BaseUrl, Credentials, Grant, Login, Request, Response, TokenRefusal, grant};

/// A client's id and secret at a tenant's login, and the scopes to ask for.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    auth_url: BaseUrl,
    credentials: Credentials,
    scopes: Vec<String>,
}

impl ClientCredentials {
    /// A login at `auth_url`, with or without `/oauth`.
    #[must_use]
    pub fn new(auth_url: BaseUrl, credentials: Credentials, scopes: &[&str]) -> Self {
        Self {
            auth_url,
            credentials,
            scopes: scopes.iter().map(ToString::to_string).collect(),
        }
    }

    fn scopes(&self) -> Vec<&str> {
        self.scopes.iter().map(String::as_str).collect()
    }
}

impl Login for ClientCredentials {
    fn token_request(&self) -> Request {
        token_request(&self.auth_url, &self.credentials, &self.scopes())
    }

    fn refresh_request(&self, refresh_token: &SecretString) -> Option<Request> {
        Some(refresh_request(
            &self.auth_url,
            &self.credentials,
            refresh_token,
        ))
    }

    fn token_grant(&self, response: &Response) -> Result<Grant, TokenRefusal> {
        grant::token_grant(response, &self.scopes())
    }
}
