//! The dialect of NICE's published agent SDK: discovery, access keys, and `send-dtmf` addressed by
//! an agent's session.
//! Sending, waiting and sending again are left to `cxone`.
//!
//! Confirmed by the SDK and NICE's pages: the discovery documents and their fields, the token
//! request with an access key in both routes, the path and the fields of `send-dtmf`, the error
//! shape `{error, errorDescription}`, `x-trace-id`. Not confirmed, and so assumed: the digits and
//! ranges that `send-dtmf` takes, what its statuses mean, the rate limits and `Retry-After`, the
//! alphabet of session ids. It has not been tried against a real tenant.

mod access_key;
mod discovery;
mod injection;
mod interaction;
mod issuer_allowlist;
mod services_version;
mod wire;

use cxtone_payload::{CallId, DtmfType, PauseForm};
use secrecy::SecretString;

pub use access_key::{ACCESS_KEY_PATH, AccessKey, AccessKeyJson, AccessKeyLogin};
pub use discovery::{
    CXONE_CONFIGURATION_PATH, DiscoveryError, OPENID_CONFIGURATION_PATH, api_endpoint,
    cxone_configuration_request, openid_configuration_request, token_endpoint,
};
pub use injection::{FORBIDDEN_HELP, FieldsIn};
pub use issuer_allowlist::{ISSUERS_MAX, IssuerAllowlist, NICE_DOMAINS, NotADomain};
pub use services_version::{NotAVersion, ServicesVersion};
pub use wire::{ErrorAnswer, error_answer};

use crate::{
    Address, AddressKind, BaseUrl, Capabilities, Dialect, Feature, Injecting, Interaction, Request,
    Setting, WrongAddress,
};

/// What the SDK shows of `send-dtmf`. Its digits and ranges are not published: those of
/// `cxone-v2` are assumed, and the tone may be as short as ITU-T Q.24 allows a digit to be heard.
/// The request carries no type, so RFC2833 stands for however the platform plays digits.
pub const CAPABILITIES: Capabilities = Capabilities {
    name: "cxone-agent",
    addressed_by: AddressKind::Session,
    digits_max: 16,
    types: &[DtmfType::Rfc2833],
    tone: Setting::Carried {
        ms_min: 40,
        ms: 100,
        ms_max: 1000,
    },
    gap: Setting::Carried {
        ms_min: 50,
        ms: 200,
        ms_max: 1000,
    },
    pauses: PauseForm::Split,
    deduplicates: false,
    features: &[
        Feature::Mask,
        Feature::Hold,
        Feature::Record,
        Feature::HangUp,
    ],
};

/// The agent dialect, with what differs between deployments.
#[derive(Clone, Debug, Default)]
pub struct CxoneAgent {
    /// The version of the services that is asked.
    pub version: ServicesVersion,
    /// Where the fields of `send-dtmf` stand. Default: in the body.
    pub fields_in: FieldsIn,
}

impl Dialect for CxoneAgent {
    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    fn injection_request(&self, injecting: &Injecting<'_>) -> Result<Request, WrongAddress> {
        let Address::Session(address) = injecting.address else {
            return Err(WrongAddress::new(&CAPABILITIES, injecting.address));
        };
        Ok(injection::request(self, injecting, &address.session))
    }

    fn forbidden_help(&self) -> &'static str {
        FORBIDDEN_HELP
    }

    fn interaction_request(
        &self,
        api_url: &BaseUrl,
        contact: &CallId,
        interaction: Interaction,
        token: &SecretString,
    ) -> Option<Request> {
        let uri = self
            .version
            .uri(api_url, &interaction::path(contact, interaction));
        Some(crate::request::authorized(
            crate::request::bare_post(uri),
            token,
        ))
    }
}
