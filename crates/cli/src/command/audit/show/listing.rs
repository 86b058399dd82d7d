//! How the injections of a log are listed: as a table, or as JSON.
//! Which of them are listed is decided by `show`.

use cxtone_audit::LoggedInjection;
use serde::Serialize;

use crate::output::table::{Column, with_columns};

/// What `--json` prints of an injection: the fields of its last record, and when it was intended.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Json<'a> {
    injection_id: &'a str,
    call_id: &'a str,
    intended_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_at: Option<String>,
    sends: u32,
    attempts: u32,
    dtmf_string: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dtmf_mac: Option<&'a str>,
    dtmf_type: &'a str,
    inter_digit_pause: u32,
    status: &'a str,
    latency_ms: f64,
    recognition_rate: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition_source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
}

/// An injection as JSON.
pub(super) fn json(injection: &LoggedInjection) -> Json<'_> {
    let last = &injection.last;
    Json {
        injection_id: &last.injection_id,
        call_id: &last.call_id,
        intended_at: injection.intended_at.to_string(),
        observed_at: injection.observed_at.map(|moment| moment.to_string()),
        sends: injection.sends,
        attempts: last.attempts,
        dtmf_string: &last.dtmf_string,
        dtmf_mac: last.dtmf_mac.as_deref(),
        dtmf_type: &last.dtmf_type,
        inter_digit_pause: last.inter_digit_pause,
        status: &last.status,
        latency_ms: last.latency_ms,
        recognition_rate: last.recognition_rate,
        recognition_source: last.recognition_source.as_deref(),
        settled: last.settled.as_deref(),
        http_status: last.http_status,
        error_kind: last.error_kind.as_deref(),
        error_message: last.error_message.as_deref(),
        correlation_id: last.correlation_id.as_deref(),
    }
}

/// The injections as a table, one a row.
pub(super) fn table(injections: &[&LoggedInjection]) -> String {
    let mut table = with_columns([
        Column::Word("intended"),
        Column::Word("injection"),
        Column::Word("call"),
        Column::Word("digits"),
        Column::Word("type"),
        Column::Word("outcome"),
        Column::Number("attempts"),
        Column::Number("latency ms"),
        Column::Number("recognised"),
    ]);
    for injection in injections {
        let last = &injection.last;
        table.add_row([
            injection.intended_at.to_string(),
            last.injection_id.clone(),
            last.call_id.clone(),
            last.dtmf_string.clone(),
            last.dtmf_type.clone(),
            outcome(injection),
            last.attempts.to_string(),
            format!("{:.2}", last.latency_ms),
            recognised(injection),
        ]);
    }
    table.to_string()
}

/// The outcome, and what made or settled it.
fn outcome(injection: &LoggedInjection) -> String {
    let last = &injection.last;
    let details: Vec<&str> = [&last.error_kind, &last.settled]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if details.is_empty() {
        last.status.clone()
    } else {
        format!("{} ({})", last.status, details.join(", "))
    }
}

/// The measured rate; an assumed one is no news beside the outcome.
fn recognised(injection: &LoggedInjection) -> String {
    match injection.last.recognition_source.as_deref() {
        Some("audio") => format!("{:.2}", injection.last.recognition_rate),
        _ => "-".to_owned(),
    }
}
