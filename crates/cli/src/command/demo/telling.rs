//! The demo's answer as people like to read it: a table, the worse and worse line, the files.

use comfy_table::{Attribute, Cell, Color};
use owo_colors::OwoColorize as _;

use super::{
    answer::{Answer, Injected},
    keepsakes::Keepsakes,
};
use crate::{
    failure::Result,
    output::{
        self,
        table::{self, Column},
    },
};

/// What is about to happen; the rest takes some seconds.
pub(super) fn announce(url: &str) -> Result<()> {
    output::line(&format!(
        "An emulated CXone tenant is at {url}. Five digits go into three calls, three ways;\n\
         a fourth line gets worse until not all of them are heard, and three callers press their way\n\
         through a flow. This takes some seconds.\n"
    ))
}

/// Everything that was found out.
pub(super) fn tell(answer: &Answer, keepsakes: &Keepsakes) -> Result<()> {
    output::line(&injections(answer))?;
    output::line("")?;
    output::line(&spoiled(answer))?;
    output::line("")?;
    output::line(&flows(answer))?;
    files(answer, keepsakes)
}

fn injections(answer: &Answer) -> String {
    let mut table = table::with_columns([
        Column::Word("type"),
        Column::Word("outcome"),
        Column::Number("lock wait"),
        Column::Number("token"),
        Column::Number("first byte"),
        Column::Number("total"),
        Column::Number("recognised"),
        Column::Word("source"),
    ]);
    for injected in &answer.injections {
        let latency = &injected.latency;
        table.add_row([
            Cell::new(injected.dtmf_type),
            Cell::new(&injected.outcome),
            milliseconds(latency.lock_wait),
            milliseconds(latency.token),
            milliseconds(latency.first_byte),
            milliseconds(latency.total),
            rate(injected),
            Cell::new(injected.recognition_source),
        ]);
    }
    table.to_string()
}

fn milliseconds(ms: f64) -> Cell {
    Cell::new(format!("{ms:.1} ms"))
}

fn rate(injected: &Injected) -> Cell {
    let (color, text) = (color(injected), percent(injected));
    Cell::new(text).fg(color).add_attribute(Attribute::Bold)
}

fn color(injected: &Injected) -> Color {
    if injected.recognition_rate >= 1.0 {
        Color::Green
    } else {
        Color::Yellow
    }
}

fn percent(injected: &Injected) -> String {
    format!("{:.0} %", injected.recognition_rate * 100.0)
}

fn spoiled(answer: &Answer) -> String {
    let mut table = table::with_columns([
        Column::Word("spoiled line: tones over noise"),
        Column::Number("recognised"),
        Column::Word("source"),
    ]);
    for rung in &answer.spoiled.rungs {
        table.add_row([
            Cell::new(format!("{:+.0} dB", rung.snr_db)),
            rate(&rung.injected),
            Cell::new(rung.injected.recognition_source),
        ]);
    }
    table.to_string()
}

fn flows(answer: &Answer) -> String {
    let mut table = table::with_columns([
        Column::Word("caller"),
        Column::Word("way through the flow"),
        Column::Word("outcome"),
    ]);
    for followed in &answer.flows {
        table.add_row([
            Cell::new(&followed.call_id),
            Cell::new(followed.path.join(", ")),
            Cell::new(&followed.outcome),
        ]);
    }
    table.to_string()
}

fn files(answer: &Answer, keepsakes: &Keepsakes) -> Result<()> {
    let audit = &answer.audit;
    let verdict = if audit.verified {
        "verified".green().to_string()
    } else {
        "broken".red().to_string()
    };
    let folder = keepsakes.folder().display();
    output::line(&format!(
        "\nrecordings    {folder}/{{rfc2833,sipinfo,inband,spoiled}}.wav\n\
         spectrograms  {folder}/{{rfc2833,sipinfo,inband,spoiled}}.png\n\
         audit log     {file}, {records}, {verdict}\n\
         check it      cxtone audit verify {file} --key-file {key}",
        file = audit.file,
        records = output::counted(audit.records, "record"),
        key = keepsakes.key_path().display(),
    ))
}
