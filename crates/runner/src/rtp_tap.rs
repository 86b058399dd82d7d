//! A tap that listens to a call's RTP on a UDP port: G.711 audio and telephone-events.
//! Putting packets in their place is left to `rtp_stream`; having them sent here, to whoever runs
//! the call's media.

use core::{fmt, net::SocketAddr};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cxtone_cxone::BoxFuture;
use cxtone_line::rtp::PayloadType;
use cxtone_payload::{CallId, DtmfType};
use tokio::{net::UdpSocket, sync::Notify, task::JoinHandle, time::Instant};

use crate::{
    AudioTap, Mark, Overheard, TapError, audible_types::AudibleTypes, rtp_stream::RtpStream,
};

/// The longest datagram that is looked at, in bytes; of a longer one the rest is cut off.
pub const RTP_DATAGRAM_BYTES_MAX: usize = 2_048;

/// So many errors of the socket in a row end the listening: the stream then stays as short as it is,
/// and proves nothing.
const RECEIVE_ERRORS_MAX: u32 = 100;

/// Listens to one call on one UDP port, until dropped.
///
/// The first source that sends is taken for the call's. Whoever can reach the port can pretend to
/// be it, so bind it where only the media gateway can.
pub struct RtpTap {
    call: CallId,
    audible: AudibleTypes,
    address: SocketAddr,
    ear: Arc<Ear>,
    receiving: JoinHandle<()>,
}

/// What the receiving task and the tap share.
struct Ear {
    began: Instant,
    stream: Mutex<RtpStream>,
    first: Notify,
}

impl RtpTap {
    /// Listens on an address for the audio of this call; port 0 takes any that is free.
    /// Telephone-events have the payload type 101, as most of the field has it.
    ///
    /// # Errors
    ///
    /// The system's, where the port cannot be had.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its network enabled.
    pub async fn bind(address: SocketAddr, call: CallId) -> io::Result<Self> {
        Self::bind_with(address, call, PayloadType::TELEPHONE_EVENT).await
    }

    /// The same where telephone-events have this payload type, 96 to 127, as the call's two ends have
    /// agreed on it. With another one they are not heard, and what came in their place proves
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for a payload type that is no dynamic one, and
    /// the system's, where the port cannot be had.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its network enabled.
    pub async fn bind_with(
        address: SocketAddr,
        call: CallId,
        telephone_event: PayloadType,
    ) -> io::Result<Self> {
        if !telephone_event.is_dynamic() {
            return Err(no_event(telephone_event));
        }
        let socket = UdpSocket::bind(address).await?;
        let address = socket.local_addr()?;
        let ear = Arc::new(Ear {
            began: Instant::now(),
            stream: Mutex::new(RtpStream::new(telephone_event)),
            first: Notify::new(),
        });
        let receiving = tokio::spawn(receive(socket, ear.clone()));
        Ok(Self {
            call,
            audible: AudibleTypes::TONES,
            address,
            ear,
            receiving,
        })
    }

    /// The same, where digits of these types are known to be heard here too, as tones or as
    /// telephone-events. Without it `INBAND` is taken to be heard, and `RFC2833` once a
    /// telephone-event has come from the source that is listened to: a fork may carry the audio
    /// alone, and then nothing heard proves nothing.
    #[must_use]
    pub fn rendering(mut self, types: &[DtmfType]) -> Self {
        self.audible = self.audible.and(types);
        self
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    fn check(&self, call: &CallId) -> Result<(), TapError> {
        if *call == self.call {
            Ok(())
        } else {
            Err(TapError::OtherCall)
        }
    }
}

impl AudioTap for RtpTap {
    /// Waits for the first packet: without one there is no place in the stream.
    fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        Box::pin(async {
            self.check(call)?;
            loop {
                let first = self.ear.first.notified();
                {
                    let stream = self.ear.stream();
                    if stream.has_begun() {
                        return Ok(stream.mark());
                    }
                }
                first.await;
            }
        })
    }

    fn since<'a>(
        &'a self,
        call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        Box::pin(async move {
            self.check(call)?;
            let now = self.ear.began.elapsed();
            self.ear.stream().since(now, mark)
        })
    }

    fn hears(&self, dtmf_type: DtmfType) -> bool {
        let shown = dtmf_type == DtmfType::Rfc2833 && self.ear.stream().has_events();
        shown || self.audible.contains(dtmf_type)
    }
}

impl Drop for RtpTap {
    fn drop(&mut self) {
        self.receiving.abort();
    }
}

impl fmt::Debug for RtpTap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RtpTap")
            .field("call", &self.call)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Ear {
    /// No code that could panic runs while a datagram is half taken.
    fn stream(&self) -> MutexGuard<'_, RtpStream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_event(payload_type: PayloadType) -> io::Error {
    let number = payload_type.number();
    let why = format!(
        "the payload type {number} is none of telephone-events'; give the one that the call's two \
         ends have agreed on, 96 to 127"
    );
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

async fn receive(socket: UdpSocket, ear: Arc<Ear>) {
    let mut datagram = [0; RTP_DATAGRAM_BYTES_MAX];
    let mut errors = 0;
    while errors < RECEIVE_ERRORS_MAX {
        // An error may tell of one datagram that an earlier answer never reached; others still come.
        let Ok((length, from)) = socket.recv_from(&mut datagram).await else {
            errors += 1;
            tokio::task::yield_now().await;
            continue;
        };
        errors = 0;
        ear.stream()
            .receive(ear.began.elapsed(), from, &datagram[..length]);
        ear.first.notify_waiters();
    }
}
