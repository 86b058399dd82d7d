#![doc = include_str!("../README.md")]

pub mod audio;
pub mod channels;
pub mod contender;
pub mod cost;
pub mod ours;
#[cfg(feature = "peers")]
pub mod peers;
pub mod random;
pub mod report;
pub mod sent;
pub mod speech;
pub mod workload;
