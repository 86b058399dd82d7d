//! Bodies that no client should have to trust: one that ends in its middle, one that is far too long.
//! Which answer gets one is decided in `http::fault`.

use core::{
    pin::Pin,
    task::{Context, Poll},
};
use std::io;

use axum::body::Bytes;
use http_body::{Body, Frame};

/// How much of a long body is made at one time.
const CHUNK_BYTES: usize = 16 * 1024;

/// The first half of a body; then the connection breaks.
pub(super) struct Halved {
    half: Option<Bytes>,
    /// Whether the server had a turn to send the half before the connection breaks.
    sent: bool,
}

/// A JSON object behind so many spaces.
pub(super) struct Padded {
    chunk: Bytes,
    spaces: u64,
    end: Option<Bytes>,
}

impl Halved {
    pub(super) fn new(whole: &Bytes) -> Self {
        Self {
            half: Some(whole.slice(..whole.len() / 2)),
            sent: false,
        }
    }
}

impl Padded {
    /// A body of so many bytes, at least those of the object.
    pub(super) fn new(bytes: u64) -> Self {
        let end = Bytes::from_static(b"{}");
        Self {
            chunk: vec![b' '; CHUNK_BYTES].into(),
            spaces: bytes.saturating_sub(end.len() as u64),
            end: Some(end),
        }
    }
}

impl Body for Halved {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(half) = self.half.take().filter(|half| !half.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.sent {
            self.sent = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

impl Body for Padded {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let length = CHUNK_BYTES.min(usize::try_from(self.spaces).unwrap_or(CHUNK_BYTES));
        self.spaces -= length as u64;
        let next = if length > 0 {
            Some(self.chunk.slice(..length))
        } else {
            self.end.take()
        };
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
    }
}
