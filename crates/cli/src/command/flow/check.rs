//! `flow check`: everything that is wrong with flow files, for people and for programs.
//! What is wrong is `flow`'s to find; how findings look is the showing's.

mod shown;

use std::path::PathBuf;

use cxtone_dialect::{cxone_agent::CxoneAgent, cxone_v2::CxoneV2};
use cxtone_flow::{
    DialectAbilities, Finding, FindingReport, Severity, check, limits::FILE_BYTES_MAX,
};
use cxtone_runner::flow_abilities;
use serde::Serialize;

use super::reading;
use crate::{agent_options::DialectName, exit::Exit, failure::Result, output};

const EXAMPLES: &str = "\
Examples:
  cxtone flow check flows/*.yaml
  cxtone flow check account.yaml --agent --strict
  cxtone flow check menu.yaml --json

On a terminal findings are shown in the text, with digits masked; elsewhere one line a finding.
Exit code 0 when there are no errors, 1 when there are, or with --strict warnings.";

/// Flow files, and what they are to run on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The flows
    #[arg(value_name = "FILE", required = true)]
    flows: Vec<PathBuf>,

    /// The language of the tenant that they are for; where not given, one that can do everything
    #[arg(long, value_enum, value_name = "NAME")]
    dialect: Option<DialectName>,

    /// There will be a cxone-agent session beside the call, which masks and hangs up
    #[arg(long)]
    agent: bool,

    /// Let warnings fail too
    #[arg(long)]
    strict: bool,

    /// Print one JSON object a file
    #[arg(long)]
    json: bool,
}

/// Checks every file and prints what was found.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let abilities = abilities(arguments.dialect, arguments.agent);
    let fails = if arguments.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut exit = Exit::Done;
    for path in &arguments.flows {
        let text = match reading::text(path, FILE_BYTES_MAX) {
            Ok(text) => text,
            Err(failure) => {
                exit = Exit::Failed;
                output::complain(&failure);
                continue;
            }
        };
        let findings = check(&text, &abilities);
        if findings.iter().any(|finding| finding.severity >= fails) {
            exit = Exit::Failed;
        }
        let name = path.display().to_string();
        if arguments.json {
            output::json(&Checked::of(&name, &findings))?;
        } else {
            shown::print(&name, &text, &findings)?;
        }
    }
    Ok(exit)
}

/// What the tenant can do, together with what an agent's session does beside it.
fn abilities(dialect: Option<DialectName>, agent: bool) -> DialectAbilities {
    let abilities = match dialect {
        None => DialectAbilities::ALL,
        Some(DialectName::CxoneV2) => flow_abilities(&CxoneV2),
        Some(DialectName::CxoneAgent) => flow_abilities(&CxoneAgent::default()),
    };
    if agent {
        abilities.with_agent_session()
    } else {
        abilities
    }
}

/// What `--json` prints of one file.
#[derive(Serialize)]
struct Checked<'a> {
    file: &'a str,
    errors: usize,
    warnings: usize,
    findings: Vec<FindingReport<'a>>,
}

impl<'a> Checked<'a> {
    fn of(file: &'a str, findings: &'a [Finding]) -> Self {
        let (errors, warnings) = shown::counts(findings);
        let findings = findings.iter().map(FindingReport::of);
        Self {
            file,
            errors,
            warnings,
            findings: findings.collect(),
        }
    }
}
