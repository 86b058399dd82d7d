//! How long threads have worked, by their names, where the system tells it in the way of Linux.
//! What is too long is judged by the proof.

use core::time::Duration;
use std::fs;

/// Clock ticks of the system in a second, in which it tells the time of a thread.
const TICKS_PER_S: f64 = 100.0;

/// How long emulator and clients worked, in seconds of one core.
#[derive(Clone, Copy, Debug)]
pub struct Shares([f64; 2]);

impl Shares {
    /// What both have worked since then.
    pub(super) fn since(before: [Option<f64>; 2], now: [Option<f64>; 2]) -> Option<Self> {
        let [emulator, clients] = now;
        let [emulator_before, clients_before] = before;
        let worked = |now: Option<f64>, before: Option<f64>| Some(now? - before.unwrap_or(0.0));
        Some(Self([
            worked(emulator, emulator_before)?,
            worked(clients, clients_before)?,
        ]))
    }

    /// Percent of one core, of emulator and clients.
    #[must_use]
    pub fn percent(self, of: Duration) -> [f64; 2] {
        self.0.map(|worked_s| 100.0 * worked_s / of.as_secs_f64())
    }

    /// How many cores were at work.
    #[must_use]
    pub fn cores(self, of: Duration) -> f64 {
        self.0.iter().sum::<f64>() / of.as_secs_f64()
    }
}

/// How long all threads of this name have worked that there still are, in seconds.
pub(super) fn threads_s(name: &str) -> Option<f64> {
    let tasks = fs::read_dir("/proc/self/task").ok()?;
    let stats = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("stat")).ok());
    Some(stats.filter_map(|stat| worked_s(&stat, name)).sum())
}

/// User and system time of a thread of this name: fields 14 and 15 of proc(5), where the name is
/// the second, in brackets.
fn worked_s(stat: &str, name: &str) -> Option<f64> {
    let (before, fields) = stat.rsplit_once(") ")?;
    let (_, thread) = before.split_once('(')?;
    let ticks = fields.split_ascii_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.filter_map(|field| field.parse::<f64>().ok()).sum();
    (thread == name).then_some(ticks / TICKS_PER_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_thread_is_read_behind_its_name() {
        let stat = "12 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 3 0 1 2 3";
        assert_eq!(worked_s(stat, "a) b"), Some(2.0));
        assert_eq!(worked_s(stat, "a"), None);
        assert_eq!(worked_s("", ""), None);
    }
}
