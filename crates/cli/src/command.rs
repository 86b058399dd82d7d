//! The commands, one file each.
//! What they share stands beside this folder, each under its own noun.

pub(crate) mod audit;
pub(crate) mod campaign;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod detect;
pub(crate) mod doctor;
pub(crate) mod emulate;
pub(crate) mod flow;
pub(crate) mod generate;
pub(crate) mod inject;
pub(crate) mod ivr;
pub(crate) mod redact;
pub(crate) mod score;
pub(crate) mod validate;
