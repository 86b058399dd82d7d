#![doc = include_str!("../README.md")]

mod audible;
pub mod auth;
mod begun;
pub mod cancellation;
pub mod constants;
pub mod detector;
mod dialect;
pub mod discovery;
pub mod emulator;
pub mod failure;
pub mod flows;
pub mod generate;
pub mod ground;
pub mod injector;
pub mod live_flow;
pub mod masking;
pub mod outcome;
#[cfg(feature = "provoke")]
pub mod provoke;
mod raw;
mod refused;
pub mod request;
pub mod request_preview;
pub mod retry_note;
pub mod rtp_ear;
pub mod score;
pub mod token_port;
mod transport;
pub mod validate;
pub mod wav;
