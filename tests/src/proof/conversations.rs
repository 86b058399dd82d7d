//! Many conversations at once in real time, over sockets: clients that follow a flow, callers who
//! press keys, prompts that sound, and every call's audio on its way as RTP.
//!
//! Emulator and clients have a core's worth of threads each, as two machines would. What is proved:
//! every call takes the path that its caller's keys lead to, and the audio is not late.

mod callers;
mod clients;
mod listener;
mod processor;

use core::{fmt, net::SocketAddr, time::Duration};
use std::{sync::mpsc, thread, time::Instant};

use cxtone_emulator::{Emulator, EmulatorConfig, Hello};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

pub use super::tally::Tally;

use self::{
    callers::PARTS,
    processor::{Shares, threads_s},
};

/// Names the emulator's threads, by which their time is told.
const EMULATOR: &str = "emulator";

/// Names the clients' threads.
const CLIENTS: &str = "clients";

/// The most that one packet in a hundred may be late. A packet lasts 20 ms; what a telephone keeps
/// ahead is some of them.
const LATE_MAX: Duration = Duration::from_millis(60);

/// The most cores that all of it may take.
const CORES_MAX: f64 = 2.0;

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many calls there are at once.
    pub calls: usize,
    /// How many calls each client takes, one after the other.
    pub rounds: usize,
    /// What keys are heard in is drawn from it.
    pub seed: u64,
    /// How many seconds of the calls pass in one; 1 is real time.
    pub speed: u32,
    /// Whether each call's audio is sent as RTP besides.
    pub audio: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Conversed {
    /// How the calls ended.
    pub tally: Tally,
    /// What must not happen and did.
    pub failures: Vec<String>,
    /// What it took.
    pub figures: Figures,
}

/// What conversations took. `Display` is a list in Markdown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// How long it took from the first call to the last.
    pub took: Duration,
    /// How long the processor worked, in seconds of one core; none where the system does not tell.
    pub shares: Option<Shares>,
    /// How many packets of audio came.
    pub packets: usize,
    /// How many did not come.
    pub missing: usize,
    /// How late they were, measured for each call by its packet that was least late: half of
    /// them, one in a hundred, the worst.
    pub late: [Duration; 3],
    /// From the end of an entry in the call to when its client knew: the same.
    pub told_after: [Duration; 3],
}

/// Has the conversations, in so many threads as the system has cores, and at least two.
///
/// # Panics
///
/// No thread can be started, or no port can be had on loopback.
#[must_use]
pub fn run(options: Options) -> Conversed {
    let (hello, stop, emulator) = emulator(options);
    let runtime = runtime(CLIENTS);
    let crew = runtime.block_on(clients::crew(&hello, options));
    let began = Instant::now();
    let worked = [EMULATOR, CLIENTS].map(threads_s);
    let (ends, arrivals) = runtime.block_on(clients::talk(crew, options));
    let took = began.elapsed();
    let shares = Shares::since(worked, [EMULATOR, CLIENTS].map(threads_s));
    stop.cancel();
    // Its failures show in the calls.
    drop(emulator.join());
    let mut conversed = Conversed::default();
    let mut told_after = Vec::new();
    for end in ends {
        conversed.tally.count(&end.outcome);
        conversed.failures.extend(end.failure);
        told_after.extend(end.told_after);
    }
    conversed.figures = Figures {
        took,
        shares,
        packets: arrivals.late.len(),
        missing: arrivals.missing,
        late: quantiles(arrivals.late),
        told_after: quantiles(told_after),
    };
    conversed.judge(options);
    conversed
}

impl Conversed {
    fn judge(&mut self, options: Options) {
        let Figures {
            took,
            shares,
            packets,
            missing,
            late,
            ..
        } = self.figures;
        if let Some(shares) = shares {
            let cores = shares.cores(took);
            if cores > CORES_MAX {
                let failure = format!("{cores:.2} cores were at work, over {CORES_MAX}");
                self.failures.push(failure);
            }
        }
        if missing * 100 > packets {
            let failure = format!("{missing} packets are missing beside {packets} that came");
            self.failures.push(failure);
        }
        if options.audio && (packets == 0 || late[1] > LATE_MAX) {
            let failure = format!(
                "of {packets} packets one in a hundred was {:?} late",
                late[1]
            );
            self.failures.push(failure);
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "- took {:.1} s", self.took.as_secs_f64())?;
        if let Some(shares) = self.shares {
            let [emulator, clients] = shares.percent(self.took);
            writeln!(
                formatter,
                "- the emulator took {emulator:.0} % of one core, the clients {clients:.0} %"
            )?;
        }
        let shown = |[half, one, worst]: [Duration; 3]| {
            let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
            let (half, one, worst) = (ms(half), ms(one), ms(worst));
            format!(
                "half {half:.1} ms or less, one in a hundred above {one:.1} ms, worst {worst:.1} ms"
            )
        };
        if self.packets > 0 {
            let (packets, missing, late) = (self.packets, self.missing, shown(self.late));
            writeln!(
                formatter,
                "- {packets} packets of audio came and {missing} did not; late by: {late}"
            )?;
        }
        let told_after = shown(self.told_after);
        writeln!(
            formatter,
            "- clients knew of the end of an entry after: {told_after}"
        )
    }
}

/// Half, one in a hundred, the worst.
fn quantiles(mut times: Vec<Duration>) -> [Duration; 3] {
    times.sort_unstable();
    let at = |of_100: usize| {
        let place = (times.len() * of_100 / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or_default()
    };
    [at(50), at(99), at(100)]
}

fn runtime(name: &str) -> Runtime {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread()
        .worker_threads(cores.div_ceil(2))
        .thread_name(name)
        .enable_all()
        .build()
        .expect("threads can be started")
}

/// An emulator in threads of its own.
fn emulator(options: Options) -> (Hello, CancellationToken, thread::JoinHandle<()>) {
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let (hello, greeted) = mpsc::channel();
    let config = EmulatorConfig {
        calls: 0,
        calls_max: options.calls * options.rounds,
        seed: Some(options.seed),
        speed: options.speed,
        cast: callers::cast(),
        ..EmulatorConfig::default()
    };
    let running = thread::spawn(move || {
        runtime(EMULATOR).block_on(async {
            let address = SocketAddr::from(([127, 0, 0, 1], 0));
            let emulator = Emulator::bind(address, config).await;
            let emulator = emulator.expect("a free port on loopback");
            // Who waits for it is still there.
            drop(hello.send(emulator.hello().clone()));
            // That it has ended shows in the calls.
            let running = tokio::spawn(emulator.run(stopped));
            drop(running.await);
        });
    });
    let hello = greeted.recv().expect("the emulator starts");
    (hello, stop, running)
}

/// How many different callers there are; with fewer calls some of them do not call.
pub const CALLERS: usize = PARTS.len();
