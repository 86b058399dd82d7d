//! The native half of `CXoneAuthClient`: a token cache and the way to its login.
//! Fetching, keeping and renewing are `cxone`'s; logs and errors of JavaScript are the facade's.

use std::sync::Arc;

use cxtone_cxone::{TokenCache, TokenSource as _, Transport};
use cxtone_dialect::{
    BaseUrl, Credentials,
    cxone_agent::{AccessKey, AccessKeyJson, AccessKeyLogin},
    cxone_v2,
};
use napi::Result;
use napi_derive::napi;
use secrecy::ExposeSecret as _;

use crate::{
    dialect::{CXONE_AGENT, DialectChoice},
    failure::{FailureFacts, token_failure},
    refused::{missing, refused},
    transport::transport,
};

/// Where and how to log in.
#[napi(object, object_to_js = false)]
pub struct AuthOptions {
    /// `cxone-v2` unless told otherwise.
    pub dialect: Option<String>,
    /// Base URL of the login; for `cxone-agent`, the token endpoint itself.
    pub auth_url: Option<String>,
    /// The OAuth client's id.
    pub client_id: Option<String>,
    /// The OAuth client's secret.
    pub client_secret: Option<String>,
    /// For `cxone-agent`: the access key's id.
    pub access_key_id: Option<String>,
    /// For `cxone-agent`: the access key's secret.
    pub access_key_secret: Option<String>,
    /// Certificates in PEM that are trusted besides the system's.
    pub ca: Option<String>,
    /// The URL of a proxy for https.
    pub proxy: Option<String>,
}

/// A token, or why there is none.
#[napi(object, object_from_js = false)]
pub struct Granted {
    /// The token.
    pub token: Option<String>,
    /// Why there is none.
    pub failure: Option<FailureFacts>,
}

/// The token at hand.
#[napi(object, object_from_js = false)]
pub struct Kept {
    /// The token.
    pub token: String,
    /// Which of this client's tokens it is, from one.
    pub generation: f64,
    /// How long it is still used, in ms.
    pub life_ms: f64,
}

/// The tokens of one client.
#[napi]
pub struct NativeAuth {
    pub(crate) cache: TokenCache,
    pub(crate) transport: Arc<dyn Transport>,
}

#[napi]
impl NativeAuth {
    /// A client that has not asked for anything yet.
    ///
    /// # Errors
    ///
    /// An option is missing or cannot be used.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: AuthOptions) -> Result<Self> {
        let transport = transport(options.ca.clone(), options.proxy.clone())?;
        let cache = options.cache(&transport)?;
        Ok(Self { cache, transport })
    }

    /// The token at hand, or a new one.
    #[napi]
    pub async fn token(&self) -> Granted {
        match self.cache.token().await {
            Ok(token) => Granted {
                token: Some(token.secret().expose_secret().to_owned()),
                failure: None,
            },
            Err(error) => Granted {
                token: None,
                failure: Some(token_failure(&error)),
            },
        }
    }

    /// The token at hand; nothing is fetched.
    #[napi(catch_unwind)]
    pub fn kept(&self) -> Option<Kept> {
        let token = self.cache.kept()?;
        let life = self.cache.remaining_life()?;
        Some(Kept {
            token: token.secret().expose_secret().to_owned(),
            generation: generation(token.generation()),
            life_ms: life.as_secs_f64() * 1000.0,
        })
    }

    /// Which token is at hand; 0 where there is none.
    #[napi(catch_unwind)]
    pub fn generation(&self) -> f64 {
        let token = self.cache.kept();
        token.map_or(0.0, |token| generation(token.generation()))
    }

    /// Drops the token at hand.
    #[napi(catch_unwind)]
    pub fn forget(&self) {
        self.cache.forget();
    }
}

impl AuthOptions {
    fn cache(self, transport: &Arc<dyn Transport>) -> Result<TokenCache> {
        let name = self.dialect.as_deref();
        let choice = DialectChoice {
            name,
            ..DialectChoice::default()
        };
        choice.dialect()?;
        let agent = name == Some(CXONE_AGENT);
        let url = self.auth_url.ok_or_else(|| missing("authUrl"))?;
        let url = BaseUrl::parse(&url).map_err(refused)?;
        let client = self.client_id.zip(self.client_secret);
        let client = client.map(|(id, secret)| Credentials::new(id, secret));
        if !agent {
            let client = client.ok_or_else(|| missing("clientId or clientSecret"))?;
            return Ok(TokenCache::new(
                transport.clone(),
                url,
                client,
                &cxone_v2::SCOPES,
            ));
        }
        let key = self.access_key_id.zip(self.access_key_secret);
        let key = key.ok_or_else(|| missing("accessKeyId or accessKeySecret"))?;
        let key = AccessKey::new(key.0, key.1);
        Ok(match client {
            Some(client) => {
                let login = AccessKeyLogin::new(url, client, key);
                TokenCache::with_login(transport.clone(), login)
            }
            None => TokenCache::with_login(transport.clone(), AccessKeyJson::new(url, key)),
        })
    }
}

/// A count of tokens stays far below what a number of JavaScript holds exactly.
fn generation(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
