//! How to reach a tenant: flags, then the environment, resolved once into values that are checked.
//! The secret comes from the environment or from a file, never from a flag: flags stand in the
//! process list.

use core::fmt;
use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use cxtone_cxone::{
    Client, Endpoints, HttpOptions, HttpTransport, RetryPolicy, TokenCache, Transport,
};
use cxtone_dialect::{
    Address, BaseUrl, CallAddress, Credentials, Dialect, SessionAddress,
    cxone_v2::{self, CxoneV2},
};
use cxtone_payload::{CallId, InvalidId, LineId, ProviderId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    agent_options::{AgentOptions, DialectName},
    failure::{Failure, Result},
};

/// Where the secret is found, unless a file is named.
const SECRET_VARIABLE: &str = "CXONE_CLIENT_SECRET";

/// As much of a secret's file is read; no secret is nearly as long.
const SECRET_BYTES_MAX: u64 = 4096;

/// What `--help` says of the configuration.
pub(crate) const HELP: &str = "\
Configuration: each flag, then its environment variable. The client's secret is taken from
CXONE_CLIENT_SECRET or from --secret-file, never from a flag.";

/// The flags that tell where the tenant is.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Tenant")]
pub(crate) struct Tenant {
    /// Base URL of the API; https, or http to this machine
    #[arg(
        long,
        value_name = "URL",
        env = "CXONE_API_URL",
        hide_env_values = true
    )]
    api_url: Option<String>,

    /// Base URL of the login; the API's where not given
    #[arg(
        long,
        value_name = "URL",
        env = "CXONE_AUTH_URL",
        hide_env_values = true
    )]
    auth_url: Option<String>,

    /// Id of the OAuth client
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_CLIENT_ID",
        hide_env_values = true
    )]
    client_id: Option<String>,

    /// File with the OAuth client's secret, instead of CXONE_CLIENT_SECRET
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,

    /// Id of the telephony provider
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_PROVIDER_ID",
        hide_env_values = true
    )]
    provider: Option<String>,

    /// Id of the provider's line
    #[arg(long, value_name = "ID", env = "CXONE_LINE_ID", hide_env_values = true)]
    line: Option<String>,

    /// The language that the tenant speaks
    #[arg(long, value_enum, value_name = "NAME", default_value_t)]
    dialect: DialectName,

    /// Use the proxies that the environment names (HTTPS_PROXY and the like)
    #[arg(long)]
    proxy_from_env: bool,

    #[command(flatten)]
    pub(crate) agent: AgentOptions,
}

impl Tenant {
    /// The API's base URL.
    ///
    /// # Errors
    ///
    /// A usage failure when it is missing or no base URL; so for all of these.
    pub(crate) fn api_url(&self) -> Result<BaseUrl> {
        base_url(self.api_url.as_deref(), "--api-url", "CXONE_API_URL")
    }

    /// The login's base URL.
    pub(crate) fn auth_url(&self) -> Result<BaseUrl> {
        if given(self.auth_url.as_deref()).is_none() {
            return self.api_url();
        }
        base_url(self.auth_url.as_deref(), "--auth-url", "CXONE_AUTH_URL")
    }

    /// The client's id and secret.
    pub(crate) fn credentials(&self) -> Result<Credentials> {
        Ok(Credentials::new(self.client_id()?, self.secret()?))
    }

    /// The client's id.
    pub(crate) fn client_id(&self) -> Result<&str> {
        given(self.client_id.as_deref())
            .ok_or_else(|| missing("the client's id", "--client-id ID", "CXONE_CLIENT_ID"))
    }

    /// The client's secret.
    pub(crate) fn secret(&self) -> Result<SecretString> {
        let secret = match &self.secret_file {
            Some(path) => secret_from(path, "--secret-file", SECRET_VARIABLE)?,
            None => secret_from_environment(SECRET_VARIABLE)?,
        };
        if secret.expose_secret().is_empty() {
            return Err(missing(
                "the client's secret",
                "--secret-file FILE",
                SECRET_VARIABLE,
            ));
        }
        Ok(secret)
    }

    /// The telephony provider.
    pub(crate) fn provider(&self) -> Result<ProviderId> {
        id(
            self.provider.as_deref(),
            "the provider's id",
            "--provider",
            "CXONE_PROVIDER_ID",
            ProviderId::new,
        )
    }

    /// The line.
    pub(crate) fn line(&self) -> Result<LineId> {
        id(
            self.line.as_deref(),
            "the line's id",
            "--line",
            "CXONE_LINE_ID",
            LineId::new,
        )
    }

    /// A transport over the network.
    pub(crate) fn transport(&self) -> Result<Arc<dyn Transport>> {
        let options = HttpOptions {
            proxies_from_environment: self.proxy_from_env,
            ..HttpOptions::default()
        };
        let transport = HttpTransport::new(options).map_err(Failure::failed)?;
        Ok(Arc::new(transport))
    }

    /// Which language the tenant speaks.
    pub(crate) const fn dialect_name(&self) -> DialectName {
        self.dialect
    }

    /// The language itself.
    pub(crate) fn dialect(&self) -> Result<Arc<dyn Dialect>> {
        Ok(match self.dialect {
            DialectName::CxoneV2 => Arc::new(CxoneV2),
            DialectName::CxoneAgent => Arc::new(self.agent.dialect()?),
        })
    }

    /// Where an injection goes.
    pub(crate) fn address(&self, call: Option<&str>) -> Result<Address> {
        let call = call
            .map(CallId::new)
            .transpose()
            .map_err(|error| Failure::usage(error).help("it comes from --call"))?;
        Ok(match self.dialect {
            DialectName::CxoneV2 => Address::from(CallAddress {
                provider: self.provider()?,
                line: self.line()?,
                call: call.ok_or_else(|| {
                    Failure::usage("the call's id is missing").help("give --call ID")
                })?,
            }),
            DialectName::CxoneAgent => Address::from(SessionAddress {
                session: self.agent.session()?,
                contact: call,
            }),
        })
    }

    /// Where the tenant is, and its tokens.
    pub(crate) async fn access(
        &self,
        transport: &Arc<dyn Transport>,
    ) -> Result<(TokenCache, BaseUrl)> {
        if self.dialect == DialectName::CxoneAgent {
            return self.agent_access(transport, self.has_client()).await;
        }
        let Endpoints { token, api } = self.told()?;
        let credentials = self.credentials()?;
        let transport = Arc::clone(transport);
        let tokens = TokenCache::new(transport, token, credentials, &cxone_v2::SCOPES);
        Ok((tokens, api))
    }

    /// Where a tenant that speaks `cxone-agent` is, whatever this one speaks, and its tokens.
    async fn agent_access(
        &self,
        transport: &Arc<dyn Transport>,
        with_client: bool,
    ) -> Result<(TokenCache, BaseUrl)> {
        let (transport, agent) = (Arc::clone(transport), &self.agent);
        let Endpoints { token, api } = agent.endpoints(&*transport, || self.told()).await?;
        let credentials = with_client.then(|| self.credentials()).transpose()?;
        Ok((agent.tokens(transport, token, credentials)?, api))
    }

    fn has_client(&self) -> bool {
        given(self.client_id.as_deref()).is_some()
    }

    fn told(&self) -> Result<Endpoints> {
        Ok(Endpoints {
            token: self.auth_url()?,
            api: self.api_url()?,
        })
    }

    /// A client that speaks `cxone-agent` with the same tenant, with tokens of its own. Where
    /// nothing is discovered, the URLs are those of `cxone-v2`, whose login takes no access key:
    /// then it is the key alone that opens, by the older route.
    pub(crate) async fn agent_client(&self) -> Result<Client> {
        let transport = self.transport()?;
        let with_client = self.agent.issuer()?.is_some() && self.has_client();
        let (tokens, api_url) = self.agent_access(&transport, with_client).await?;
        let dialect = Arc::new(self.agent.dialect()?);
        let client = Client::builder(transport, Arc::new(tokens), api_url).dialect(dialect);
        Ok(client.build())
    }

    /// A client of the tenant, with tokens of its own.
    pub(crate) async fn client(&self, policy: RetryPolicy) -> Result<Client> {
        let transport = self.transport()?;
        let (tokens, api_url) = self.access(&transport).await?;
        let client = Client::builder(transport, Arc::new(tokens), api_url)
            .policy(policy)
            .dialect(self.dialect()?);
        Ok(client.build())
    }
}

/// An empty variable is one that is not set.
pub(crate) fn given(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

pub(crate) fn base_url(value: Option<&str>, flag: &str, variable: &str) -> Result<BaseUrl> {
    let text =
        given(value).ok_or_else(|| missing("the API's URL", &format!("{flag} URL"), variable))?;
    BaseUrl::parse(text).map_err(|error| wrong(flag, variable, &error))
}

fn id<T>(
    value: Option<&str>,
    what: &str,
    flag: &str,
    variable: &str,
    parse: impl FnOnce(&str) -> core::result::Result<T, InvalidId>,
) -> Result<T> {
    let text = given(value).ok_or_else(|| missing(what, &format!("{flag} ID"), variable))?;
    parse(text).map_err(|error| wrong(flag, variable, &error))
}

pub(crate) fn missing(what: &str, flag: &str, variable: &str) -> Failure {
    Failure::usage(format_args!("{what} is missing"))
        .help(format_args!("give {flag}, or set {variable}"))
}

pub(crate) fn wrong(flag: &str, variable: &str, error: &dyn fmt::Display) -> Failure {
    Failure::usage(error).help(format_args!("it comes from {flag} or {variable}"))
}

/// A secret from the environment; empty where the variable is not set.
pub(crate) fn secret_from_environment(variable: &str) -> Result<SecretString> {
    match std::env::var(variable) {
        Ok(secret) => Ok(secret.into()),
        Err(std::env::VarError::NotPresent) => Ok(SecretString::default()),
        // The error itself would show the value.
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(format_args!(
            "{variable} is not valid UTF-8"
        ))),
    }
}

/// A secret from a file, without the end of its line.
pub(crate) fn secret_from(path: &Path, flag: &str, variable: &str) -> Result<SecretString> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(SECRET_BYTES_MAX).read_to_string(&mut text))
        .map_err(|error| {
            Failure::usage(format_args!(
                "cannot read the secret from {}: {error}",
                path.display()
            ))
            .help(format_args!("name another {flag}, or set {variable}"))
        })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}
