//! CPU time of the thread, told as nanoseconds a sample and as times real time.
//! What is timed is left to the stories.

use core::time::Duration;

use cpu_time::ThreadTime;
use criterion::Throughput;
use criterion::measurement::{Measurement, ValueFormatter};

use crate::audio::RATE_HZ;

/// A measurement for Criterion that counts only the time in which the thread ran: on a shared
/// machine the clock on the wall tells of the neighbours.
///
/// A benchmark whose throughput is [`Throughput::Elements`] has its samples told in ns/sample; one
/// at 8 kHz that costs this much runs at 125 000 / cost times real time, which is told too.
#[derive(Clone, Copy, Debug, Default)]
pub struct CpuTime;

/// How many times faster than real time audio at 8 kHz is worked through at a cost a sample.
pub fn times_real_time(ns_per_sample: f64) -> f64 {
    1e9 / (RATE_HZ as f64 * ns_per_sample)
}

impl Measurement for CpuTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_secs_f64() * 1e9
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter
    }
}

struct Formatter;

impl ValueFormatter for Formatter {
    fn format_throughput(&self, throughput: &Throughput, ns: f64) -> String {
        match *throughput {
            Throughput::Elements(samples) => {
                let cost = ns / samples as f64;
                format!(
                    "{cost:.3} ns/sample = {:.0} × real time",
                    times_real_time(cost)
                )
            }
            _ => self.format_value(ns),
        }
    }

    fn scale_values(&self, typical_ns: f64, values: &mut [f64]) -> &'static str {
        let (divisor, unit) = match typical_ns {
            ns if ns < 1e3 => (1.0, "ns"),
            ns if ns < 1e6 => (1e3, "µs"),
            _ => (1e6, "ms"),
        };
        for value in values {
            *value /= divisor;
        }
        unit
    }

    fn scale_throughputs(
        &self,
        _typical_ns: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        if let Throughput::Elements(samples) = *throughput {
            for value in values {
                *value /= samples as f64;
            }
        }
        "ns/sample"
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "ns"
    }
}
