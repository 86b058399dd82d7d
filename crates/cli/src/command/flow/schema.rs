//! `flow schema`: the JSON Schemas of flow files and of caller scripts, for editors.
//! What is in them is `flow`'s.

use cxtone_flow::{Caller, Flow};

use crate::{
    exit::Exit,
    failure::{Failure, Result},
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone flow schema > flow.schema.json
  cxtone flow schema --caller > caller.schema.json

An editor with a YAML language server takes it by a first line in the flow:
  # yaml-language-server: $schema=flow.schema.json";

/// Whose schema.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The schema of caller scripts instead
    #[arg(long)]
    caller: bool,
}

/// Prints the schema.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let schema = if arguments.caller {
        Caller::schema()
    } else {
        Flow::schema()
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::failed(format_args!("cannot write the schema: {error}")))?;
    output::line(&text)?;
    Ok(Exit::Done)
}
