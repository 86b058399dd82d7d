//! `flow graph`: a flow as a picture, in SVG or for Graphviz.
//! What is drawn, and where, is `flow`'s.

use std::{fs, path::PathBuf};

use cxtone_flow::graph;

use super::reading;
use crate::{
    exit::Exit,
    failure::{Failure, Result},
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone flow graph menu.yaml -o menu.svg
  cxtone flow graph menu.yaml -o menu.dot

The ending of the picture's name says which it is. Cases of branches are numbered in it, and of
digits to send it shows only how many. A thick rim is the first step, a double one an end.";

/// A flow and its picture.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The flow
    #[arg(value_name = "FILE")]
    flow: PathBuf,

    /// The picture to write: a name that ends in .svg or .dot
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Draws the flow.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let path = &arguments.output;
    let ending = path.extension().and_then(|ending| ending.to_str());
    let draw = match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => graph::svg,
        Some("dot" | "gv") => graph::dot,
        _ => {
            return Err(
                Failure::usage(format_args!("cannot draw {}", path.display()))
                    .help("name a picture that ends in .svg or .dot"),
            );
        }
    };
    let flow = reading::flow(&arguments.flow)?;
    fs::write(path, draw(&flow)).map_err(|error| {
        Failure::failed(format_args!("cannot write {}: {error}", path.display()))
    })?;
    output::note(&format!("wrote {}", path.display()));
    Ok(Exit::Done)
}
