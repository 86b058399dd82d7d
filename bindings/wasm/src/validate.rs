//! May this be sent, and if not, why? The answer of `payload`, for JavaScript.
//! What frequencies the digits have is looked up by the facade.

use alloc::{borrow::ToOwned, string::String, vec, vec::Vec};

use cxtone_payload::{Finding, Findings, Limits, Raw, RawValue, validate};
use wasm_bindgen::prelude::*;

/// The digits in upper case; or all that is wrong with the request, four texts a finding: code, pointer, message, help.
///
/// The limits are those of `cxone-agent` where it is for an agent, else those of `cxone-v2`.
#[wasm_bindgen(js_name = validatePayload)]
pub fn validate_payload(
    digits: &JsValue,
    dtmf_type: &JsValue,
    pause_ms: &JsValue,
    is_for_agent: bool,
) -> Vec<String> {
    let raw = Raw {
        digits: raw_value(digits),
        dtmf_type: raw_value(dtmf_type),
        pause_ms: raw_value(pause_ms),
    };
    let limits = if is_for_agent {
        Limits::CXONE_AGENT
    } else {
        Limits::CXONE_V2
    };
    match validate(&raw, &limits) {
        Ok(payload) => vec![payload.digits().chars().collect()],
        Err(found) => texts(found),
    }
}

/// The value as it came, whatever it is.
fn raw_value(value: &JsValue) -> RawValue {
    if let Some(text) = value.as_string() {
        RawValue::Text(text)
    } else if let Some(number) = value.as_f64() {
        RawValue::Number(number)
    } else if let Some(flag) = value.as_bool() {
        RawValue::Bool(flag)
    } else if value.is_undefined() {
        RawValue::Missing
    } else if value.is_null() {
        RawValue::Null
    } else {
        RawValue::Other(kind(value))
    }
}

fn kind(value: &JsValue) -> &'static str {
    if value.is_array() {
        "array"
    } else if value.is_function() {
        "function"
    } else if value.is_symbol() {
        "symbol"
    } else {
        "object"
    }
}

fn texts(found: Findings) -> Vec<String> {
    let texts = found.into_iter().flat_map(|finding| {
        let Finding {
            code,
            pointer,
            message,
            help,
            ..
        } = finding;
        [code.to_owned(), pointer.to_owned(), message, help]
    });
    texts.collect()
}
