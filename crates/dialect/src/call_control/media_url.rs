//! Where a far end finds the sound of a prompt.
//! Which hosts may be named is decided in `cxone`, which knows the tenant's.

use core::{fmt, str::FromStr};

use url::{Host, Url};

/// The longest address of a sound, in bytes.
pub const MEDIA_URL_BYTES_MAX: usize = 2048;

/// The address of a sound: https, or http to this very machine; no user, password or fragment.
///
/// `Debug` shows the host alone: a query may hold a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaUrl {
    text: String,
    host: String,
}

/// Why a text is no address of a sound. The text is not kept: it may hold credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaUrlError {
    /// It cannot be read as an absolute URL with a host.
    #[error("the media URL cannot be read; write it like https://storage.example.com/greeting.wav")]
    NotAUrl,
    /// It is longer than [`MEDIA_URL_BYTES_MAX`].
    #[error("the media URL is longer than {MEDIA_URL_BYTES_MAX} bytes; use a shorter one")]
    TooLong,
    /// It is neither https nor http to this very machine.
    #[error(
        "the media URL is not https; begin it with https:// (http:// is for 127.0.0.1, [::1] and localhost)"
    )]
    Scheme,
    /// It holds a user name or a password.
    #[error("the media URL holds a user name or a password; take them out")]
    Userinfo,
    /// It holds a fragment.
    #[error("the media URL holds a fragment; end it before the #")]
    Fragment,
}

impl MediaUrl {
    /// Reads an address. It is kept as it is written.
    ///
    /// # Errors
    ///
    /// [`MediaUrlError`], which never repeats the text.
    pub fn parse(text: &str) -> Result<Self, MediaUrlError> {
        if text.len() > MEDIA_URL_BYTES_MAX {
            return Err(MediaUrlError::TooLong);
        }
        // What far ends disagree about: other letters, and backslashes read as slashes or not.
        if text.contains(|c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '"' | '<' | '>')) {
            return Err(MediaUrlError::NotAUrl);
        }
        let (_, rest) = text.split_once("://").ok_or(MediaUrlError::NotAUrl)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(MediaUrlError::Userinfo);
        }
        if authority.is_empty() {
            return Err(MediaUrlError::NotAUrl);
        }
        let url = Url::parse(text).map_err(|_| MediaUrlError::NotAUrl)?;
        if url.fragment().is_some() {
            return Err(MediaUrlError::Fragment);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(MediaUrlError::Scheme),
        }
        let host = url.host_str().ok_or(MediaUrlError::NotAUrl)?.to_owned();
        let text = text.to_owned();
        Ok(Self { text, host })
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, in lower case, an IPv6 address in brackets; without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is asked for without encryption, which only this very machine is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.text.to_ascii_lowercase().starts_with("https:")
    }
}

impl FromStr for MediaUrl {
    type Err = MediaUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Debug for MediaUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MediaUrl({})", self.host)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, MediaUrlError>) {
        let parsed = MediaUrl::parse(text);
        let host = parsed.as_ref().map(MediaUrl::host);
        assert_eq!(host, expected.as_ref().map(|host| *host), "{text}");
    }

    #[test]
    fn g14_a_media_url_is_https_or_plain_to_this_machine() {
        check(
            "https://storage.cxone.com/prompts/greeting.wav",
            Ok("storage.cxone.com"),
        );
        check(
            "https://Storage.cxone.com:8443/a?sig=b%20c",
            Ok("storage.cxone.com"),
        );
        check("http://127.0.0.1:81/a.wav", Ok("127.0.0.1"));
        check("http://[::1]/a.wav", Ok("[::1]"));
        check("http://storage.cxone.com/a.wav", Err(MediaUrlError::Scheme));
        check("http://10.0.0.1/a.wav", Err(MediaUrlError::Scheme));
        check("ftp://storage.cxone.com/a.wav", Err(MediaUrlError::Scheme));
        check("file:///etc/passwd", Err(MediaUrlError::NotAUrl));
        check("greeting.wav", Err(MediaUrlError::NotAUrl));
        check("", Err(MediaUrlError::NotAUrl));
    }

    #[test]
    fn g14_what_far_ends_read_differently_is_refused() {
        check(
            "https://a.example@evil.test/a.wav",
            Err(MediaUrlError::Userinfo),
        );
        check(
            "https://a.example\\@evil.test/a.wav",
            Err(MediaUrlError::NotAUrl),
        );
        check("https://a.example/a.wav#b", Err(MediaUrlError::Fragment));
        check("https://a.example/\r\nX: y", Err(MediaUrlError::NotAUrl));
        check(
            "https://b\u{fc}cher.example/a.wav",
            Err(MediaUrlError::NotAUrl),
        );
        check("https:///a.example/a.wav", Err(MediaUrlError::NotAUrl));
        let long = format!("https://a.example/{}", "a".repeat(MEDIA_URL_BYTES_MAX));
        check(&long, Err(MediaUrlError::TooLong));
    }

    #[test]
    fn debug_shows_the_host_alone() {
        let url = MediaUrl::parse("https://a.example/a.wav?signature=s3cret").expect("a URL");
        assert_eq!(format!("{url:?}"), "MediaUrl(a.example)");
    }
}
