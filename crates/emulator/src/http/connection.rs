//! Connections that can be slowed down and cut: once cut, nothing more is read or written.
//! Who does so, and why, is decided in `http::trace` and when the emulator stops.

use core::{
    future::Future as _,
    net::SocketAddr,
    pin::Pin,
    sync::atomic::{AtomicU32, Ordering},
    task::{Context, Poll, ready},
    time::Duration,
};
use std::{io, sync::Arc};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Sleep,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::config::CONNECTIONS_MAX;

/// How long to wait after a connection could not be taken, as when no file handle is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listener that takes a limited number of connections at a time.
pub(crate) struct Door {
    listener: TcpListener,
    room: Arc<Semaphore>,
    closing: CancellationToken,
}

/// Cuts the connection that a request came by, or slows it down.
#[derive(Clone)]
pub(crate) struct Connection(Arc<Wire>);

/// What is done to a connection.
struct Wire {
    cut: CancellationToken,
    /// 0: as fast as it goes.
    bytes_per_s: AtomicU32,
}

/// A connection that can be cut and slowed down.
pub(crate) struct CuttableStream {
    stream: TcpStream,
    wire: Arc<Wire>,
    cut_comes: Pin<Box<WaitForCancellationFutureOwned>>,
    /// Until the next byte may be written, where bytes are counted.
    pause: Option<Pin<Box<Sleep>>>,
    _room: OwnedSemaphorePermit,
}

impl Door {
    pub(crate) fn new(listener: TcpListener, closing: CancellationToken) -> Self {
        Self {
            listener,
            room: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            closing,
        }
    }

    async fn stream(&self) -> io::Result<(CuttableStream, SocketAddr)> {
        let room = Arc::clone(&self.room);
        let room = room.acquire_owned().await.map_err(io::Error::other)?;
        let (stream, address) = self.listener.accept().await?;
        stream.set_nodelay(true)?;
        let cut = self.closing.child_token();
        let stream = CuttableStream {
            stream,
            cut_comes: Box::pin(cut.clone().cancelled_owned()),
            wire: Arc::new(Wire {
                cut,
                bytes_per_s: AtomicU32::new(0),
            }),
            pause: None,
            _room: room,
        };
        Ok((stream, address))
    }
}

impl Listener for Door {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.stream().await {
                Ok(accepted) => return accepted,
                Err(error) => {
                    tracing::debug!(%error, "a connection could not be taken");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl Connection {
    /// One without bytes, for requests that come as values.
    pub(crate) fn of(cut: CancellationToken) -> Self {
        Self(Arc::new(Wire {
            cut,
            bytes_per_s: AtomicU32::new(0),
        }))
    }

    /// Whether it was cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.cut.is_cancelled()
    }

    /// Cuts the connection: what was not written yet never is.
    pub(crate) fn cut(&self) {
        self.0.cut.cancel();
    }

    /// From now on so many bytes a second are written; 0 is as fast as it goes.
    pub(crate) fn pace(&self, bytes_per_s: u32) {
        self.0.bytes_per_s.store(bytes_per_s, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, Door>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(Arc::clone(&stream.io().wire))
    }
}

impl CuttableStream {
    fn check(&self) -> io::Result<()> {
        if self.wire.cut.is_cancelled() {
            Err(io::ErrorKind::ConnectionAborted.into())
        } else {
            Ok(())
        }
    }

    /// How many bytes may be written now.
    fn poll_allowance(&mut self, context: &mut Context<'_>) -> Poll<usize> {
        let bytes_per_s = self.wire.bytes_per_s.load(Ordering::SeqCst);
        if bytes_per_s == 0 {
            return Poll::Ready(usize::MAX);
        }
        let pause = self.pause.get_or_insert_with(|| {
            Box::pin(tokio::time::sleep(Duration::from_secs(1) / bytes_per_s))
        });
        ready!(pause.as_mut().poll(context));
        self.pause = None;
        Poll::Ready(1)
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Polled first, so that a reader that waits is woken by the cut.
        if self.cut_comes.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        let allowance = ready!(self.poll_allowance(context));
        let bytes = &bytes[..bytes.len().min(allowance)];
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
