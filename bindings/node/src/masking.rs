//! What masks a call's recording beside a flow: a connection that speaks `cxone-agent`, from options.
//! When it masks is decided in `runner`.

use std::sync::Arc;

use cxtone_cxone::{Client, TokenCache, Transport};
use cxtone_dialect::{
    BaseUrl, Credentials,
    cxone_agent::{AccessKey, AccessKeyJson, AccessKeyLogin},
};
use cxtone_payload::CallId;
use cxtone_runner::AgentMask;
use napi::Result;
use napi_derive::napi;

use crate::{
    dialect::{CXONE_AGENT, DialectChoice},
    refused::wrong,
};

/// The contact, and the access key of an agent who may mask its recording.
#[napi(object, object_to_js = false)]
pub struct MaskingOptions {
    /// The id of the contact that the call is.
    pub contact_id: String,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub access_key_secret: String,
    /// The base URL of the agent's API; the flow's own where none is given.
    pub api_url: Option<String>,
    /// The token endpoint, as discovery tells it; without it the key alone logs in, by the older
    /// route of the flow's own login.
    pub auth_url: Option<String>,
    /// The version in the paths of the services.
    pub services_version: Option<String>,
}

/// How the call itself is reached.
pub(crate) struct Beside<'a> {
    pub(crate) transport: &'a Arc<dyn Transport>,
    pub(crate) api_url: &'a str,
    pub(crate) auth_url: &'a str,
    pub(crate) credentials: Credentials,
}

impl MaskingOptions {
    /// What masks the contact's recording. Nothing is sent yet.
    pub(crate) fn mask(self, beside: Beside<'_>) -> Result<AgentMask> {
        let contact =
            CallId::new(&self.contact_id).map_err(|error| wrong("masking.contactId", &error))?;
        let choice = DialectChoice {
            name: Some(CXONE_AGENT),
            services_version: self.services_version.as_deref(),
            digits_in_query: false,
        };
        let dialect = choice.dialect()?;
        let api_url = self.api_url.as_deref().unwrap_or(beside.api_url);
        let api_url = url("masking.apiUrl", api_url)?;
        let key = AccessKey::new(self.access_key_id, self.access_key_secret);
        let tokens = Arc::new(match self.auth_url {
            Some(told) => {
                let endpoint = url("masking.authUrl", &told)?;
                let login = AccessKeyLogin::new(endpoint, beside.credentials, key);
                TokenCache::with_login(beside.transport.clone(), login)
            }
            None => {
                let login = AccessKeyJson::new(url("authUrl", beside.auth_url)?, key);
                TokenCache::with_login(beside.transport.clone(), login)
            }
        });
        let client = Client::builder(beside.transport.clone(), tokens, api_url).dialect(dialect);
        Ok(AgentMask::new(client.build(), contact))
    }
}

fn url(option: &str, text: &str) -> Result<BaseUrl> {
    BaseUrl::parse(text).map_err(|error| wrong(option, &error))
}
