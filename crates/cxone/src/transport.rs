//! The seam between this client and a network: one method that carries one request.
//! What an error on the way means is told by [`TransportError`]; whether to send again is decided elsewhere.

use core::{future::Future, pin::Pin, time::Duration};

use cxtone_dialect::{Request, Response};

use crate::TransportError;

/// The largest answer body that is read where the request names no [`BodyLimit`]: 1 MiB.
///
/// Upstream's answers are a few hundred bytes; the limit only keeps a broken far end from filling the memory.
pub const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries one request to the far end and its answer back.
///
/// An implementation sends a request at most once, follows no redirects, and says in its error whether
/// anything may have been delivered. It heeds [`PublicOnly`]. It reads at most [`BodyLimit`] bytes of the answer (found in the
/// request's extensions, else [`ANSWER_BYTES_MAX`]), and may leave a [`FirstByte`] in the answer's extensions.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and reads the whole answer within `timeout`.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when no complete answer came.
    fn send(
        &self,
        request: Request,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// In a request's extensions: how many bytes of the answer's body may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimit(pub usize);

/// In a request's extensions: it must not go to an address of an own network, whatever its host's name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicOnly;

/// In an answer's extensions: how long after the start of sending its head had arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstByte(pub Duration);
