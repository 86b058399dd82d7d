#![doc = include_str!("../README.md")]

pub mod audio;
pub mod channels;
pub mod contender;
pub mod cost;
pub mod ideal;
pub mod ours;
#[cfg(feature = "peers")]
pub mod peers;
pub mod picture;
pub mod random;
pub mod report;
pub mod sent;
pub mod slots;
pub mod speech;
pub mod workload;
