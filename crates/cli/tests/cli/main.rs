//! Drives the real program through its commands: answers, bad input, exit codes, and digits and
//! secrets that stay hidden.

mod audio;
mod audit;
mod bad_input;
mod completions;
mod demo;
mod detect;
mod doctor;
mod emulate;
mod emulator;
mod explain;
mod flow;
mod flow_check;
mod generate;
mod hidden_digits;
mod inject;
mod ivr;
mod jobs;
mod plot;
mod program;
mod redact;
mod score;
mod settling;
mod stream;
mod validate;
mod watchers;
