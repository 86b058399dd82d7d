//! Taking a lock whose holder may have panicked.
//! What is locked keeps its own invariants: each change to it is made whole before anything can panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock, though a holder before may have panicked: one bad request must not end the tenant.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
