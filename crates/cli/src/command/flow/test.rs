//! `flow test`: recorded simulations again, each line compared.
//! What is compared is `flow`'s.

use std::path::{Path, PathBuf};

use cxtone_flow::{FlowTest, limits::TEST_BYTES_MAX};
use owo_colors::OwoColorize as _;

use super::reading;
use crate::{exit::Exit, failure::Result, output};

const EXAMPLES: &str = "\
Examples:
  cxtone flow simulate code.yaml --acts 'ends 2, press 100' --record right.test.json
  cxtone flow test *.test.json

Exit code 0 when every call went as recorded, 1 when one did not or a file is refused.";

/// The tests.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Tests that `flow simulate --record` wrote
    #[arg(value_name = "FILE", required = true)]
    tests: Vec<PathBuf>,
}

/// Replays every test and tells how each went.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let mut exit = Exit::Done;
    for path in &arguments.tests {
        let shown = path.display();
        match replay(path) {
            Ok(None) => output::line(&format!("{} {shown}", "ok".green()))?,
            Ok(Some(difference)) => {
                exit = Exit::Failed;
                output::line(&format!("{} {shown}: {difference}", "differs".red()))?;
            }
            Err(failure) => {
                exit = Exit::Failed;
                output::complain(&failure);
            }
        }
    }
    Ok(exit)
}

fn replay(path: &Path) -> Result<Option<String>> {
    let text = reading::text(path, TEST_BYTES_MAX)?;
    let test = FlowTest::parse(&text).map_err(|error| reading::refused(path, &error))?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let flow = reading::flow(&folder.join(&test.flow))?;
    Ok(test.replay(flow).err().map(|differs| differs.to_string()))
}
