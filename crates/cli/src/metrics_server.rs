//! The metrics of this process over HTTP, for Prometheus to read.
//! What is counted is `runner`'s.

use core::{
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};
use std::{io, sync::Arc};

use axum::{Router, http::header, routing::get, serve::Listener};
use cxtone_runner::Metrics;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::{
    failure::{Failure, Result},
    output,
};

/// Connections at a time; further ones wait.
const CONNECTIONS_MAX: usize = 16;

/// Serves `GET /metrics` on this address, in the background, until the runtime ends, and tells on
/// stderr where.
///
/// # Errors
///
/// When the address cannot be listened on.
pub(crate) async fn start(address: SocketAddr, metrics: Metrics) -> Result<()> {
    let told = |error: io::Error| {
        Failure::failed(format_args!("cannot serve metrics on {address}: {error}"))
            .help("give --metrics another address, or port 0 for a free one")
    };
    let listener = TcpListener::bind(address).await.map_err(told)?;
    let bound = listener.local_addr().map_err(told)?;
    output::note(&format!("metrics: http://{bound}/metrics"));
    let text = move || async move {
        (
            [(header::CONTENT_TYPE, Metrics::CONTENT_TYPE)],
            metrics.text(),
        )
    };
    let routes = Router::new().route("/metrics", get(text));
    let bounded = Bounded {
        listener,
        room: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
    };
    tokio::spawn(async move { axum::serve(bounded, routes).await });
    Ok(())
}

/// A listener with room for so many connections.
struct Bounded {
    listener: TcpListener,
    room: Arc<Semaphore>,
}

/// A connection that takes up room as long as it lasts.
struct Seated {
    stream: TcpStream,
    _room: Option<OwnedSemaphorePermit>,
}

impl Listener for Bounded {
    type Io = Seated;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // The semaphore is never closed.
        let room = self.room.clone().acquire_owned().await.ok();
        // axum's own listener waits where the system has no more sockets to give.
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (
            Seated {
                stream,
                _room: room,
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl AsyncRead for Seated {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
