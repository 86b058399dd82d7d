//! Findings for people: in the file's text on a terminal, one line each elsewhere.
//! What was found is `flow`'s.

use std::{
    fmt,
    io::{self, IsTerminal as _},
};

use cxtone_flow::{Finding, Severity, check::masked};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};
use owo_colors::OwoColorize as _;

use crate::{
    failure::{Failure, Result},
    output,
};

/// Columns of the text and what stands around it.
const WIDTH: usize = 100;

/// Prints the findings of one file, and how many there are.
pub(super) fn print(name: &str, text: &str, findings: &[Finding]) -> Result<()> {
    let draws = io::stdout().is_terminal()
        || anstream::ColorChoice::global() == anstream::ColorChoice::Always;
    if draws && !findings.is_empty() {
        let source = NamedSource::new(name, masked(text));
        for finding in findings {
            output::line(&drawn(&Drawn {
                finding,
                source: &source,
            })?)?;
        }
    } else {
        for finding in findings {
            output::line(&plain(name, finding))?;
        }
    }
    let (errors, warnings) = counts(findings);
    let verdict = if findings.is_empty() {
        format!("{name}: {}", "ok".green())
    } else {
        let counted = |count: usize, noun| output::counted(u64::try_from(count).unwrap_or(0), noun);
        format!(
            "{name}: {}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        )
    };
    output::line(&verdict)
}

/// How many errors and warnings there are.
pub(super) fn counts(findings: &[Finding]) -> (usize, usize) {
    let errors = findings
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .count();
    (errors, findings.len() - errors)
}

fn plain(name: &str, finding: &Finding) -> String {
    let (line, column) = (finding.place.line, finding.place.column);
    let severity = finding.severity.as_str();
    let Finding {
        code,
        message,
        help,
        ..
    } = finding;
    format!("{name}:{line}:{column}: {severity}[{code}]: {message}\n  help: {help}")
}

fn drawn(finding: &Drawn<'_>) -> Result<String> {
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode())
        .with_width(WIDTH)
        .with_links(false)
        .render_report(&mut text, finding)
        .map_err(|error| Failure::failed(format_args!("cannot draw a finding: {error}")))?;
    Ok(text)
}

/// A finding as miette asks for it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Finding,
    source: &'a NamedSource<String>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.finding.message)
    }
}

impl core::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.finding.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (self.finding.place.line > 0).then_some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.finding.place;
        let span = LabeledSpan::new(Some("here".to_owned()), place.offset, place.length);
        Some(Box::new(core::iter::once(span)))
    }
}
