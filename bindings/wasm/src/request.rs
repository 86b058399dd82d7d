//! The HTTP request of an injection, shown to JavaScript instead of being sent.
//! What stands in it is the dialect's decision.

use cxtone_dialect::{
    Address, BaseUrl, CallAddress, Dialect, Injecting, Request, SessionAddress, WrittenRequest,
    WrongAddress,
    cxone_agent::{CxoneAgent, FieldsIn},
    cxone_v2::CxoneV2,
};
use cxtone_payload::{
    CallId, InvalidId, Limits, LineId, Payload, ProviderId, Raw, RawValue, SessionId, validate,
};
use secrecy::SecretString;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A request in texts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    method: String,
    url: String,
    /// Names in lower case, and values, by turns; without the token's.
    headers: Vec<String>,
    body: String,
    play_out_ms: u64,
}

/// The request that injects digits into a call, or why there can be none: JSON.
///
/// A session is addressed where one is given, else provider, line and call.
///
/// # Errors
///
/// An option is missing or cannot be used.
#[wasm_bindgen(js_name = previewRequest)]
#[expect(
    clippy::too_many_arguments,
    reason = "an object of options would be asked for each of them across the border"
)]
pub fn preview_request(
    api_url: Option<String>,
    dialect_name: Option<String>,
    services_version: Option<String>,
    digits_in_query: bool,
    provider: Option<String>,
    line: Option<String>,
    call: Option<String>,
    session: Option<String>,
    digits: String,
    dtmf_type: String,
    pause_ms: f64,
    tone_ms: Option<u32>,
) -> Result<String, String> {
    let dialect = dialect(
        dialect_name.as_deref(),
        services_version.as_deref(),
        digits_in_query,
    )?;
    let api_url = api_url.ok_or("apiUrl is missing; give it in the config")?;
    let asked = Asked {
        api_url: BaseUrl::parse(&api_url).map_err(|error| error.to_string())?,
        dialect,
        provider,
        line,
        call,
        session,
        raw: Raw {
            digits: RawValue::from(digits),
            dtmf_type: RawValue::from(dtmf_type),
            pause_ms: RawValue::from(pause_ms),
        },
        tone_ms,
    };
    match asked.request() {
        Ok(shown) => serde_json::to_string(&shown),
        Err(failure) => serde_json::to_string(&failure),
    }
    .map_err(|error| error.to_string())
}

struct Asked {
    api_url: BaseUrl,
    dialect: Spoken,
    provider: Option<String>,
    line: Option<String>,
    call: Option<String>,
    session: Option<String>,
    raw: Raw,
    tone_ms: Option<u32>,
}

/// A dialect by its own type. Behind `dyn` the module would have all of each one, of which it needs the requests alone.
enum Spoken {
    V2,
    Agent(CxoneAgent),
}

impl Spoken {
    fn limits(&self) -> Limits {
        match self {
            Self::V2 => CxoneV2.capabilities().limits(),
            Self::Agent(agent) => agent.capabilities().limits(),
        }
    }

    fn request(&self, injecting: &Injecting<'_>) -> Result<Request, WrongAddress> {
        match self {
            Self::V2 => CxoneV2.injection_request(injecting),
            Self::Agent(agent) => agent.injection_request(injecting),
        }
    }
}

/// Why there is no request.
#[derive(Serialize)]
struct Failure {
    code: &'static str,
    message: String,
    retryable: bool,
    causes: [String; 0],
}

impl Asked {
    fn request(&self) -> Result<Shown, Failure> {
        let address = self.address()?;
        let payload = self.payload()?;
        let request = self.dialect.request(&Injecting {
            api_url: &self.api_url,
            address: &address,
            payload: &payload,
            token: &SecretString::default(),
            injection_key: "",
        });
        let request = request.map_err(|error| Failure::new("WrongAddress", error.to_string()))?;
        let written = WrittenRequest::of(&request);
        Ok(Shown {
            method: written.method,
            url: written.url,
            headers: written
                .headers
                .into_iter()
                .flat_map(|(name, value)| [name, value])
                .collect(),
            body: written.body,
            play_out_ms: payload.play_out_ms(),
        })
    }

    /// A session is addressed where one is given.
    fn address(&self) -> Result<Address, InvalidId> {
        if let Some(session) = self.session.as_deref() {
            return Ok(Address::from(SessionAddress {
                session: SessionId::new(session)?,
                contact: self.call.as_deref().map(CallId::new).transpose()?,
            }));
        }
        Ok(Address::from(CallAddress {
            provider: ProviderId::new(self.provider.as_deref().unwrap_or_default())?,
            line: LineId::new(self.line.as_deref().unwrap_or_default())?,
            call: CallId::new(self.call.as_deref().unwrap_or_default())?,
        }))
    }

    fn payload(&self) -> Result<Payload, cxtone_payload::Findings> {
        let limits = self.dialect.limits();
        let payload = validate(&self.raw, &limits)?;
        match self.tone_ms {
            Some(tone_ms) => payload.with_tone_ms(tone_ms, &limits),
            None => Ok(payload),
        }
    }
}

impl Failure {
    fn new(code: &'static str, message: String) -> Self {
        Self {
            code,
            message,
            retryable: false,
            causes: [],
        }
    }
}

impl From<InvalidId> for Failure {
    fn from(error: InvalidId) -> Self {
        Self::new("InvalidId", error.to_string())
    }
}

impl From<cxtone_payload::Findings> for Failure {
    fn from(findings: cxtone_payload::Findings) -> Self {
        let first = findings.first();
        Self::new(
            "InvalidPayload",
            format!("{} ({})", first.message, first.help),
        )
    }
}

fn dialect(
    name: Option<&str>,
    version: Option<&str>,
    digits_in_query: bool,
) -> Result<Spoken, String> {
    match name {
        None | Some("cxone-v2") => Ok(Spoken::V2),
        Some("cxone-agent") => Ok(Spoken::Agent(CxoneAgent {
            version: match version {
                Some(version) => version
                    .parse()
                    .map_err(|error: cxtone_dialect::cxone_agent::NotAVersion| error.to_string())?,
                None => Default::default(),
            },
            fields_in: if digits_in_query {
                FieldsIn::Query
            } else {
                FieldsIn::Body
            },
        })),
        Some(_) => Err("the dialect is unknown; give cxone-v2 or cxone-agent".into()),
    }
}
