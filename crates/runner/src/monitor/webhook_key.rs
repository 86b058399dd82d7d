//! The key that signs webhook messages, after the specification Standard Webhooks.
//! Sending what is signed is the webhook's part.

use core::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;
use thiserror::Error;

/// The shortest key, in bytes (Standard Webhooks 1.0.0, "Signature scheme").
pub const WEBHOOK_KEY_BYTES_MIN: usize = 24;

/// The longest key, in bytes (the same).
pub const WEBHOOK_KEY_BYTES_MAX: usize = 64;

/// What a written key begins with.
const PREFIX: &str = "whsec_";

/// The secret that a webhook's sender and its receiver share, 24 to 64 bytes.
///
/// Written, it is `whsec_` and the bytes in base64. Whoever has it can forge messages. `Debug`
/// shows nothing of it, and the bytes are wiped at its end.
pub struct WebhookKey(SecretSlice<u8>);

impl WebhookKey {
    /// A key from its bytes, which should be drawn from the system's random source.
    ///
    /// # Errors
    ///
    /// [`InvalidWebhookKey`] for fewer than [`WEBHOOK_KEY_BYTES_MIN`] bytes and for more than
    /// [`WEBHOOK_KEY_BYTES_MAX`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, InvalidWebhookKey> {
        let allowed = WEBHOOK_KEY_BYTES_MIN..=WEBHOOK_KEY_BYTES_MAX;
        let key = Self(bytes.into());
        let length = key.0.expose_secret().len();
        allowed
            .contains(&length)
            .then_some(key)
            .ok_or(InvalidWebhookKey)
    }

    /// A key as it is written, with or without its prefix; space around it is ignored.
    ///
    /// # Errors
    ///
    /// [`InvalidWebhookKey`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidWebhookKey> {
        let text = text.trim();
        let bytes = BASE64.decode(text.strip_prefix(PREFIX).unwrap_or(text));
        Self::new(bytes.map_err(|_| InvalidWebhookKey)?)
    }

    /// The key as it is written, for the receiver.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        format!("{PREFIX}{}", BASE64.encode(self.0.expose_secret())).into()
    }

    /// The signature of a message: version and HMAC-SHA-256 of `id.timestamp.body`, the timestamp
    /// in seconds since 1970.
    pub(super) fn signature(&self, id: &str, timestamp: u64, body: &str) -> String {
        let mut keyed = Hmac::<Sha256>::new_from_slice(self.0.expose_secret())
            .expect("HMAC takes keys of any length");
        keyed.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", BASE64.encode(keyed.finalize().into_bytes()))
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookKey([secret])")
    }
}

/// A text that is no key. It does not repeat the text, which may be nearly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a webhook key is whsec_ and 24 to 64 bytes in base64, as `openssl rand -base64 32` gives")]
pub struct InvalidWebhookKey;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_independent_implementation() {
        let key = WebhookKey::new((1..=32).collect()).expect("long enough");
        let theirs = standardwebhooks::Webhook::new(key.to_text().expose_secret()).expect("a key");
        for (id, timestamp, body) in [
            ("a-1", 1_614_265_330, "{}"),
            ("", 0, "{\"text\":\"\u{e9}\"}"),
        ] {
            let expected = theirs
                .sign(
                    id,
                    i64::try_from(timestamp).expect("small"),
                    body.as_bytes(),
                )
                .expect("signs");
            assert_eq!(key.signature(id, timestamp, body), expected);
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let text = format!("whsec_{}", BASE64.encode([7; 24]));
        for written in [&text, &format!(" {text}\n"), &text["whsec_".len()..]] {
            let key = WebhookKey::parse(written).expect("a key");
            assert_eq!(key.to_text().expose_secret(), text);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_key_is_not_shown() {
        for text in [
            String::new(),
            "whsec_".to_owned(),
            "whsec_!".to_owned(),
            BASE64.encode([7; 23]),
            BASE64.encode([7; 65]),
        ] {
            assert_eq!(WebhookKey::parse(&text).err(), Some(InvalidWebhookKey));
        }
        let shown = format!("{:?}", WebhookKey::new(vec![171; 24]));
        assert!(!shown.contains("171") && !shown.contains("abab"), "{shown}");
    }
}
