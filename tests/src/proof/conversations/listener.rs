//! Who listens to the audio of all calls: one UDP port, and for each packet when it came.
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

/// Samples a second of G.711, in which packets tell their time.
const RATE_HZ: f64 = 8_000.0;

/// More than any packet is long.
const PACKET_BYTES_MAX: usize = 2_048;

/// When packets came, less when they were due, in seconds and by stream: each stream begins at a
/// time and a number of its own.
type Delays = BTreeMap<u32, Vec<f64>>;

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

    /// How late each packet was, beside the one of its call that was least late.
    pub(super) fn late(&self) -> Vec<Duration> {
        let delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        let late = |delays: &Vec<f64>| {
            let least = delays.iter().copied().fold(f64::INFINITY, f64::min);
            let late = delays.iter().map(move |delay| delay - least);
            late.map(Duration::from_secs_f64).collect::<Vec<_>>()
        };
        delays.values().flat_map(late).collect()
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
        let due_s = f64::from(timestamp.wrapping_sub(begins)) / RATE_HZ;
        let delay_s = began.elapsed().as_secs_f64() - due_s;
        let mut delays = delays.lock().unwrap_or_else(PoisonError::into_inner);
        delays.entry(stream).or_default().push(delay_s);
    }
}
