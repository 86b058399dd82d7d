//! A request body that notes when its first byte is asked for, which is when it can first leave.
//! What follows from that is told by the transport's error.

use core::{
    convert::Infallible,
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll},
};
use std::sync::Arc;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// Whether a body has begun to leave.
///
/// An HTTP/1.1 connection asks the body for its bytes before it writes anything of the request, so a body that
/// was not asked has not been sent, and a request without its body cannot be executed.
#[derive(Clone, Default)]
pub(crate) struct Departure(Arc<AtomicBool>);

/// A body of known length, given out in one piece.
pub(crate) struct NotingBody {
    bytes: Option<Bytes>,
    departure: Departure,
}

impl Departure {
    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl NotingBody {
    pub(crate) const fn new(bytes: Bytes, departure: Departure) -> Self {
        Self {
            bytes: Some(bytes),
            departure,
        }
    }
}

impl Body for NotingBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.departure.begin();
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.bytes.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact(length as u64)
    }
}
