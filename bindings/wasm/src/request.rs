//! The HTTP request of an injection, shown to JavaScript instead of being sent.
//! What stands in it is the dialect's decision.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use cxtone_dialect::{
    Address, BaseUrl, CallAddress, Dialect, Injecting, SessionAddress, WrittenRequest,
    cxone_agent::{CxoneAgent, FieldsIn},
    cxone_v2::CxoneV2,
};
use cxtone_payload::{
    CallId, InvalidId, LineId, Payload, ProviderId, Raw, RawValue, SessionId, validate,
};
use secrecy::SecretString;

use crate::{exchange::answered, given::Given, told::Told, validate::CXONE_AGENT};

/// Given base URL, dialect, its services' version, whether its digits stand in the query, provider, line, call and
/// session, digits, type, pause and tone: the request, or the code and the message of what keeps it from being made.
#[unsafe(no_mangle)]
pub extern "C" fn preview_request() -> *const u8 {
    answered(|given, told| {
        let asked = Asked::read(given)?;
        match asked.request() {
            Ok((written, play_out_ms)) => tell(&written, play_out_ms, told),
            Err(failure) => failure.tell(told),
        }
        Ok(())
    })
}

struct Asked<'a> {
    api_url: BaseUrl,
    dialect: Box<dyn Dialect>,
    provider: Option<&'a str>,
    line: Option<&'a str>,
    call: Option<&'a str>,
    session: Option<&'a str>,
    raw: Raw,
    tone_ms: Option<u32>,
}

/// Why there is no request.
struct Failure {
    code: &'static str,
    message: String,
}

impl<'a> Asked<'a> {
    fn read(given: &mut Given<'a>) -> Result<Self, String> {
        let api_url = given.text_option("apiUrl")?;
        let dialect = dialect(given)?;
        let api_url = api_url.ok_or("apiUrl is missing; give it in the config")?;
        Ok(Self {
            api_url: BaseUrl::parse(api_url).map_err(|error| error.to_string())?,
            dialect,
            provider: given.text_option("telephonyProviderId")?,
            line: given.text_option("lineId")?,
            call: given.text_option("callId")?,
            session: given.text_option("sessionId")?,
            raw: Raw {
                digits: RawValue::from(given.needed_text("dtmfString")?),
                dtmf_type: RawValue::from(given.needed_text("dtmfType")?),
                pause_ms: RawValue::from(
                    given.number_option("interDigitPause")?.unwrap_or(f64::NAN),
                ),
            },
            tone_ms: given.whole_option("toneMs")?,
        })
    }

    fn request(&self) -> Result<(WrittenRequest, u64), Failure> {
        let address = self.address()?;
        let payload = self.payload()?;
        let request = self.dialect.injection_request(&Injecting {
            api_url: &self.api_url,
            address: &address,
            payload: &payload,
            token: &SecretString::default(),
            injection_key: "",
        });
        let request = request.map_err(|error| Failure {
            code: "WrongAddress",
            message: error.to_string(),
        })?;
        Ok((WrittenRequest::of(&request), payload.play_out_ms()))
    }

    /// A session is addressed where one is given.
    fn address(&self) -> Result<Address, InvalidId> {
        if let Some(session) = self.session {
            return Ok(Address::from(SessionAddress {
                session: SessionId::new(session)?,
                contact: self.call.map(CallId::new).transpose()?,
            }));
        }
        Ok(Address::from(CallAddress {
            provider: ProviderId::new(self.provider.unwrap_or_default())?,
            line: LineId::new(self.line.unwrap_or_default())?,
            call: CallId::new(self.call.unwrap_or_default())?,
        }))
    }

    fn payload(&self) -> Result<Payload, cxtone_payload::Findings> {
        let limits = self.dialect.capabilities().limits();
        let payload = validate(&self.raw, &limits)?;
        match self.tone_ms {
            Some(tone_ms) => payload.with_tone_ms(tone_ms, &limits),
            None => Ok(payload),
        }
    }
}

impl From<InvalidId> for Failure {
    fn from(error: InvalidId) -> Self {
        Self {
            code: "InvalidId",
            message: error.to_string(),
        }
    }
}

impl From<cxtone_payload::Findings> for Failure {
    fn from(findings: cxtone_payload::Findings) -> Self {
        let first = findings.first();
        Self {
            code: "InvalidPayload",
            message: format!("{} ({})", first.message, first.help),
        }
    }
}

impl Failure {
    fn tell(&self, told: &mut Told) {
        told.object();
        told.text("code");
        told.text(self.code);
        told.text("message");
        told.text(&self.message);
        told.text("retryable");
        told.flag(false);
        told.text("causes");
        told.list();
        told.end();
        told.end();
    }
}

fn dialect(given: &mut Given<'_>) -> Result<Box<dyn Dialect>, String> {
    let name = given.text_option("dialect")?;
    let version = given.text_option("servicesVersion")?;
    let digits_in_query = given.flag_option("digitsInQuery")?;
    match name {
        None | Some("cxone-v2") => Ok(Box::new(CxoneV2)),
        Some(CXONE_AGENT) => Ok(Box::new(CxoneAgent {
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

#[expect(
    clippy::cast_precision_loss,
    reason = "a play-out takes minutes, and a number of JavaScript holds 285 000 years of ms"
)]
fn tell(written: &WrittenRequest, play_out_ms: u64, told: &mut Told) {
    told.object();
    told.text("method");
    told.text(&written.method);
    told.text("url");
    told.text(&written.url);
    told.text("headers");
    told.list();
    for (name, value) in &written.headers {
        told.text(name);
        told.text(value);
    }
    told.end();
    told.text("body");
    told.text(&written.body);
    told.text("playOutMs");
    told.number(play_out_ms as f64);
    told.end();
}
