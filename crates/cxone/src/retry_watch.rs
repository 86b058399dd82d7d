//! Who is told that an injection is about to be sent again.
//! Whether it is, is decided in `step`; what is made of it is left to whoever watches.

use core::time::Duration;

/// Is told of each retry of an injection, before its wait. It is called between two requests and
/// must neither block nor panic.
pub trait RetryWatch: Send + Sync {
    /// The request is sent again after the wait, unless the injection is given up meanwhile.
    fn retrying(&self, retry: &Retrying);
}

/// A request that is about to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retrying {
    /// The attempt that failed, counted from one.
    pub attempt: u32,
    /// Attempts allowed in all.
    pub attempts_max: u32,
    /// The answer's status: 429, or 401 with a token that is renewed; none where the request never
    /// left this machine.
    pub status: Option<u16>,
    /// How long it waits.
    pub wait: Duration,
}
