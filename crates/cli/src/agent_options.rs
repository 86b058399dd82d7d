//! What a tenant that speaks `cxone-agent` needs besides: access key, session, discovery.
//! What is common to all dialects stands in `options`.

use std::{path::PathBuf, sync::Arc};

use cxtone_cxone::{Endpoints, TokenCache, Transport, discover};
use cxtone_dialect::{
    BaseUrl, Credentials,
    cxone_agent::{
        self, AccessKey, AccessKeyJson, AccessKeyLogin, CxoneAgent, FieldsIn, IssuerAllowlist,
        NICE_DOMAINS, ServicesVersion,
    },
    cxone_v2,
};
use cxtone_payload::{Limits, SessionId, TenantId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    failure::{Failure, Result, with_causes},
    options::{base_url, given, missing, secret_from, secret_from_environment, wrong},
};

/// Where the access key's secret is found, unless a file is named.
const SECRET_VARIABLE: &str = "CXONE_ACCESS_KEY_SECRET";

/// The language of a tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DialectName {
    /// Paths and fields of the published tutorials; calls by provider, line and id
    #[default]
    CxoneV2,
    /// Paths and fields of NICE's agent SDK; calls by the agent's session
    CxoneAgent,
}

impl DialectName {
    /// What requests are validated against.
    pub(crate) const fn limits(self) -> Limits {
        match self {
            Self::CxoneV2 => cxone_v2::CAPABILITIES.limits(),
            Self::CxoneAgent => cxone_agent::CAPABILITIES.limits(),
        }
    }
}

/// The flags for `cxone-agent` alone.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Tenant that speaks cxone-agent")]
pub(crate) struct AgentOptions {
    /// Id of the agent's session that is in the call
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_SESSION_ID",
        hide_env_values = true
    )]
    session: Option<String>,

    /// Where login and API are discovered, instead of --api-url and --auth-url
    #[arg(long, value_name = "URL", env = "CXONE_ISSUER", hide_env_values = true)]
    issuer: Option<String>,

    /// Id of the tenant, for the discovery
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_TENANT_ID",
        hide_env_values = true
    )]
    tenant_id: Option<String>,

    /// Domains that discovery may lead to, instead of NICE's
    #[arg(long, value_name = "DOMAIN,...")]
    trust_issuer: Option<String>,

    /// Id of the access key; its secret is taken from CXONE_ACCESS_KEY_SECRET
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_ACCESS_KEY_ID",
        hide_env_values = true
    )]
    access_key: Option<String>,

    /// File with the access key's secret, instead of CXONE_ACCESS_KEY_SECRET
    #[arg(long, value_name = "FILE")]
    access_key_file: Option<PathBuf>,

    /// Version in the paths of the services; 30.0 where not given
    #[arg(long, value_name = "VERSION")]
    services_version: Option<String>,

    /// Send the digits in the URL's query, where logs on the way may keep them
    #[arg(long)]
    digits_in_query: bool,
}

impl AgentOptions {
    /// The dialect with what the flags say of it.
    ///
    /// # Errors
    ///
    /// A usage failure for a value that cannot be used; so for all of these.
    pub(crate) fn dialect(&self) -> Result<CxoneAgent> {
        let version: Option<ServicesVersion> = given(self.services_version.as_deref())
            .map(str::parse)
            .transpose()
            .map_err(|error| Failure::usage(error).help("it comes from --services-version"))?;
        Ok(CxoneAgent {
            version: version.unwrap_or_default(),
            fields_in: if self.digits_in_query {
                FieldsIn::Query
            } else {
                FieldsIn::Body
            },
        })
    }

    /// The agent's session.
    pub(crate) fn session(&self) -> Result<SessionId> {
        let text = given(self.session.as_deref())
            .ok_or_else(|| missing("the session's id", "--session ID", "CXONE_SESSION_ID"))?;
        SessionId::new(text).map_err(|error| wrong("--session", "CXONE_SESSION_ID", &error))
    }

    /// The access key.
    pub(crate) fn access_key(&self) -> Result<AccessKey> {
        let id = given(self.access_key.as_deref()).ok_or_else(|| {
            missing(
                "the access key's id",
                "--access-key ID",
                "CXONE_ACCESS_KEY_ID",
            )
        })?;
        Ok(AccessKey::new(id, self.secret()?))
    }

    /// The issuer, where one is asked instead of being told the URLs.
    pub(crate) fn issuer(&self) -> Result<Option<BaseUrl>> {
        if given(self.issuer.as_deref()).is_none() {
            return Ok(None);
        }
        base_url(self.issuer.as_deref(), "--issuer", "CXONE_ISSUER").map(Some)
    }

    /// Where the login and the API are: discovered, or as the other flags say.
    pub(crate) async fn endpoints(
        &self,
        transport: &dyn Transport,
        told: impl FnOnce() -> Result<Endpoints>,
    ) -> Result<Endpoints> {
        let Some(issuer) = self.issuer()? else {
            return told();
        };
        let allowed = self.allowlist(&issuer)?;
        discover(transport, &issuer, &self.tenant_id()?, &allowed)
            .await
            .map_err(|error| {
                Failure::failed(with_causes(&error)).help(
                    "check --issuer and --tenant-id; --trust-issuer names domains besides NICE's",
                )
            })
    }

    /// Tokens by the access key: with a client's credentials where there are any, else by the
    /// older route.
    pub(crate) fn tokens(
        &self,
        transport: Arc<dyn Transport>,
        auth_url: BaseUrl,
        credentials: Option<Credentials>,
    ) -> Result<TokenCache> {
        let key = self.access_key()?;
        Ok(match credentials {
            Some(credentials) => {
                let login = AccessKeyLogin::new(auth_url, credentials, key);
                TokenCache::with_login(transport, login)
            }
            None => TokenCache::with_login(transport, AccessKeyJson::new(auth_url, key)),
        })
    }

    fn tenant_id(&self) -> Result<TenantId> {
        let text = given(self.tenant_id.as_deref())
            .ok_or_else(|| missing("the tenant's id", "--tenant-id ID", "CXONE_TENANT_ID"))?;
        TenantId::new(text).map_err(|error| wrong("--tenant-id", "CXONE_TENANT_ID", &error))
    }

    /// An issuer on this machine, which only an emulator is, may name places on this machine.
    fn allowlist(&self, issuer: &BaseUrl) -> Result<IssuerAllowlist> {
        let allowed = match given(self.trust_issuer.as_deref()) {
            None => IssuerAllowlist::default(),
            Some(text) => text.parse().map_err(|error| {
                Failure::usage(error).help(format_args!(
                    "it comes from --trust-issuer; without it, {} are trusted",
                    NICE_DOMAINS.join(", ")
                ))
            })?,
        };
        Ok(if issuer.is_loopback() {
            allowed.with_loopback()
        } else {
            allowed
        })
    }

    fn secret(&self) -> Result<SecretString> {
        let secret = match &self.access_key_file {
            Some(path) => secret_from(path, "--access-key-file", SECRET_VARIABLE)?,
            None => secret_from_environment(SECRET_VARIABLE)?,
        };
        if secret.expose_secret().is_empty() {
            return Err(missing(
                "the access key's secret",
                "--access-key-file FILE",
                SECRET_VARIABLE,
            ));
        }
        Ok(secret)
    }
}
