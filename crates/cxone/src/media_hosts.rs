//! The hosts that recordings may be fetched from, or prompts played from: the API's own, and those that were named.
//! Which addresses a name may lead to is checked in `public_address`, when it is resolved.

use core::net::IpAddr;

use cxtone_dialect::BaseUrl;
use http::Uri;
use thiserror::Error;

use crate::{FetchError, public_address::is_public};

/// The most hosts that can be named.
pub const MEDIA_HOSTS_MAX: usize = 64;

/// Why a host cannot be named.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MediaHostError {
    /// It is no URL, or one without a host. Of the text only what can be a host's name is kept, if
    /// anything: what stands around it may be secret.
    #[error(
        "{} is no URL with a host; give one such as https://prompts.example.com/",
        quoted(.0)
    )]
    NoHost(String),
    /// There are as many as can be.
    #[error("more than {MEDIA_HOSTS_MAX} hosts cannot be named; name fewer")]
    TooMany,
}

/// Hosts besides the API's own, in lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct MediaHosts(Vec<String>);

/// How far an address that may be fetched from is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The API's own host, wherever it is.
    Own,
    /// A host that was named: it must be a public one.
    Named,
}

impl MediaHosts {
    /// With the host of a URL, of which only the part before the path is looked at.
    pub(crate) fn with_host_of(mut self, url: &str) -> Result<Self, MediaHostError> {
        let host = host_of(url).ok_or_else(|| MediaHostError::NoHost(name_in(url).to_owned()))?;
        if self.0.contains(&host) {
            return Ok(self);
        }
        if self.0.len() == MEDIA_HOSTS_MAX {
            return Err(MediaHostError::TooMany);
        }
        self.0.push(host);
        Ok(self)
    }

    /// Whether something may be fetched from here, and how far the place is trusted.
    ///
    /// Plain http is for this very machine alone, and that for a tenant on this machine, such as an emulator.
    pub(crate) fn check(&self, uri: &Uri, api_url: &BaseUrl) -> Result<Trust, FetchError> {
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let own = host == api_url.host();
        if !own && !self.0.contains(&host) {
            return Err(FetchError::HostNotAllowed);
        }
        let local = is_loopback(&host);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if local => {}
            _ => return Err(FetchError::Address),
        }
        if own || (local && api_url.is_loopback()) {
            return Ok(Trust::Own);
        }
        if local || literal(&host).is_some_and(|address| !is_public(address)) {
            return Err(FetchError::PrivateAddress);
        }
        Ok(Trust::Named)
    }
}

/// The host of a URL whose path may hold a placeholder.
fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let uri: Uri = format!("{scheme}://{authority}/").parse().ok()?;
    uri.host().map(str::to_ascii_lowercase)
}

/// What can be a host's name in a text that is no URL with one; nothing where that is not certain,
/// as beside an `@`, before which a password stands and after which a query goes on.
fn name_in(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let name = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
    if text.contains('@') || !name.chars().all(is_of_name) {
        return "";
    }
    name
}

/// The name for an error's words.
fn quoted(name: &str) -> String {
    match name {
        "" => "what was given".to_owned(),
        name => format!("`{name}`"),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || literal(host).is_some_and(|address| address.is_loopback())
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(api: &str, named: &[&str], url: &str, expected: &str) {
        let api = BaseUrl::parse(api).expect("a base URL");
        // A host that cannot be named adds nothing.
        let add = |hosts: MediaHosts, url: &&str| hosts.clone().with_host_of(url).unwrap_or(hosts);
        let hosts = named.iter().fold(MediaHosts::default(), add);
        let checked = hosts.check(&url.parse().expect("a URI"), &api);
        let told = match checked {
            Ok(Trust::Own) => "own",
            Ok(Trust::Named) => "named",
            Err(FetchError::Address) => "address",
            Err(FetchError::HostNotAllowed) => "host",
            Err(FetchError::PrivateAddress) => "private",
            Err(_) => "other",
        };
        assert_eq!(told, expected, "{url}");
    }

    const API: &str = "https://api.example.com";
    const MEDIA: &str = "https://media.example.com:8443/{callId}.wav?x={callId}";

    #[test]
    fn g14_only_the_apis_host_and_those_named_are_fetched_from() {
        for (url, expected) in [
            ("https://api.example.com/r/1.wav", "own"),
            ("https://API.example.com:9/r/1.wav", "own"),
            ("https://media.example.com/1.wav", "named"),
            ("https://media.example.com.evil.test/1.wav", "host"),
            ("https://evil.test/media.example.com", "host"),
            ("https://example.com/1.wav", "host"),
            ("http://media.example.com/1.wav", "address"),
            ("http://api.example.com/1.wav", "address"),
            ("ftp://media.example.com/1.wav", "address"),
        ] {
            check(API, &[MEDIA], url, expected);
        }
        check(API, &[], "https://media.example.com/1.wav", "host");
        check(
            API,
            &["https://{callId}.evil.test/"],
            "https://x.evil.test/1",
            "host",
        );
    }

    #[test]
    fn what_is_no_url_and_one_host_too_many_are_refused_by_name() {
        for (text, shown) in [
            ("prompts.example.com", "`prompts.example.com`"),
            (
                "prompts.example.com/a.wav?sig=SECRET",
                "`prompts.example.com`",
            ),
            ("prompts.example.com?SECRET", "`prompts.example.com`"),
            ("prompts.example.com#SECRET", "`prompts.example.com`"),
            ("user:SECRET@prompts.example.com", "what was given"),
            ("user:SECRET/SECRET@prompts.example.com", "what was given"),
            ("prompts.example.com?at=@SECRET", "what was given"),
            ("user:SECRET", "what was given"),
            ("https://{SECRET", "what was given"),
            ("", "what was given"),
            ("https://", "what was given"),
            ("/SECRET", "what was given"),
            ("https:///SECRET.wav", "what was given"),
        ] {
            let refused = MediaHosts::default().with_host_of(text);
            let error = refused.expect_err("no host");
            let told = error.to_string();
            assert!(told.starts_with(&format!("{shown} is no URL")), "{told}");
            assert!(!format!("{told} {error:?}").contains("SECRET"), "{text}");
        }
        let url = |number| format!("https://host-{number}.example.com/a.wav");
        let name = |hosts: MediaHosts, number| hosts.with_host_of(&url(number));
        let full = (0..MEDIA_HOSTS_MAX).try_fold(MediaHosts::default(), name);
        let full = full.expect("as many as can be");
        assert!(full.clone().with_host_of(&url(0)).is_ok());
        let refused = full
            .with_host_of(&url(MEDIA_HOSTS_MAX))
            .map(|hosts| hosts.0);
        assert_eq!(refused, Err(MediaHostError::TooMany));
    }

    #[test]
    fn g14_a_private_address_is_refused_even_where_it_was_named() {
        for host in [
            "10.0.0.1",
            "169.254.169.254",
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "0.0.0.0",
        ] {
            let url = format!("https://{host}/1.wav");
            check(API, &[&url], &url, "private");
        }
        check(
            API,
            &["https://192.0.1.1/"],
            "https://192.0.1.1/1.wav",
            "named",
        );
    }

    #[test]
    fn a_tenant_on_this_machine_may_have_its_recordings_here() {
        let api = "http://127.0.0.1:8080";
        check(api, &[], "http://127.0.0.1:8080/1.wav", "own");
        check(
            api,
            &["http://localhost:81/"],
            "http://localhost:81/1.wav",
            "own",
        );
        check(api, &[], "http://localhost:81/1.wav", "host");
        check(
            api,
            &["https://10.0.0.1/"],
            "https://10.0.0.1/1.wav",
            "private",
        );
    }
}
