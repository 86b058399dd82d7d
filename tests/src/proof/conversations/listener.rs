//! Who listens to the audio of one client's calls: a UDP port, and for each packet when it came.
//! What is sent there is the emulator's business.

use core::{net::SocketAddr, time::Duration};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use cxtone_line::rtp::Packet;
use tokio::net::UdpSocket;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Samples of a packet: 20 ms of G.711, in which packets tell their time.
const FRAME: u32 = 160;

/// How long it lasts, in seconds.
const FRAME_S: f64 = 0.02;

/// More than any packet is long.
const PACKET_BYTES_MAX: usize = 2_048;

/// When packets came, less when they were due, in seconds, by stream and by their number in it:
/// each stream begins at a time of its own.
type Delays = BTreeMap<u32, BTreeMap<u32, f64>>;

/// How packets came.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// How late each was, beside the one of its call that was least late.
    pub(super) late: Vec<Duration>,
    /// How many did not come.
    pub(super) missing: usize,
}

pub(super) struct Listener {
    address: SocketAddr,
    delays: Arc<Mutex<Delays>>,
    _listening: DropGuard,
}

impl Listener {
    /// Listens from now on, in a task.
    pub(super) async fn start() -> Self {
        let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await;
        let socket = socket.expect("a free port on loopback");
        let address = socket.local_addr().expect("it is bound");
        let delays = Arc::new(Mutex::new(Delays::new()));
        let stop = CancellationToken::new();
        let listening = listen(socket, Arc::clone(&delays));
        tokio::spawn(stop.clone().run_until_cancelled_owned(listening));
        Self {
            address,
            delays,
            _listening: stop.drop_guard(),
        }
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How what came so far came.
    pub(super) fn arrivals(&self) -> Arrivals {
        let delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        let mut arrivals = Arrivals::default();
        for stream in delays.values() {
            let least = stream.values().copied().fold(f64::INFINITY, f64::min);
            let late = stream.values().map(|delay| delay - least);
            arrivals.late.extend(late.map(Duration::from_secs_f64));
            let last = stream.last_key_value().map_or(0, |(number, _)| *number);
            arrivals.missing += (last as usize + 1).saturating_sub(stream.len());
        }
        arrivals
    }
}

impl Arrivals {
    pub(super) fn add(&mut self, other: Self) {
        self.late.extend(other.late);
        self.missing += other.missing;
    }
}

async fn listen(socket: UdpSocket, delays: Arc<Mutex<Delays>>) {
    let began = Instant::now();
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    let mut bytes = vec![0; PACKET_BYTES_MAX];
    loop {
        // What cannot be received is missing from the count.
        let Ok(length) = socket.recv(&mut bytes).await else {
            continue;
        };
        let Ok(packet) = Packet::parse(&bytes[..length]) else {
            continue;
        };
        let (stream, timestamp) = (packet.ssrc(), packet.timestamp());
        let begins = *first.entry(stream).or_insert(timestamp);
        let number = timestamp.wrapping_sub(begins) / FRAME;
        let delay_s = began.elapsed().as_secs_f64() - FRAME_S * f64::from(number);
        let mut delays = delays.lock().unwrap_or_else(PoisonError::into_inner);
        delays.entry(stream).or_default().insert(number, delay_s);
    }
}
