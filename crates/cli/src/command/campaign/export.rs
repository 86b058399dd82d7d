//! `campaign export`: how each call ended, as CSV or JSON Lines.
//! It reads some calls at a time, so that any number of them fits.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::ValueEnum;
use cxtone_audit::Timestamp;
use cxtone_campaign::{CallOutcome, CallRow, EffectRow, EffectStatus};
use serde::Serialize;

use super::{Place, of_store};
use crate::{
    exit::Exit,
    failure::{Failure, Result},
};

const EXAMPLES: &str = "\
Examples:
  cxtone campaign export --store sqlite:campaign.db -o results.csv
  cxtone campaign export --store sqlite:campaign.db --format jsonl | jq .outcome

Calls stand in the order in which they were loaded. `outcome` is empty while a call waits or runs.
CSV has a line a call; JSON Lines have what was done in each call as well. No variable of a call
and no digit is in either.";

/// Calls that are read at a time.
const PAGE: u32 = 500;

/// The columns of the CSV.
const COLUMNS: [&str; 14] = [
    "callId",
    "outcome",
    "step",
    "error",
    "priority",
    "worker",
    "startedAt",
    "endedAt",
    "takeovers",
    "commands",
    "injections",
    "delivered",
    "ambiguous",
    "recognitionRate",
];

/// Which campaign, and into which file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,

    /// The file, which is written anew; stdout where not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The format; by the file's name where not given, and else CSV
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Jsonl,
}

/// Writes it.
pub(super) async fn run(arguments: &Arguments) -> Result<Exit> {
    let store = arguments.place.existing().await?;
    store.status().await.map_err(of_store)?;
    let mut sheet = Sheet::new(arguments)?;
    let mut after = 0;
    loop {
        let calls = store.calls(after, PAGE).await.map_err(of_store)?;
        let Some(last) = calls.last() else {
            break;
        };
        after = last.number;
        for call in &calls {
            sheet.write(call).map_err(|error| Failure::output(&error))?;
        }
    }
    sheet.end().map_err(|error| Failure::output(&error))?;
    Ok(Exit::Done)
}

/// A file in the making.
enum Sheet {
    Csv(Box<csv::Writer<Box<dyn Write>>>),
    JsonLines(Box<dyn Write>),
}

impl Sheet {
    fn new(arguments: &Arguments) -> Result<Self> {
        let to: Box<dyn Write> = match &arguments.output {
            None => Box::new(BufWriter::new(io::stdout())),
            Some(path) => {
                let file = File::create(path).map_err(|error| {
                    Failure::failed(format_args!("cannot write {}: {error}", path.display()))
                        .help("name another file with --output")
                })?;
                Box::new(BufWriter::new(file))
            }
        };
        let name = arguments
            .output
            .as_deref()
            .and_then(|path| path.extension());
        let by_name = match name.and_then(|name| name.to_str()) {
            Some("jsonl" | "ndjson" | "json") => Format::Jsonl,
            _ => Format::Csv,
        };
        Ok(match arguments.format.unwrap_or(by_name) {
            Format::Jsonl => Self::JsonLines(to),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                writer
                    .write_record(COLUMNS)
                    .map_err(|error| Failure::output(&io::Error::from(error)))?;
                Self::Csv(Box::new(writer))
            }
        })
    }

    fn write(&mut self, call: &CallRow) -> io::Result<()> {
        let line = Line::of(call);
        match self {
            Self::Csv(writer) => writer.write_record(line.fields()).map_err(io::Error::from),
            Self::JsonLines(to) => {
                serde_json::to_writer(&mut *to, &line).map_err(io::Error::from)?;
                to.write_all(b"\n")
            }
        }
    }

    fn end(self) -> io::Result<()> {
        match self {
            Self::Csv(mut writer) => writer.flush(),
            Self::JsonLines(mut to) => to.flush(),
        }
    }
}

/// A call as it is exported.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    call_id: &'a str,
    outcome: Option<&'static str>,
    step: Option<&'a str>,
    error: Option<&'a str>,
    priority: i64,
    worker: Option<&'a str>,
    started_at: Option<String>,
    ended_at: Option<String>,
    takeovers: u64,
    commands: usize,
    injections: usize,
    delivered: usize,
    ambiguous: usize,
    recognition_rate: Option<f64>,
    effects: Vec<Effect<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Effect<'a> {
    step: u64,
    attempt: u64,
    id: &'a str,
    kind: &'a str,
    name: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition_rate: Option<f64>,
    intended_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_at: Option<String>,
}

impl<'a> Line<'a> {
    fn of(call: &'a CallRow) -> Self {
        let effects = &call.effects;
        let digits = || effects.iter().filter(|effect| effect.kind == "digits");
        let with = |status| digits().filter(|effect| effect.status == status).count();
        let ambiguous = effects
            .iter()
            .filter(|effect| effect.status == EffectStatus::Ambiguous);
        let rates = digits().filter_map(|effect| effect.recognition_rate);
        Self {
            call_id: &call.call,
            outcome: call.outcome.map(CallOutcome::as_str),
            step: call.step.as_deref(),
            error: call.detail.as_deref(),
            priority: call.priority,
            worker: call.worker.as_deref(),
            started_at: call.started_ms.map(time),
            ended_at: call.ended_ms.map(time),
            takeovers: call.takeovers,
            commands: effects.len() - digits().count(),
            injections: digits().count(),
            delivered: with(EffectStatus::Done),
            ambiguous: ambiguous.count(),
            recognition_rate: rates.reduce(f64::min),
            effects: effects.iter().map(effect).collect(),
        }
    }

    /// In the order of the columns.
    fn fields(&self) -> [String; COLUMNS.len()] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        [
            self.call_id.to_owned(),
            text(self.outcome),
            text(self.step),
            text(self.error),
            self.priority.to_string(),
            text(self.worker),
            text(self.started_at.as_deref()),
            text(self.ended_at.as_deref()),
            self.takeovers.to_string(),
            self.commands.to_string(),
            self.injections.to_string(),
            self.delivered.to_string(),
            self.ambiguous.to_string(),
            self.recognition_rate
                .map_or_else(String::new, |rate| rate.to_string()),
        ]
    }
}

fn effect(row: &EffectRow) -> Effect<'_> {
    Effect {
        step: row.step,
        attempt: row.attempt,
        id: &row.id,
        kind: &row.kind,
        name: &row.name,
        status: row.status.as_str(),
        error: row.detail.as_deref(),
        recognition_rate: row.recognition_rate,
        intended_at: time(row.intended_ms),
        observed_at: row.observed_ms.map(time),
    }
}

fn time(ms: i64) -> String {
    Timestamp::from_unix_ms(ms).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_field_for_each_column() {
        let names = COLUMNS.map(str::to_owned);
        assert_eq!(names.len(), 14);
        let object = serde_json::to_value(Line {
            call_id: "call-1",
            outcome: None,
            step: None,
            error: None,
            priority: 0,
            worker: None,
            started_at: None,
            ended_at: None,
            takeovers: 0,
            commands: 0,
            injections: 0,
            delivered: 0,
            ambiguous: 0,
            recognition_rate: None,
            effects: Vec::new(),
        })
        .expect("an object");
        for name in &names {
            assert!(object.get(name).is_some(), "{name}");
        }
    }
}
