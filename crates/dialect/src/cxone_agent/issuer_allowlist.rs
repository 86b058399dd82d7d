//! The hosts from which the endpoints of discovery may come: a token request holds secrets, and an
//! injection digits, so neither goes to wherever a document says.
//! Reading those documents is left to `discovery`.

use core::{fmt, str::FromStr};

use crate::BaseUrl;

/// The domains under which NICE publishes its logins and APIs; each stands for its subdomains too.
pub const NICE_DOMAINS: [&str; 3] = ["niceincontact.com", "nice-incontact.com", "nicecxone.com"];

/// The most domains in a list.
pub const ISSUERS_MAX: usize = 32;

/// The longest domain, in bytes (RFC 1035, section 2.3.4).
const DOMAIN_BYTES_MAX: usize = 253;

/// The domains that are trusted, each with its subdomains. Default: [`NICE_DOMAINS`].
///
/// ```
/// use cxtone_dialect::{BaseUrl, cxone_agent::IssuerAllowlist};
///
/// let list = IssuerAllowlist::default();
/// assert!(list.allows(&BaseUrl::parse("https://cxone.niceincontact.com")?));
/// assert!(!list.allows(&BaseUrl::parse("https://niceincontact.com.evil.example")?));
/// # Ok::<(), cxtone_dialect::BaseUrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct IssuerAllowlist {
    domains: Vec<String>,
    loopback: bool,
}

/// A text is no domain, or one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no domain to trust; give a host name of at least two parts like api.example.com, \
     without scheme, port or path, and at most {ISSUERS_MAX} of them"
)]
pub struct NotADomain;

impl IssuerAllowlist {
    /// A list of these domains alone.
    ///
    /// # Errors
    ///
    /// [`NotADomain`] for an entry that is none, or for more than [`ISSUERS_MAX`] of them.
    pub fn of<S: AsRef<str>>(domains: impl IntoIterator<Item = S>) -> Result<Self, NotADomain> {
        let domains = domains
            .into_iter()
            .map(|domain| checked(domain.as_ref()))
            .take(ISSUERS_MAX + 1)
            .collect::<Result<Vec<_>, _>>()?;
        if domains.len() > ISSUERS_MAX {
            return Err(NotADomain);
        }
        Ok(Self {
            domains,
            loopback: false,
        })
    }

    /// The same with this very machine, for tests and emulators.
    #[must_use]
    pub fn with_loopback(mut self) -> Self {
        self.loopback = true;
        self
    }

    /// Whether secrets may be sent to this place: to one of the domains or below it, by https.
    #[must_use]
    pub fn allows(&self, url: &BaseUrl) -> bool {
        if url.is_loopback() {
            return self.loopback;
        }
        let host = url.host();
        self.domains.iter().any(|domain| {
            host.strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

impl Default for IssuerAllowlist {
    fn default() -> Self {
        Self {
            domains: NICE_DOMAINS.map(str::to_owned).to_vec(),
            loopback: false,
        }
    }
}

impl FromStr for IssuerAllowlist {
    type Err = NotADomain;

    /// Reads domains set apart by commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::of(text.split(',').map(str::trim))
    }
}

impl fmt::Debug for IssuerAllowlist {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IssuerAllowlist")
            .field("domains", &self.domains)
            .field("loopback", &self.loopback)
            .finish()
    }
}

/// A domain of at least two parts, in lower case: a single part would trust a whole top-level
/// domain.
fn checked(domain: &str) -> Result<String, NotADomain> {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let fits = domain.len() <= DOMAIN_BYTES_MAX
        && domain.contains('.')
        && domain.split('.').all(is_part)
        && domain.bytes().any(|byte| byte.is_ascii_alphabetic());
    fits.then(|| domain.to_ascii_lowercase()).ok_or(NotADomain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &IssuerAllowlist, url: &str, allowed: bool) {
        let url = BaseUrl::parse(url).expect("a base URL");
        assert_eq!(list.allows(&url), allowed, "{url}");
    }

    #[test]
    fn a_domain_stands_for_itself_and_its_subdomains_and_for_nothing_alike() {
        let list = IssuerAllowlist::default();
        for url in [
            "https://niceincontact.com",
            "https://cxone.niceincontact.com/auth/token",
            "https://api-na1.NICEINCONTACT.com:8443",
            "https://na1.nice-incontact.com",
            "https://api-us-01.nicecxone.com",
        ] {
            check(&list, url, true);
        }
        for url in [
            "https://evilniceincontact.com",
            "https://niceincontact.com.evil.example",
            "https://niceincontact.com.",
            "https://niceincontact.co",
            "https://evil.example/niceincontact.com",
            "https://10.0.0.1",
            "http://127.0.0.1:8080",
            "http://localhost",
        ] {
            check(&list, url, false);
        }
    }

    #[test]
    fn this_machine_is_trusted_only_where_that_is_said() {
        let list = IssuerAllowlist::default().with_loopback();
        check(&list, "http://127.0.0.1:8080", true);
        check(&list, "https://evil.example", false);
    }

    #[test]
    fn a_list_is_of_host_names_with_at_least_two_parts() {
        let list: IssuerAllowlist = "login.example.com, Example.org"
            .parse()
            .expect("two domains");
        check(&list, "https://a.example.org", true);
        check(&list, "https://login.example.com", true);
        check(&list, "https://example.com", false);
        check(&list, "https://niceincontact.com", false);
        for text in [
            "",
            "com",
            "https://a.b",
            "a.b/c",
            "a..b",
            "*.a.b",
            "a.b:1",
            "1.2",
            ".a.b",
        ] {
            assert_eq!(text.parse::<IssuerAllowlist>(), Err(NotADomain), "{text}");
        }
        assert!(IssuerAllowlist::of(vec!["a.b"; ISSUERS_MAX + 1]).is_err());
    }
}
