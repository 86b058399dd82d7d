//! The root of a far end: where its paths begin.
//! Which paths there are is known to each dialect.

use core::fmt;

use http::uri::{Authority, Parts, PathAndQuery, Scheme, Uri};
use url::{Host, Url};

/// The longest base URL, in bytes.
pub const BASE_URL_BYTES_MAX: usize = 2048;

/// A base URL: https, or http to this very machine; no user, password, query or fragment.
///
/// ```
/// use cxtone_dialect::BaseUrl;
///
/// let url = BaseUrl::parse("https://api-us-01.nicecxone.com/")?;
/// assert_eq!(url.as_str(), "https://api-us-01.nicecxone.com");
/// assert!(BaseUrl::parse("http://api-us-01.nicecxone.com").is_err());
/// # Ok::<(), cxtone_dialect::BaseUrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    scheme: Scheme,
    authority: Authority,
    path: String,
    loopback: bool,
}

impl BaseUrl {
    /// Reads a base URL. Slashes at its end do not matter.
    ///
    /// # Errors
    ///
    /// [`BaseUrlError`], which never repeats the URL: it may hold credentials.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = plain_url(text)?;
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(BaseUrlError::PlainHttp),
            _ => return Err(BaseUrlError::Scheme),
        }
        Self::from_parts(&url, loopback).ok_or(BaseUrlError::NotAUrl)
    }

    /// The URL without slashes at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it leads to this very machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The host, in lower case, an IPv6 address in brackets; without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.host()
    }

    /// The path of the base, without slashes at its end; empty for a bare host.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The URI of a path, with or without a query, on this host. It is built by a dialect out of
    /// literals, checked ids, encoded values and [`BaseUrl::path`].
    pub(crate) fn uri(&self, path: &str) -> Uri {
        let path = PathAndQuery::try_from(path)
            .expect("the base's path was checked, and dialects add plain ASCII only");
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).expect("scheme, authority and an absolute path make a URI")
    }

    fn from_parts(url: &Url, loopback: bool) -> Option<Self> {
        let path = url.path().trim_end_matches('/').to_owned();
        PathAndQuery::try_from(format!("{path}/")).ok()?;
        let authority = url.authority();
        Some(Self {
            text: format!("{}://{authority}{path}", url.scheme()),
            scheme: Scheme::try_from(url.scheme()).ok()?,
            authority: Authority::try_from(authority).ok()?,
            path,
            loopback,
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl core::str::FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Why a text is no base URL. The text is not kept: it may hold credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It cannot be read as an absolute URL with a host.
    #[error("the base URL cannot be read; write it like https://api-us-01.nicecxone.com")]
    NotAUrl,
    /// It is longer than [`BASE_URL_BYTES_MAX`].
    #[error(
        "the base URL is longer than {BASE_URL_BYTES_MAX} bytes; give the host and its prefix alone"
    )]
    TooLong,
    /// It is neither https nor http.
    #[error("the base URL is not https; begin it with https://")]
    Scheme,
    /// It is http to another machine, where anyone on the way could read token and digits.
    #[error(
        "the base URL is http to another machine, which would show the token on the way; use https:// (http:// is for 127.0.0.1, [::1] and localhost)"
    )]
    PlainHttp,
    /// It holds a user name or a password.
    #[error(
        "the base URL holds a user name or a password; take them out and give the client's id and secret as credentials"
    )]
    Userinfo,
    /// Its host has letters outside ASCII.
    #[error("the base URL's host has letters outside ASCII; write it in its ASCII form (xn--…)")]
    HostLetters,
    /// It holds a query or a fragment.
    #[error("the base URL holds a query or a fragment; end it before the ? or #")]
    QueryOrFragment,
}

/// Reads a URL that has no user, password, query or fragment.
fn plain_url(text: &str) -> Result<Url, BaseUrlError> {
    if text.len() > BASE_URL_BYTES_MAX {
        return Err(BaseUrlError::TooLong);
    }
    // The parser would drop line ends and tabs within and turn backslashes round.
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(BaseUrlError::NotAUrl);
    }
    // It would also skip further slashes, and read `https:a.example.com://b` with `a` as the host.
    let (scheme, rest) = text.split_once("://").ok_or(BaseUrlError::NotAUrl)?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if scheme.contains(':') || (is_web && rest.starts_with('/')) {
        return Err(BaseUrlError::NotAUrl);
    }
    // Looked for in the text, since the parser drops an empty one.
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(BaseUrlError::Userinfo);
    }
    // To turn them into ASCII takes tables of 140 KB, which every program would carry for no tenant.
    if !authority.is_ascii() {
        return Err(BaseUrlError::HostLetters);
    }
    let url = Url::parse(text).map_err(|_| BaseUrlError::NotAUrl)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BaseUrlError::QueryOrFragment);
    }
    Ok(url)
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

    fn check(text: &str, expected: Result<&str, BaseUrlError>) {
        let parsed = BaseUrl::parse(text);
        assert_eq!(
            parsed.as_ref().map(BaseUrl::as_str),
            expected.as_ref().map(|text| *text)
        );
    }

    #[test]
    fn https_is_accepted_and_its_last_slashes_do_not_matter() {
        check("https://api.example.com", Ok("https://api.example.com"));
        check("https://api.example.com/", Ok("https://api.example.com"));
        check(
            "https://api.example.com:8443/cx//",
            Ok("https://api.example.com:8443/cx"),
        );
        check(
            "HTTPS://API.Example.com/Cx",
            Ok("https://api.example.com/Cx"),
        );
        check(
            "https://xn--bcher-kva.example",
            Ok("https://xn--bcher-kva.example"),
        );
        check(
            "https://a.example.com/cx/%2e%2e/b",
            Ok("https://a.example.com/b"),
        );
    }

    #[test]
    fn http_is_for_loopback_hosts_alone() {
        check("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080"));
        check("http://127.9.8.7", Ok("http://127.9.8.7"));
        check("http://[::1]:80/", Ok("http://[::1]"));
        check("http://localhost:1", Ok("http://localhost:1"));
        check("http://2130706433", Ok("http://127.0.0.1"));
        check("http://%6cocalhost", Ok("http://localhost"));
        for text in [
            "http://api.example.com",
            "http://localhost.",
            "http://127.0.0.1.nip.io",
            "http://[::ffff:127.0.0.1]",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            check(text, Err(BaseUrlError::PlainHttp));
        }
    }

    #[test]
    fn what_does_not_belong_into_a_base_url_is_refused() {
        for (text, error) in [
            ("", BaseUrlError::NotAUrl),
            ("api.example.com", BaseUrlError::NotAUrl),
            ("https://", BaseUrlError::NotAUrl),
            ("https:api.example.com", BaseUrlError::NotAUrl),
            ("https://a b", BaseUrlError::NotAUrl),
            ("https://a\n.example.com", BaseUrlError::NotAUrl),
            ("https://a:99999", BaseUrlError::NotAUrl),
            ("https:a.example.com://b", BaseUrlError::NotAUrl),
            ("https:///a.example.com", BaseUrlError::NotAUrl),
            ("http:127.0.0.1://b", BaseUrlError::NotAUrl),
            ("https://[::1%25eth0]", BaseUrlError::NotAUrl),
            ("https://a.example.com%2fb", BaseUrlError::NotAUrl),
            ("https://@a.example.com", BaseUrlError::Userinfo),
            ("https:\\\\a.example.com", BaseUrlError::NotAUrl),
            ("ftp://a.example.com", BaseUrlError::Scheme),
            ("file:///etc/passwd", BaseUrlError::Scheme),
            ("https://bücher.example", BaseUrlError::HostLetters),
            ("https://user@a.example.com", BaseUrlError::Userinfo),
            ("https://:secret@a.example.com", BaseUrlError::Userinfo),
            ("https://a.example.com/?x=1", BaseUrlError::QueryOrFragment),
            ("https://a.example.com?", BaseUrlError::QueryOrFragment),
            ("https://a.example.com/#x", BaseUrlError::QueryOrFragment),
        ] {
            check(text, Err(error));
        }
        check(
            &format!("https://a.example.com/{}", "x".repeat(2048)),
            Err(BaseUrlError::TooLong),
        );
    }

    #[test]
    fn an_error_never_repeats_credentials() {
        for text in [
            "https://alice:hunter2@a.example.com",
            "http://alice:hunter2@a.example.com",
            "alice:hunter2@a.example.com",
            "alice://hunter2@",
            "https://alice:hunter2@a.example.com:99999",
        ] {
            let error = BaseUrl::parse(text).expect_err("refused");
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains("alice") && !shown.contains("hunter2"),
                "{shown}"
            );
        }
    }
}
