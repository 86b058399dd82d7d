//! A keyed code of an injection's digits, by which whoever has the key recognises them later.
//! It is made only where a caller asks for it with a key; where it stands is left to `record`.

use core::fmt;

use crate::{
    InjectionId, InvalidKey, SEAL_BYTES,
    seal::{Code, SealKey},
};

/// Keeps these codes apart from all others under the same key.
const PURPOSE: &[u8] = b"cxtone audit digits 1\n";

/// The 32-byte secret that makes [`DigitsMac`]s.
///
/// It is another key than the log's [`SealKey`]: whoever checks a log needs that one, and must not
/// be able to find out digits with it. There is no code without a key, since a plain hash would
/// hide nothing: a PIN of four digits has 10,000 possible values, and trying them all takes a
/// millisecond. The same holds for whoever has this key, so keep it as the digits themselves.
/// `Debug` shows nothing of it.
#[derive(Clone)]
pub struct DigitsKey(SealKey);

/// An HMAC-SHA-256 over an injection's id and its digits, shown as 64 hexadecimal digits.
///
/// The id is in it so that the same digits sent twice have two codes: nobody without the key sees
/// that they are the same. `Debug` shows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DigitsMac(Code);

impl DigitsKey {
    /// A key from its bytes, which should be drawn from the system's random source.
    #[must_use]
    pub fn new(bytes: [u8; SEAL_BYTES]) -> Self {
        Self(SealKey::new(bytes))
    }

    /// A key from 64 hexadecimal digits in either case; space around them is ignored.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, InvalidKey> {
        SealKey::from_hex(text).map(Self)
    }

    /// The code of an injection's digits, in their one spelling: `0`–`9`, `*`, `#`, `A`–`D`.
    pub fn mac(&self, id: &InjectionId, digits: impl IntoIterator<Item = char>) -> DigitsMac {
        let digits: String = digits.into_iter().collect();
        let parts = [PURPOSE, id.as_str().as_bytes(), b"\n", digits.as_bytes()];
        DigitsMac(self.0.code(&parts))
    }
}

impl fmt::Debug for DigitsKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DigitsKey([secret])")
    }
}

impl fmt::Display for DigitsMac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for DigitsMac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DigitsMac([keyed])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn mac(key: &DigitsKey, id: &str, digits: &str) -> DigitsMac {
        key.mac(&InjectionId::new(id).expect("a plain id"), digits.chars())
    }

    #[test]
    fn a_code_is_of_its_key_its_injection_and_its_digits() {
        let key = DigitsKey::new([7; SEAL_BYTES]);
        let other_key = DigitsKey::new([8; SEAL_BYTES]);
        let code = mac(&key, "a-1", "1234#");
        assert_eq!(code, mac(&key, "a-1", "1234#"));
        for (key, id, digits) in [
            (&other_key, "a-1", "1234#"),
            (&key, "a-2", "1234#"),
            (&key, "a-1", "1234*"),
            (&key, "a-11", "234#"),
        ] {
            assert_ne!(code, mac(key, id, digits), "{id}");
        }
    }

    #[test]
    fn a_code_is_not_that_of_a_line_or_a_head_under_the_same_bytes() {
        let key = DigitsKey::new([7; SEAL_BYTES]);
        let plain = sample::key().code(&[b"a-1", b"\n", b"1234#"]);
        assert_ne!(mac(&key, "a-1", "1234#").to_string(), plain.to_string());
    }

    #[test]
    fn n23_debug_shows_neither_key_nor_code() {
        let key = DigitsKey::from_hex(&"ab".repeat(32)).expect("64 digits");
        let code = mac(&key, "a-1", "1234#");
        assert_eq!(format!("{key:?}"), "DigitsKey([secret])");
        assert_eq!(format!("{code:?}"), "DigitsMac([keyed])");
    }
}
