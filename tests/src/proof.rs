//! Long proofs: very many seeded runs of the parts together, each held to the truth of the emulator.
//! How they are started is `cargo xtask prove`; a short run of each is an ordinary test.

pub mod conversations;
pub mod faults;
pub mod flows;
pub mod soak;
mod spread;
mod tally;
