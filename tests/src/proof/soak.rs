//! Hours of injections in virtual time, one injector for all of them: memory, tasks and locks stay.
//! What happens in each call, and what must hold of it, is drawn and judged as in `faults`.

use core::time::Duration;
use std::fs;

use tokio::{runtime::Handle, time::sleep};

use super::faults::{
    Tally,
    call::{Stage, paused_runtime},
    drawn::Drawn,
    judged::judge,
};

/// Calls an hour, one after the other, each with several injections.
const CALLS_AN_HOUR: u64 = 12;

/// From the end of a call to the next: longer than anything that was begun in it goes on.
const BETWEEN: Duration = Duration::from_secs(240);

/// How much more memory may be resident at the end than after the first quarter, in bytes. What
/// an allocator keeps is not the same each time; one leaked recording an hour would be more.
const GROWTH_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Bytes in a page of memory, as the kernel counts them on the machines that this runs on.
const PAGE_BYTES: u64 = 4_096;

/// What came of a soak.
#[derive(Debug, Default)]
pub struct Soaked {
    /// How the injections ended.
    pub tally: Tally,
    /// What must not happen and did.
    pub failures: Vec<String>,
    /// Resident bytes after the first quarter and at the end, where the system tells them.
    pub resident_bytes: Option<(u64, u64)>,
}

/// Runs so many hours of virtual time.
///
/// # Panics
///
/// No runtime can be had.
#[must_use]
pub fn run(hours: u64, seed: u64) -> Soaked {
    paused_runtime().block_on(soak(hours * CALLS_AN_HOUR, seed))
}

async fn soak(calls: u64, seed: u64) -> Soaked {
    const TOKEN_LIFE_S: u32 = 600;
    let stage = Stage::new(seed, 0, TOKEN_LIFE_S, true);
    let mut soaked = Soaked::default();
    let mut settled_bytes = None;
    for number in 0..calls {
        let drawn = Drawn::of(seed, number);
        let ended = stage.call(&format!("call-{number}"), drawn).await;
        let (tally, findings) = judge(&ended);
        soaked.tally.add(&tally);
        soaked.failures.extend(findings);
        drop(ended);
        sleep(BETWEEN).await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        if tasks > 0 {
            let left = format!("{tasks} tasks are left after call {number}");
            soaked.failures.push(left);
        }
        if number == calls / 4 {
            settled_bytes = resident_bytes();
        }
        if !soaked.failures.is_empty() {
            return soaked;
        }
    }
    soaked.resident_bytes = settled_bytes.zip(resident_bytes());
    if let Some((settled, end)) = soaked.resident_bytes
        && end > settled + GROWTH_BYTES_MAX
    {
        let grown = format!("memory has grown from {settled} to {end} bytes");
        soaked.failures.push(grown);
    }
    soaked
}

/// What of this process is in memory; only Linux tells it in this way.
fn resident_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE_BYTES)
}
