//! A way to the emulator that loses sight of an entry: the far end collects on, and nobody hears of it.

use core::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use cxtone_cxone::{BoxFuture, Transport, TransportError, TransportErrorKind};
use cxtone_dialect::{Body, Request, Response};
use cxtone_tests::in_process::Wire;
use tokio::time::sleep;

/// What becomes of the request for an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lost {
    /// The connection is lost after so long.
    Connection(Duration),
    /// Somebody on the way answers 504 after so long.
    Gateway(Duration),
    /// It is answered in time, if anybody still waits for it.
    Nothing,
}

/// Carries everything, and forgets one entry. Whoever stops waiting for an entry ends none.
pub(crate) struct Forgetful {
    wire: Wire,
    lost: Lost,
    /// Which entry it is, counted from 1.
    nth: usize,
    entries: AtomicUsize,
}

impl Forgetful {
    pub(crate) fn new(wire: Wire, nth: usize, lost: Lost) -> Self {
        Self {
            wire,
            lost,
            nth,
            entries: AtomicUsize::new(0),
        }
    }

    async fn collect(&self, request: Request) -> Result<Response, TransportError> {
        let wire = self.wire.clone();
        let going_on = tokio::spawn(async move { wire.carry(request).await });
        let is_lost = self.entries.fetch_add(1, Ordering::Relaxed) + 1 == self.nth;
        match self.lost {
            Lost::Connection(after) if is_lost => {
                sleep(after).await;
                let kind = TransportErrorKind::ConnectionLost;
                Err(TransportError::maybe_sent(kind))
            }
            Lost::Gateway(after) if is_lost => {
                sleep(after).await;
                let answer = http::Response::builder().status(504);
                Ok(answer.body(Body::default()).expect("a status"))
            }
            _ => going_on.await.expect("the emulator does not panic"),
        }
    }
}

impl Transport for Forgetful {
    fn send(
        &self,
        request: Request,
        patience: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        if request.uri().path().ends_with("/collect") {
            Box::pin(self.collect(request))
        } else {
            self.wire.send(request, patience)
        }
    }
}
