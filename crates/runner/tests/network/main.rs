//! The whole injector over a real network, in real time, against a plain HTTP server that knows
//! nothing of this project: lock, log, client, token cache and transport together.

mod far_end;
mod rows;
