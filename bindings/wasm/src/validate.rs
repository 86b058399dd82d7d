//! May this be sent, and if not, why? The answer of `payload`, for JavaScript.
//! What frequencies the digits have is looked up by the facade.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use alloc::string::String;

use cxtone_payload::{Findings, Limits, Raw, RawValue, validate};

use crate::{
    exchange::answered,
    given::{Given, Value},
    told::Told,
};

/// The dialect's name that stands for the agent's API.
pub(crate) const CXONE_AGENT: &str = "cxone-agent";

/// Given digits, type, pause and the dialect's name: the digits in upper case, or all that is wrong with the request.
#[unsafe(no_mangle)]
pub extern "C" fn validate_payload() -> *const u8 {
    answered(|given, told| {
        let raw = Raw {
            digits: raw_value(given),
            dtmf_type: raw_value(given),
            pause_ms: raw_value(given),
        };
        match validate(&raw, &limits(given)?) {
            Ok(payload) => told.text_of(payload.digits().chars()),
            Err(found) => tell(&found, told),
        }
        Ok(())
    })
}

/// What a dialect allows; an unknown one is refused where it is to be spoken.
fn limits(given: &mut Given<'_>) -> Result<Limits, String> {
    let dialect = given.text_option("dialect")?;
    Ok(if dialect == Some(CXONE_AGENT) {
        Limits::CXONE_AGENT
    } else {
        Limits::CXONE_V2
    })
}

/// The value as it came, whatever it is.
fn raw_value(given: &mut Given<'_>) -> RawValue {
    match given.value() {
        Value::Missing => RawValue::Missing,
        Value::Null => RawValue::Null,
        Value::Bool(flag) => RawValue::Bool(flag),
        Value::Number(number) => RawValue::Number(number),
        Value::Text(text) => RawValue::from(text),
        Value::Other(kind) => RawValue::Other(known(kind)),
    }
}

fn known(kind: &str) -> &'static str {
    const KINDS: [&str; 3] = ["function", "symbol", "array"];
    let found = KINDS.into_iter().find(|known| *known == kind);
    found.unwrap_or("object")
}

/// Four texts a finding: the facade knows what each of them is.
fn tell(findings: &Findings, told: &mut Told) {
    told.list();
    for finding in findings {
        told.text(finding.code);
        told.text(finding.pointer);
        told.text(&finding.message);
        told.text(&finding.help);
    }
    told.end();
}
