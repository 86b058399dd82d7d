//! The `cxtone` program: generates, hears, scores, validates and injects DTMF digits.
//! What it does is told by `run`; each command has a file of its own under `command`.

#![forbid(unsafe_code)]

mod agent_options;
mod arguments;
mod audit_options;
mod color;
mod command;
mod crew;
mod digits_argument;
mod dtmf_type;
mod exit;
mod failure;
mod flow_options;
mod key_file;
mod listening;
mod masked_request;
mod metrics_server;
mod options;
mod output;
mod range;
mod recording_address;
mod recording_renders;
mod run;
mod runtime;
mod usage_error;
mod warnings;
mod watchers;

fn main() -> std::process::ExitCode {
    run::run(std::env::args_os().collect())
}
