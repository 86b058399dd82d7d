//! What a client logs in with.
//! Where they come from (environment, files) is the caller's.

use core::fmt;

use secrecy::SecretString;

/// A client's id and secret. `Debug` shows neither.
#[derive(Clone)]
pub struct Credentials {
    /// The client's id (`client_id`).
    pub client_id: String,
    /// The client's secret (`client_secret`).
    pub client_secret: SecretString,
}

impl Credentials {
    /// Keeps an id and its secret.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials([masked])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_id_nor_secret() {
        let shown = format!("{:?}", Credentials::new("client-7", "hunter2"));
        assert!(!shown.contains("client-7") && !shown.contains("hunter2"));
    }
}
