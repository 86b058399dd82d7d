//! Where the paths of both logins begin: the authorization server's URL without any token path.
//! The paths themselves are the logins'.

use super::{call_control::CALL_CONTROL_TOKEN_PATH, token::TOKEN_PATH};
use crate::BaseUrl;

/// What may stand at the end of the URL, by habit or by the sources' own examples.
const ENDINGS: [&str; 3] = [CALL_CONTROL_TOKEN_PATH, TOKEN_PATH, "/oauth"];

/// The path of the URL without the endings, however often they stand there, and without slashes at
/// its end.
pub(super) fn auth_root(auth_url: &BaseUrl) -> &str {
    let mut root = auth_url.path().trim_end_matches('/');
    while let Some(shorter) = ENDINGS.iter().find_map(|end| root.strip_suffix(end)) {
        root = shorter.trim_end_matches('/');
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Credentials, Login,
        cxone_v2::{CallControlCredentials, token_request},
    };

    #[test]
    fn n19_any_form_of_the_base_gives_both_logins_one_right_path() {
        let check = |base: &str, root: &str| {
            let url = BaseUrl::parse(base).expect("a base URL");
            let credentials = Credentials::new("id", "secret");
            let injecting = token_request(&url, &credentials, &["scope"]);
            assert_eq!(
                injecting.uri().to_string(),
                format!("{root}{TOKEN_PATH}"),
                "{base}"
            );
            let commanding = CallControlCredentials::new(url, credentials, &["scope"]);
            let uri = commanding.token_request().uri().to_string();
            assert_eq!(uri, format!("{root}{CALL_CONTROL_TOKEN_PATH}"), "{base}");
        };
        for ending in [
            "",
            "/",
            "/oauth",
            "/oauth/",
            "/oauth/token",
            "/oauth/token/",
            "//oauth//",
            "/oauth/oauth",
            "/oauth//oauth/",
            "/oauth/oauth/token",
            "/api/v2/oauth2/token",
            "/api/v2/oauth2/token/",
            "/oauth/api/v2/oauth2/token",
        ] {
            let host = "https://api-us-01.nicecxone.com";
            check(&format!("{host}{ending}"), host);
        }
        check(
            "https://a.example.com/cx/oauth/",
            "https://a.example.com/cx",
        );
        check("https://a.example.com/cx", "https://a.example.com/cx");
        check(
            "https://a.example.com/my-oauth",
            "https://a.example.com/my-oauth",
        );
    }
}
