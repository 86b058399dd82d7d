//! Retries, told to JavaScript as they come.
//! What it logs of them is the facade's part.

use cxtone_cxone::{RetryWatch, Retrying};
use napi::{
    Result, Status,
    bindgen_prelude::Function,
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;

/// A request that is about to be sent again.
#[napi(object, object_from_js = false)]
pub struct RetryNote {
    /// The attempt that failed, counted from one.
    pub attempt: u32,
    /// Attempts allowed in all.
    pub attempts_max: u32,
    /// The answer's status; none where the request never left this machine.
    pub status: Option<u32>,
    /// How long it waits, in ms.
    pub wait_ms: f64,
}

/// The facade's function.
pub(crate) type Noted<'env> = Function<'env, RetryNote, ()>;

/// A function of JavaScript that is told of retries. Weak, so that it keeps no process alive.
pub(crate) struct RetryNotes(ThreadsafeFunction<RetryNote, (), RetryNote, Status, false, true>);

impl RetryNotes {
    pub(crate) fn new(noted: &Noted<'_>) -> Result<Self> {
        let noted = noted
            .build_threadsafe_function::<RetryNote>()
            .weak::<true>()
            .callee_handled::<false>()
            .build()?;
        Ok(Self(noted))
    }
}

impl RetryWatch for RetryNotes {
    fn retrying(&self, retry: &Retrying) {
        let note = RetryNote {
            attempt: retry.attempt,
            attempts_max: retry.attempts_max,
            status: retry.status.map(u32::from),
            wait_ms: retry.wait.as_secs_f64() * 1000.0,
        };
        // Where the environment is ending nobody is left to be told.
        let _called = self.0.call(note, ThreadsafeFunctionCallMode::NonBlocking);
    }
}
