//! `flow`: works on flow files, away from any call.
//! What a flow means is `flow`'s business.

mod check;
mod graph;
pub(crate) mod reading;
mod schema;
mod simulate;
mod test;

use crate::{exit::Exit, failure::Result};

/// What to do with a flow.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to do with a flow
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Tell everything that is wrong with flows
    Check(check::Arguments),
    /// Draw a flow
    Graph(graph::Arguments),
    /// Print the JSON Schema of flows
    Schema(schema::Arguments),
    /// Let a scripted caller go through a flow in virtual time
    Simulate(Box<simulate::Arguments>),
    /// Replay recorded simulations and tell which went another way
    Test(test::Arguments),
}

/// Does it.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.action {
        Action::Check(arguments) => check::run(arguments),
        Action::Graph(arguments) => graph::run(arguments),
        Action::Schema(arguments) => schema::run(arguments),
        Action::Simulate(arguments) => simulate::run(arguments),
        Action::Test(arguments) => test::run(arguments),
    }
}
