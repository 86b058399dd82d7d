//! The logins of `cxone-agent`: an access key, by form at the discovered endpoint or by JSON at the
//! older one.
//! What their answers grant is read in `grant`.

use core::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::{HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::byte_serialize;

use super::wire::AccessKeyBody;
use crate::{BaseUrl, Credentials, Login, Request, request};

/// The path of the older login.
pub const ACCESS_KEY_PATH: &str = "/authentication/v1/token/access-key";

/// A user's access key. `Debug` shows neither part.
#[derive(Clone)]
pub struct AccessKey {
    /// The key's id (`accessKeyId`).
    pub id: String,
    /// The key's secret (`accessKeySecret`).
    pub secret: SecretString,
}

/// The login at the token endpoint that discovery names: the client's id and secret as `Basic`, the
/// access key as user name and password (RFC 6749, sections 2.3.1 and 4.3).
#[derive(Clone, Debug)]
pub struct AccessKeyLogin {
    token_endpoint: BaseUrl,
    credentials: Credentials,
    access_key: AccessKey,
}

/// The older login, which needs the access key alone.
#[derive(Clone, Debug)]
pub struct AccessKeyJson {
    auth_url: BaseUrl,
    access_key: AccessKey,
}

impl AccessKey {
    /// Keeps an id and its secret.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
        }
    }
}

impl AccessKeyLogin {
    /// A login at this endpoint, which is the whole URL of the token request.
    #[must_use]
    pub const fn new(
        token_endpoint: BaseUrl,
        credentials: Credentials,
        access_key: AccessKey,
    ) -> Self {
        Self {
            token_endpoint,
            credentials,
            access_key,
        }
    }

    fn request(&self, fields: &[(&str, &str)]) -> Request {
        let path = match self.token_endpoint.path() {
            "" => "/",
            path => path,
        };
        let request = request::form(self.token_endpoint.uri(path), fields);
        match self.basic() {
            Some(basic) => request::with_header(request, header::AUTHORIZATION, basic),
            None => request,
        }
    }

    /// Id and secret are encoded as in a form first (RFC 6749, section 2.3.1).
    fn basic(&self) -> Option<HeaderValue> {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!(
            "{}:{}",
            encoded(&self.credentials.client_id),
            encoded(self.credentials.client_secret.expose_secret())
        );
        let mut value = HeaderValue::try_from(format!("Basic {}", BASE64.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl AccessKeyJson {
    /// A login below `auth_url`, such as `https://na1.nice-incontact.com`.
    #[must_use]
    pub const fn new(auth_url: BaseUrl, access_key: AccessKey) -> Self {
        Self {
            auth_url,
            access_key,
        }
    }
}

impl Login for AccessKeyLogin {
    fn token_request(&self) -> Request {
        self.request(&[
            ("grant_type", "password"),
            ("username", &self.access_key.id),
            ("password", self.access_key.secret.expose_secret()),
        ])
    }

    fn refresh_request(&self, refresh_token: &SecretString) -> Option<Request> {
        Some(self.request(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ]))
    }
}

impl Login for AccessKeyJson {
    fn token_request(&self) -> Request {
        let path = format!("{}{ACCESS_KEY_PATH}", self.auth_url.path());
        let body = AccessKeyBody {
            access_key_id: &self.access_key.id,
            access_key_secret: self.access_key.secret.expose_secret(),
        };
        let text = serde_json::to_string(&body).expect("two texts always make JSON");
        request::json(self.auth_url.uri(&path), text)
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessKey([masked])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(endpoint: &str) -> AccessKeyLogin {
        AccessKeyLogin::new(
            BaseUrl::parse(endpoint).expect("a base URL"),
            Credentials::new("client 7", "s3cret+/="),
            AccessKey::new("KEY", "k&y="),
        )
    }

    #[test]
    fn the_access_key_goes_by_form_and_the_client_as_basic() {
        let request = login("https://cxone.niceincontact.com/auth/token").token_request();
        assert_eq!(request.uri(), "https://cxone.niceincontact.com/auth/token");
        assert_eq!(
            request.body().text(),
            Some("grant_type=password&username=KEY&password=k%26y%3D")
        );
        // "client+7:s3cret%2B%2F%3D"
        let basic = &request.headers()["authorization"];
        assert_eq!(basic, "Basic Y2xpZW50Kzc6czNjcmV0JTJCJTJGJTNE");
        assert!(basic.is_sensitive());
    }

    #[test]
    fn an_endpoint_without_a_path_is_the_root() {
        let request = login("https://login.example.com").token_request();
        assert_eq!(request.uri(), "https://login.example.com/");
    }

    #[test]
    fn g10_a_refresh_token_takes_the_access_keys_place() {
        let request = login("https://cxone.niceincontact.com/auth/token")
            .refresh_request(&SecretString::from("r3fresh"))
            .expect("known to this login");
        assert_eq!(
            request.body().text(),
            Some("grant_type=refresh_token&refresh_token=r3fresh")
        );
        assert!(request.headers().contains_key("authorization"));
    }

    #[test]
    fn the_older_route_takes_the_key_as_json() {
        let url = BaseUrl::parse("https://na1.nice-incontact.com/").expect("a base URL");
        let login = AccessKeyJson::new(url, AccessKey::new("KEY", "k\"y"));
        let request = login.token_request();
        assert_eq!(
            request.uri(),
            "https://na1.nice-incontact.com/authentication/v1/token/access-key"
        );
        assert_eq!(
            request.body().text(),
            Some(r#"{"accessKeyId":"KEY","accessKeySecret":"k\"y"}"#)
        );
        assert!(!request.headers().contains_key("authorization"));
        assert!(login.refresh_request(&SecretString::from("r")).is_none());
    }

    #[test]
    fn neither_login_shows_a_secret() {
        let url = BaseUrl::parse("https://na1.nice-incontact.com/").expect("a base URL");
        let json = AccessKeyJson::new(url, AccessKey::new("KEY", "k3y"));
        let shown = format!("{:?} {json:?}", login("https://login.example.com"));
        for secret in ["KEY", "k&y", "k3y", "s3cret", "client 7"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
