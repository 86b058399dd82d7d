//! Other implementations as contenders: spandsp, the crate `dtmf`, multimon-ng.
//! Each says in its module how it is fed and what cannot be asked of it.

pub mod dtmf_crate;
pub mod interleaved;
pub mod multimon;
pub mod resample;
pub mod senders;
#[allow(
    unsafe_code,
    reason = "spandsp is a C library, and calling it is unsafe; nothing else here is"
)]
pub mod spandsp;
