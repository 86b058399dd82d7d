//! Which tokens can be carried in an `Authorization` header, and that header.
//! Where tokens come from is left to the token request and its callers.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The longest token, in bytes; signed tokens with many claims stay well below.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Whether a token can be carried in a header: 1 to [`TOKEN_BYTES_MAX`] visible ASCII characters
/// (RFC 6750, section 2.1, allows fewer still).
#[must_use]
pub fn is_fit_for_a_header(token: &SecretString) -> bool {
    let token = token.expose_secret();
    (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic())
}

/// The value `Bearer …`, marked as sensitive; `None` for a token that does not fit.
pub(crate) fn bearer(token: &SecretString) -> Option<HeaderValue> {
    if !is_fit_for_a_header(token) {
        return None;
    }
    let text = ["Bearer ", token.expose_secret()].concat();
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_visible_ascii_fits_and_nothing_else_does() {
        let check = |token: &str, fits: bool| {
            let token = SecretString::from(token);
            assert_eq!(is_fit_for_a_header(&token), fits);
            assert_eq!(bearer(&token).is_some(), fits);
        };
        check("eyJhbGciOi.J9-_~+/==", true);
        check(&"x".repeat(TOKEN_BYTES_MAX), true);
        check(&"x".repeat(TOKEN_BYTES_MAX + 1), false);
        check("", false);
        check("two words", false);
        check("line\r\nX-Evil: 1", false);
        check("tökén", false);
    }

    #[test]
    fn the_header_is_marked_as_sensitive() {
        let value = bearer(&SecretString::from("abc")).expect("fits");
        assert!(value.is_sensitive());
        assert_eq!(value, "Bearer abc");
    }
}
