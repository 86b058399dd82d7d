//! Where a tenant's login and API are, asked of its issuer, for JavaScript.
//! What is asked and trusted is decided in `cxone` and `dialect`.

use cxtone_cxone::{DiscoverError, discover};
use cxtone_dialect::{BaseUrl, cxone_agent::IssuerAllowlist};
use cxtone_payload::TenantId;
use cxtone_runner::with_causes;
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;

use crate::{begun::begun, failure::FailureFacts, refused::wrong, transport::transport};

/// Whom to ask.
#[napi(object, object_to_js = false)]
pub struct DiscoveryOptions {
    /// The issuer's base URL.
    pub issuer: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// Domains that it may lead to; NICE's where none are given.
    pub trust: Option<Vec<String>>,
    /// Certificates in PEM that are trusted besides the system's.
    pub ca: Option<String>,
    /// The URL of a proxy for https.
    pub proxy: Option<String>,
}

/// Where a tenant is, or why that is not known.
#[napi(object, object_from_js = false)]
pub struct Discovered {
    /// The token endpoint.
    pub auth_url: Option<String>,
    /// The root of the API.
    pub api_url: Option<String>,
    /// Why it is not known.
    pub failure: Option<FailureFacts>,
}

/// Asks an issuer.
///
/// # Errors
///
/// An option cannot be used.
#[napi(catch_unwind)]
pub fn discover_tenant<'env>(
    env: &'env Env,
    options: DiscoveryOptions,
) -> Result<PromiseRaw<'env, Discovered>> {
    let issuer = BaseUrl::parse(&options.issuer).map_err(|error| wrong("issuer", &error))?;
    let tenant = TenantId::new(&options.tenant_id).map_err(|error| wrong("tenantId", &error))?;
    let allowed = options.allowlist(&issuer)?;
    let transport = transport(options.ca, options.proxy)?;
    env.spawn_future(begun(async move {
        let found = discover(&*transport, &issuer, &tenant, &allowed).await;
        Ok(Discovered::of(found.map(|it| (it.token, it.api))))
    }))
}

impl DiscoveryOptions {
    /// An issuer on this machine, which only an emulator is, may name places on this machine.
    fn allowlist(&self, issuer: &BaseUrl) -> Result<IssuerAllowlist> {
        let allowed = match &self.trust {
            None => IssuerAllowlist::default(),
            Some(domains) => {
                IssuerAllowlist::of(domains).map_err(|error| wrong("trust", &error))?
            }
        };
        Ok(if issuer.is_loopback() {
            allowed.with_loopback()
        } else {
            allowed
        })
    }
}

impl Discovered {
    fn of(found: core::result::Result<(BaseUrl, BaseUrl), DiscoverError>) -> Self {
        match found {
            Ok((token, api)) => Self {
                auth_url: Some(token.as_str().to_owned()),
                api_url: Some(api.as_str().to_owned()),
                failure: None,
            },
            Err(error) => {
                let later = matches!(error, DiscoverError::Transport(_) | DiscoverError::TimedOut);
                Self {
                    auth_url: None,
                    api_url: None,
                    failure: Some(FailureFacts {
                        message: with_causes(&error),
                        ..FailureFacts::new("Discovery", &error, later)
                    }),
                }
            }
        }
    }
}
