//! The HTTP request of an injection, shown to JavaScript instead of being sent.
//! What stands in it is the dialect's decision.

use cxtone_dialect::{BaseUrl, Injecting, WrittenRequest};
use napi::{Either, Result};
use napi_derive::napi;
use secrecy::SecretString;

use crate::{
    dialect::DialectChoice,
    failure::FailureFacts,
    refused::{missing, refused},
    request::InjectRequest,
};

/// Where the request would go, and in whose language.
#[napi(object, object_to_js = false)]
pub struct PreviewOptions {
    /// Base URL of the API.
    pub api_url: Option<String>,
    /// `cxone-v2` unless told otherwise.
    pub dialect: Option<String>,
    /// For `cxone-agent`: the version in the paths of the services.
    pub services_version: Option<String>,
    /// For `cxone-agent`: whether the digits stand in the query.
    pub digits_in_query: bool,
}

/// A request in texts.
#[napi(object, object_from_js = false)]
pub struct RequestPreview {
    /// Such as `POST`.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names in lower case, and values, by turns; without the token's.
    pub headers: Vec<String>,
    /// The body; empty where there is none.
    pub body: String,
    /// How long the digits take to play out, in ms.
    pub play_out_ms: f64,
}

/// The request of an injection, or why there can be none.
///
/// # Errors
///
/// An option is missing or cannot be used.
#[napi(catch_unwind)]
pub fn preview_request(
    request: InjectRequest,
    options: PreviewOptions,
) -> Result<Either<RequestPreview, FailureFacts>> {
    let PreviewOptions {
        api_url,
        dialect: name,
        services_version,
        digits_in_query,
    } = options;
    let choice = DialectChoice {
        name: name.as_deref(),
        services_version: services_version.as_deref(),
        digits_in_query,
    };
    let dialect = choice.dialect()?;
    let api_url = api_url.ok_or_else(|| missing("apiUrl"))?;
    let api_url = BaseUrl::parse(&api_url).map_err(refused)?;
    let injection = match request.injection(name.as_deref()) {
        Ok(injection) => injection,
        Err(failure) => return Ok(Either::B(*failure)),
    };
    let sent = dialect.injection_request(&Injecting {
        api_url: &api_url,
        address: &injection.address,
        payload: &injection.payload,
        token: &SecretString::default(),
        injection_key: "",
    });
    Ok(match sent {
        Ok(sent) => Either::A(preview(
            WrittenRequest::of(&sent),
            injection.payload.play_out_ms(),
        )),
        Err(error) => Either::B(FailureFacts::new("WrongAddress", &error, false)),
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a play-out takes minutes, and a number of JavaScript holds 285 000 years of ms"
)]
fn preview(written: WrittenRequest, play_out_ms: u64) -> RequestPreview {
    RequestPreview {
        method: written.method,
        url: written.url,
        headers: written
            .headers
            .into_iter()
            .flat_map(|(name, value)| [name, value])
            .collect(),
        body: written.body,
        play_out_ms: play_out_ms as f64,
    }
}
