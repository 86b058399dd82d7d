//! A message body, and the requests and responses that carry one.
//! What the bytes mean is known to the dialect; how they travel, to `cxone`.

use core::fmt;

/// A request of any dialect, ready to be sent as it is.
pub type Request = http::Request<Body>;

/// A response as it came in, its body read whole.
pub type Response = http::Response<Body>;

/// A body in memory. `Debug` shows its length alone: it may hold digits or secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Vec<u8>);

impl Body {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, by value.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The body as text, if it is UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        core::str::from_utf8(&self.0).ok()
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} bytes]", self.len())
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_length_alone() {
        assert_eq!(format!("{:?}", Body::from("1234#")), "[5 bytes]");
    }

    #[test]
    fn bytes_that_are_no_utf8_are_no_text() {
        assert_eq!(Body::from(vec![0xff]).text(), None);
        assert_eq!(Body::from("é").text(), Some("é"));
    }
}
