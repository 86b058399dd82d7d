//! A URI as a URL, whose host is read once and not for each request.
//! Whether it may be sent to is decided in `http_transport`.

use std::sync::{Mutex, PoisonError};

use http::{
    Uri,
    uri::{Authority, PathAndQuery},
};
use reqwest::Url;

/// The origin of the last URI: nearly all requests of a client go to one host.
#[derive(Default)]
pub(crate) struct LastOrigin(Mutex<Option<Origin>>);

struct Origin {
    /// As it stands in the URI: scheme and authority.
    scheme: String,
    authority: String,
    url: Url,
}

impl LastOrigin {
    /// The URL of a URI, as reading its whole text would give it; `None` for what is no URL.
    pub(crate) fn url(&self, uri: &Uri) -> Option<Url> {
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().map_or("", Authority::as_str);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last
            .as_ref()
            .filter(|last| last.authority == authority && last.scheme == scheme);
        if let Some(known) = known {
            let mut url = known.url.clone();
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Some(url);
        }
        let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
        let url = Url::parse(&[scheme, "://", authority, path].concat()).ok()?;
        *last = Some(Origin {
            scheme: scheme.to_owned(),
            authority: authority.to_owned(),
            url: url.clone(),
        });
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(first: &str, second: &str) -> Result<(), TestCaseError> {
        let last = LastOrigin::default();
        for text in [first, second, first] {
            let Ok(uri) = text.parse::<Uri>() else {
                return Err(TestCaseError::reject("no URI"));
            };
            prop_assert_eq!(last.url(&uri), Url::parse(text).ok(), "{}", text);
        }
        Ok(())
    }

    #[test]
    fn a_query_a_port_or_a_name_of_the_request_before_is_not_kept() {
        for (first, second) in [
            ("https://a.example.com/x?y=1", "https://a.example.com/z"),
            ("https://a.example.com/x", "https://a.example.com:8443/x"),
            ("https://a.example.com/x", "https://b.example.com/x"),
            ("https://a.example.com/x", "http://a.example.com/x"),
            (
                "http://127.0.0.1:81/a/../b",
                "http://127.0.0.1:81/%2e/c?d=%",
            ),
        ] {
            check(first, second).expect("the same");
        }
    }

    proptest! {
        #[test]
        fn it_is_the_url_of_the_whole_text(
            hosts in prop::array::uniform2("https?://(a|B|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,4})?"),
            paths in prop::array::uniform2("/[a-zA-Z0-9._~%/:@!$&'()*+,;=|{}\"-]{0,20}(\\?[a-z0-9=&%/?']{0,10})?"),
        ) {
            let [first, second] = [0, 1].map(|which: usize| {
                format!("{}{}", hosts[0], paths[which])
            });
            check(&first, &second)?;
            check(&first, &format!("{}{}", hosts[1], paths[1]))?;
        }
    }
}
