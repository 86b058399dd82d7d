//! `validate`: everything that is wrong with an injection request, at once.
//! The rules, their messages and limits are `payload`'s.

use cxtone_payload::{Finding, Findings, Payload, Plan, PlannedSend, Raw, RawValue, plan};
use owo_colors::OwoColorize as _;
use serde::Serialize;

use crate::{
    agent_options::DialectName, digits_argument::DigitsArgument, exit::Exit, failure::Result,
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone validate --digits '1234#' --type RFC2833 --pause 200
  cxtone validate --digits - --type INBAND --pause 50 --json < digits.txt

The digits are never shown. What is not given counts as missing and is a finding too.
Exit code 0 when the request may be sent, 1 when there are findings.";

/// The parts of a request, unchecked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The digits, and the pauses w, W and comma between them; - reads them from stdin, off the process list
    #[arg(long, value_name = "DIGITS", allow_hyphen_values = true)]
    digits: Option<DigitsArgument>,

    /// How they are to travel: RFC2833, SIPINFO or INBAND
    #[arg(long = "type", value_name = "TYPE", allow_hyphen_values = true)]
    dtmf_type: Option<String>,

    /// The pause between two digits, in milliseconds
    #[arg(long, value_name = "MS", allow_hyphen_values = true)]
    pause: Option<String>,

    /// The language of the tenant that it is for
    #[arg(long, value_enum, value_name = "NAME", default_value_t)]
    dialect: DialectName,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Checks the request and prints the findings.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let digits = arguments.digits.as_ref().map(DigitsArgument::text);
    let raw = raw(
        digits.transpose()?,
        arguments.dtmf_type.as_deref(),
        arguments.pause.as_deref(),
    );
    let checked = plan(&raw, &arguments.dialect.limits());
    let exit = if checked.is_ok() {
        Exit::Done
    } else {
        Exit::Failed
    };
    if arguments.json {
        output::json(&Verdict::of(&checked))?;
        return Ok(exit);
    }
    match &checked {
        Ok(plan) => output::line(&valid(plan))?,
        Err(findings) => show(findings)?,
    }
    Ok(exit)
}

/// What is planned, for people to read.
fn valid(plan: &Plan) -> String {
    let sends = plan.sends();
    let first = sends.first().map(PlannedSend::payload);
    let dtmf_type = first.map_or("", |payload| payload.dtmf_type().as_str());
    let pause_ms = first.map_or(0, Payload::pause_ms);
    let requests = match sends.len() {
        1 => String::new(),
        count => format!(" in {count} requests"),
    };
    format!(
        "valid: {}, {dtmf_type}, pause {pause_ms} ms, plays for {} ms{requests}",
        plan.digits(),
        plan.play_out_ms()
    )
}

/// Prints findings for people to read.
fn show(findings: &Findings) -> Result<()> {
    for finding in findings.iter() {
        output::line(&format!(
            "{} {}: {}\n  {} {}",
            finding.code.red().bold(),
            finding.pointer,
            finding.message,
            "help:".cyan(),
            finding.help
        ))?;
    }
    Ok(())
}

/// A request as it came from the command line.
pub(crate) fn raw(digits: Option<String>, dtmf_type: Option<&str>, pause: Option<&str>) -> Raw {
    Raw {
        digits: digits.map_or(RawValue::Missing, RawValue::Text),
        dtmf_type: dtmf_type.map_or(RawValue::Missing, RawValue::from),
        pause_ms: pause.map_or(RawValue::Missing, raw_pause),
    }
}

/// A pause that reads as a number is one; anything else stays the text it is, for the rule to
/// judge.
fn raw_pause(text: &str) -> RawValue {
    text.parse()
        .map_or_else(|_| RawValue::from(text), RawValue::Number)
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict<'a> {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_out_ms: Option<u64>,
    /// More than one where pauses stand within the digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<usize>,
    findings: Vec<FindingJson<'a>>,
}

/// One finding as JSON.
#[derive(Serialize)]
pub(crate) struct FindingJson<'a> {
    code: &'a str,
    pointer: &'a str,
    message: &'a str,
    help: &'a str,
}

impl<'a> Verdict<'a> {
    fn of(checked: &'a core::result::Result<Plan, Findings>) -> Self {
        Self {
            valid: checked.is_ok(),
            play_out_ms: checked.as_ref().ok().map(Plan::play_out_ms),
            requests: checked
                .as_ref()
                .ok()
                .map(|plan| plan.sends().len())
                .filter(|requests| *requests > 1),
            findings: checked
                .as_ref()
                .err()
                .map(|findings| findings.iter().map(FindingJson::of).collect())
                .unwrap_or_default(),
        }
    }
}

impl<'a> FindingJson<'a> {
    /// The finding.
    pub(crate) fn of(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            pointer: finding.pointer,
            message: &finding.message,
            help: &finding.help,
        }
    }
}
