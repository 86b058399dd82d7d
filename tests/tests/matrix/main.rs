//! The detector over many conditions at once, on audio from a seed.
//! What it must hear at the limits of the standards is tested in `cxtone-dtmf`.

mod grids;
mod rates;
mod streams;

/// What all trials are drawn from.
const SEED: u64 = 31;
