//! The emulator over HTTP, by a client that knows nothing of its code.
//! Time is paused, so that a recording has exactly the samples a test asks for.

mod agent;
mod bind;
mod call_control;
mod calls;
mod cast;
mod client;
mod controls;
mod faults;
mod hearing;
mod injection;
mod openapi;
mod page;
mod plans;
mod prompts;
mod rtp;
mod tokens;
