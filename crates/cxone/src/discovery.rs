//! Asking an issuer where a tenant's login and API are.
//! What its documents mean, and which hosts are trusted, is known to the dialect.

use cxtone_dialect::{
    Answer, BaseUrl, Request, Response,
    cxone_agent::{
        DiscoveryError, IssuerAllowlist, api_endpoint, cxone_configuration_request,
        openid_configuration_request, token_endpoint,
    },
};
use cxtone_payload::TenantId;
use tokio_util::sync::CancellationToken;

use crate::{
    RetryPolicy, Transport, TransportError,
    backoff::Backoff,
    budget::Budget,
    errand::{Anonymous, End, Errand},
    policy::{TOKEN_DEADLINE, TOKEN_TIMEOUT},
    step::classify_anonymous,
};

/// Where a tenant is. Both places were found in the allowlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// The whole URL of the token request.
    pub token: BaseUrl,
    /// The root of the API.
    pub api: BaseUrl,
}

/// Why a tenant was not found.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The issuer itself is not in the allowlist; it was not asked.
    #[error("the issuer is not trusted; add its domain to the allowlist of issuers")]
    IssuerNotAllowed,
    /// A document names no endpoint, or one that is not trusted.
    #[error(transparent)]
    Document(DiscoveryError),
    /// No answer came, also when tried again.
    #[error("the issuer was not reached: {0}")]
    Transport(#[source] TransportError),
    /// Both documents together took too long.
    #[error("the issuer did not answer in time; try again later")]
    TimedOut,
}

/// Asks an issuer for both documents. A request is tried again as a token request is; redirects are not followed.
///
/// # Errors
///
/// [`DiscoverError`] when either endpoint is not known, or not trusted.
pub async fn discover(
    transport: &dyn Transport,
    issuer: &BaseUrl,
    tenant: &TenantId,
    allowed: &IssuerAllowlist,
) -> Result<Endpoints, DiscoverError> {
    if !allowed.allows(issuer) {
        return Err(DiscoverError::IssuerNotAllowed);
    }
    let budget = Budget::start(TOKEN_DEADLINE, CancellationToken::new());
    let login = ask(transport, &openid_configuration_request(issuer), &budget).await?;
    let token = token_endpoint(&login, allowed).map_err(DiscoverError::Document)?;
    let request = cxone_configuration_request(issuer, tenant);
    let tenant = ask(transport, &request, &budget).await?;
    let api = api_endpoint(&tenant, allowed).map_err(DiscoverError::Document)?;
    Ok(Endpoints { token, api })
}

async fn ask(
    transport: &dyn Transport,
    request: &Request,
    budget: &Budget,
) -> Result<Response, DiscoverError> {
    let policy = RetryPolicy {
        attempt_timeout: TOKEN_TIMEOUT,
        ..RetryPolicy::default()
    };
    let errand = Errand {
        transport,
        tokens: &Anonymous,
        request: &|_| Ok(request.clone()),
        meaning: &Answer::by_status,
        judge: classify_anonymous,
        needs_body: true,
        policy: &policy,
        backoff: &Backoff::new(policy.jitter_seed),
        watch: None,
        counted: None,
    };
    match errand.run(budget).await.end {
        End::Done(answer) | End::Refused(_, Ok(answer)) | End::Ambiguous(Ok(answer)) => Ok(answer),
        End::Refused(_, Err(error)) | End::Ambiguous(Err(error)) => {
            Err(DiscoverError::Transport(error))
        }
        // There is no token, quota or address in it: what remains is the deadline.
        _ => Err(DiscoverError::TimedOut),
    }
}
