//! Sends a call's packets when they are due, until the call ends or is forgotten.
//! What is in them is `packetizer`'s work, what becomes of them on the way `network`'s.

use core::{net::SocketAddr, time::Duration};
use std::{io, sync::Arc};

use serde::Serialize;
use tokio::{net::UdpSocket, sync::OwnedSemaphorePermit};

use super::{
    RtpOrder,
    network::Network,
    packetizer::{EVENTS, Packetizer},
};
use crate::{
    call::{Event, Status, What},
    prompts::Sound,
    tenant::Tenant,
};

/// How often it is looked whether packets are due: the time of an audio packet.
const TURN: Duration = Duration::from_millis(20);

/// The most packets that are sent in one turn, so that a receiver's buffer does not overflow when
/// the clock was advanced; then comes a short pause.
const BURST_MAX: usize = 64;

/// The pause after a burst, and the shortest turn of a fast clock.
const PAUSE: Duration = Duration::from_millis(1);

/// Why there is no stream.
pub(crate) enum StreamRefusal {
    /// There is no such call.
    UnknownCall,
    /// There are as many streams as there may be.
    TooMany,
    /// The system has no socket for it.
    Socket(io::Error),
}

/// What a receiver may want to know of a stream.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StreamHello {
    ssrc: u32,
    from: SocketAddr,
    payload_type: u8,
    events_payload_type: u8,
}

struct Stream {
    tenant: Arc<Tenant>,
    call: String,
    to: SocketAddr,
    socket: UdpSocket,
    packetizer: Packetizer,
    network: Network,
    _room: OwnedSemaphorePermit,
}

/// Begins a stream that runs by itself.
pub(crate) async fn send(
    tenant: Arc<Tenant>,
    call: String,
    order: RtpOrder,
) -> Result<StreamHello, StreamRefusal> {
    let room = Arc::clone(&tenant.rtp_streams).try_acquire_owned();
    let room = room.map_err(|_| StreamRefusal::TooMany)?;
    let here = SocketAddr::new(order.to.ip(), 0);
    let socket = UdpSocket::bind(here).await.map_err(StreamRefusal::Socket)?;
    let from = socket.local_addr().map_err(StreamRefusal::Socket)?;
    let packetizer = packetizer(&tenant, &call, &order).await?;
    let hello = StreamHello {
        ssrc: packetizer.ssrc(),
        from,
        payload_type: order.law.payload_type().number(),
        events_payload_type: EVENTS.number(),
    };
    let stream = Stream {
        tenant,
        call,
        to: order.to,
        socket,
        network: Network::new(&order),
        packetizer,
        _room: room,
    };
    tokio::spawn(stream.run());
    Ok(hello)
}

async fn packetizer(
    tenant: &Arc<Tenant>,
    call: &str,
    order: &RtpOrder,
) -> Result<Packetizer, StreamRefusal> {
    let begun = tenant.with_call(call, |call, now| {
        (*call.first_line(), call.score().to_vec(), call.samples(now))
    });
    let (line, score, start) = begun.ok_or(StreamRefusal::UnknownCall)?;
    let order = order.clone();
    let made = tokio::task::spawn_blocking(move || Packetizer::new(&order, &line, &score, start));
    made.await
        .map_err(|error| StreamRefusal::Socket(io::Error::other(error)))
}

impl Stream {
    async fn run(mut self) {
        let closing = self.tenant.closing.clone();
        tokio::select! {
            () = closing.cancelled() => {}
            () = self.play() => {}
        }
    }

    async fn play(&mut self) {
        while let Some((until, ended, unmade)) = self.learn() {
            make(unmade).await;
            let packets = self.packetizer.due(until, BURST_MAX);
            let burst = packets.len() == BURST_MAX;
            for packet in packets {
                for arrived in self.network.carry(packet) {
                    // A port that nobody listens at is no reason to stop: somebody may later.
                    self.socket.send_to(&arrived, self.to).await.ok();
                }
            }
            if ended && !burst {
                return;
            }
            let turn = self.tenant.clock.wait_for(TURN).max(PAUSE);
            tokio::time::sleep(if burst { PAUSE } else { turn }).await;
        }
    }

    /// How many samples the call has, whether it has ended, and the prompts that were begun and are
    /// still to be said; None if it was forgotten.
    fn learn(&mut self) -> Option<(usize, bool, Vec<Sound>)> {
        let packetizer = &mut self.packetizer;
        self.tenant.with_call(&self.call, |call, now| {
            let news = call.score().get(packetizer.learned()..);
            let unmade = unmade(news.unwrap_or_default());
            packetizer.learn(call.score());
            (call.samples(now), call.status(now) == Status::Ended, unmade)
        })
    }
}

fn unmade(score: &[Event]) -> Vec<Sound> {
    let prompts = score.iter().filter_map(|event| match &event.what {
        What::Prompt { sound, .. } => Some(sound),
        _ => None,
    });
    prompts.filter(|sound| !sound.is_made()).cloned().collect()
}

/// Has prompts said where that keeps nobody waiting but the stream.
async fn make(sounds: Vec<Sound>) {
    if !sounds.is_empty() {
        let made = tokio::task::spawn_blocking(move || {
            for sound in sounds {
                sound.audio();
            }
        });
        // Whatever became of it: the stream makes what is still missing itself.
        made.await.ok();
    }
}
