//! The key that seals a log, and the codes (HMAC-SHA-256, RFC 2104 and FIPS 180-4) made with it.
//! What is sealed, and in which order, is left to `line` and `head`.

use core::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;
use thiserror::Error;

/// Bytes of a [`SealKey`] and of each code.
pub const SEAL_BYTES: usize = 32;

/// The 32-byte secret that seals one log.
///
/// Whoever has it can forge records, so keep it where those who could alter the log cannot read
/// it. Use one key for one log: two logs under one key could be exchanged for each other. `Debug`
/// shows nothing of it, and the bytes are wiped when the last copy goes.
#[derive(Clone)]
pub struct SealKey(Arc<SecretBox<[u8; SEAL_BYTES]>>);

impl SealKey {
    /// A key from its bytes, which should be drawn from the system's random source.
    #[must_use]
    pub fn new(bytes: [u8; SEAL_BYTES]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }

    /// A key from 64 hexadecimal digits in either case; space around them is ignored.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, InvalidKey> {
        let lower = text.trim().to_ascii_lowercase();
        let code = Code::from_hex(lower.as_bytes()).ok_or(InvalidKey)?;
        Ok(Self::new(code.0))
    }

    /// The code over the parts, one after another.
    pub(crate) fn code(&self, parts: &[&[u8]]) -> Code {
        Code(self.keyed(parts).finalize().into_bytes().into())
    }

    /// Whether a code belongs to the parts; takes the same time wherever they differ.
    pub(crate) fn confirms(&self, parts: &[&[u8]], code: &Code) -> bool {
        self.keyed(parts).verify_slice(&code.0).is_ok()
    }

    fn keyed(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut keyed = Hmac::<Sha256>::new_from_slice(self.0.expose_secret())
            .expect("HMAC takes keys of any length");
        for part in parts {
            keyed.update(part);
        }
        keyed
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealKey([secret])")
    }
}

/// A text that is no key. It does not repeat the text, which may be nearly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a key is 64 hexadecimal digits (32 bytes); make one with `openssl rand -hex 32`")]
pub struct InvalidKey;

/// An authentication code: public, since it stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code([u8; SEAL_BYTES]);

impl Code {
    /// Characters of a code in hexadecimal.
    pub(crate) const HEX_CHARS: usize = 2 * SEAL_BYTES;

    /// What stands before the first record.
    pub(crate) const GENESIS: Self = Self([0; SEAL_BYTES]);

    /// Reads exactly 64 hexadecimal digits in lower case, so that one code has one spelling.
    pub(crate) fn from_hex(text: &[u8]) -> Option<Self> {
        if text.len() != Self::HEX_CHARS {
            return None;
        }
        let mut bytes = [0; SEAL_BYTES];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

fn nibble(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_hmac_sha_256_as_in_rfc_4231_case_2() {
        // The test case's key is four bytes; HMAC pads keys with zeros, so ours is it, padded.
        let mut key = [0; SEAL_BYTES];
        key[..4].copy_from_slice(b"Jefe");
        let code = SealKey::new(key).code(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            code.to_string(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_code_has_one_spelling() {
        let code = SealKey::new([7; SEAL_BYTES]).code(&[b"text"]);
        let text = code.to_string();
        assert_eq!(Code::from_hex(text.as_bytes()), Some(code));
        assert_eq!(Code::from_hex(text.to_uppercase().as_bytes()), None);
        assert_eq!(Code::from_hex(&text.as_bytes()[1..]), None);
    }

    #[test]
    fn only_the_same_key_and_text_are_confirmed() {
        let key = SealKey::new([7; SEAL_BYTES]);
        let code = key.code(&[b"text"]);
        assert!(key.confirms(&[b"te", b"xt"], &code));
        assert!(!key.confirms(&[b"Text"], &code));
        assert!(!SealKey::new([8; SEAL_BYTES]).confirms(&[b"text"], &code));
    }

    #[test]
    fn n23_the_key_is_hidden_from_debug_and_from_its_own_error() {
        let key = SealKey::from_hex(&format!(" {}\n", "AB".repeat(32))).expect("64 digits");
        assert_eq!(format!("{key:?}"), "SealKey([secret])");
        let error = SealKey::from_hex(&"ab".repeat(31)).expect_err("two digits short");
        assert!(!format!("{error} {error:?}").contains("abab"));
    }
}
