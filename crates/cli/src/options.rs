//! How to reach a tenant: flags, then the environment, resolved once into values that are checked.
//! The secret comes from the environment or from a file, never from a flag: flags stand in the
//! process list.

use core::fmt;
use std::{fs::File, io::Read as _, path::PathBuf, sync::Arc};

use cxtone_cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache, Transport};
use cxtone_dialect::{BaseUrl, Credentials, cxone_v2};
use cxtone_payload::{InvalidId, LineId, ProviderId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::failure::{Failure, Result};

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

    /// Use the proxies that the environment names (HTTPS_PROXY and the like)
    #[arg(long)]
    proxy_from_env: bool,
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
            Some(path) => secret_from(path)?,
            None => secret_from_environment()?,
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
        };
        let transport = HttpTransport::new(options).map_err(Failure::failed)?;
        Ok(Arc::new(transport))
    }

    /// A client of the tenant, with tokens of its own.
    pub(crate) fn client(&self, policy: RetryPolicy) -> Result<Client> {
        let (api_url, auth_url) = (self.api_url()?, self.auth_url()?);
        let credentials = self.credentials()?;
        let transport = self.transport()?;
        let tokens = TokenCache::new(
            Arc::clone(&transport),
            auth_url,
            credentials,
            &cxone_v2::SCOPES,
        );
        Ok(Client::new(transport, Arc::new(tokens), api_url, policy))
    }
}

/// An empty variable is one that is not set.
fn given(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

fn base_url(value: Option<&str>, flag: &str, variable: &str) -> Result<BaseUrl> {
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

fn missing(what: &str, flag: &str, variable: &str) -> Failure {
    Failure::usage(format_args!("{what} is missing"))
        .help(format_args!("give {flag}, or set {variable}"))
}

fn wrong(flag: &str, variable: &str, error: &dyn fmt::Display) -> Failure {
    Failure::usage(error).help(format_args!("it comes from {flag} or {variable}"))
}

fn secret_from_environment() -> Result<SecretString> {
    match std::env::var(SECRET_VARIABLE) {
        Ok(secret) => Ok(secret.into()),
        Err(std::env::VarError::NotPresent) => Ok(SecretString::default()),
        // The error itself would show the value.
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(format_args!(
            "{SECRET_VARIABLE} is not valid UTF-8"
        ))),
    }
}

fn secret_from(path: &std::path::Path) -> Result<SecretString> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(SECRET_BYTES_MAX).read_to_string(&mut text))
        .map_err(|error| {
            Failure::usage(format_args!(
                "cannot read the secret from {}: {error}",
                path.display()
            ))
            .help(format_args!(
                "name another --secret-file, or set {SECRET_VARIABLE}"
            ))
        })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}
