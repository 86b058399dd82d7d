//! Panics on demand, for the test that none of them ends the process.
//! They exist with the feature `provoke` alone, which is never on in what is shipped.

use napi_derive::napi;

/// Panics in a synchronous export.
///
/// # Panics
///
/// Always.
#[napi(catch_unwind)]
pub fn panic_now() {
    panic!("provoked by a test");
}

/// Panics in an asynchronous export, after its first wait.
///
/// # Panics
///
/// Always.
#[napi]
pub async fn panic_later() {
    tokio::task::yield_now().await;
    panic!("provoked by a test");
}
