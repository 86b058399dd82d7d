//! Futures that begin before they are awaited: whoever comes first in JavaScript is first in a queue.
//! Where they go on, and as what promise, is napi's part.

use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use napi::bindgen_prelude::within_runtime_if_available;

/// A future that has been polled once, here and now. Spawned alone, futures would begin in any order.
///
/// Nothing is lost by the waker that does nothing: whoever awaits the rest polls it again with its own.
pub(crate) fn begun<F>(future: F) -> impl Future<Output = F::Output> + Send + 'static
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut future: Pin<Box<F>> = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    let polled = within_runtime_if_available(|| future.as_mut().poll(&mut context));
    async move {
        match polled {
            Poll::Ready(output) => output,
            Poll::Pending => future.await,
        }
    }
}
