#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod batch;
mod look;

pub use batch::{Batch, BlockCountMismatch};
