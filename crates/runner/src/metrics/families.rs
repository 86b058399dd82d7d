//! The families of metrics, their names, labels and buckets.
//! What is counted into them, and when, is in the parent.

use core::time::Duration;

use cxtone_payload::DtmfType;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry, TextEncoder,
    core::Collector,
};

/// Upper bounds of the stages' buckets, in seconds: from a token at hand to the total deadline.
const SECONDS: [f64; 16] = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    120.0,
];

/// Upper bounds of the rates' buckets. What is above the last but one is a rate of one.
const RATES: [f64; 7] = [0.0, 0.5, 0.75, 0.9, 0.95, 0.999, 1.0];

/// How injections end.
const OUTCOMES: [&str; 5] = ["delivered", "accepted", "heard", "ambiguous", "failed"];

/// Why a description is sound: it is a literal of this file.
const SOUND: &str = "names, labels and buckets are constants of this file";

/// A stage of an injection.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    LockWait,
    QuotaWait,
    Token,
    Attempts,
    FirstByte,
    PlayOut,
    Verification,
    Total,
}

/// Everything that is counted.
pub(super) struct Families {
    registry: Registry,
    pub(super) injections: IntCounterVec,
    pub(super) failures: IntCounterVec,
    pub(super) requests: IntCounter,
    pub(super) retries: IntCounter,
    stages: HistogramVec,
    pub(super) rates: Histogram,
    pub(super) digits: IntCounterVec,
    pub(super) settlements: IntCounterVec,
    pub(super) monitored: IntCounterVec,
}

impl Families {
    pub(super) fn new() -> Self {
        let registry = Registry::new();
        let counters = |name: &str, help: &str, labels: &[&str]| {
            let counters = IntCounterVec::new(Opts::new(name, help), labels).expect(SOUND);
            registered(&registry, counters)
        };
        let counter = |name: &str, help: &str| {
            let counter = IntCounter::new(name, help).expect(SOUND);
            registered(&registry, counter)
        };
        let families = Self {
            injections: counters(
                "cxtone_injections_total",
                "Injections that ended.",
                &["type", "outcome"],
            ),
            failures: counters(
                "cxtone_failures_total",
                "Injections that were not plainly delivered, by why.",
                &["kind"],
            ),
            requests: counter("cxtone_requests_total", "Injection requests sent."),
            retries: counter(
                "cxtone_retries_total",
                "Injection requests sent after an injection's first.",
            ),
            stages: stages(&registry),
            rates: rates(&registry),
            digits: counters(
                "cxtone_digits_total",
                "Digits of injections whose recognition was measured.",
                &["result"],
            ),
            settlements: counters(
                "cxtone_settlements_total",
                "What listening decided where an answer left it open.",
                &["settled"],
            ),
            monitored: counters(
                "cxtone_monitor_events_total",
                "Events for each monitor.",
                &["monitor", "result"],
            ),
            registry,
        };
        families.start_at_zero();
        families
    }

    pub(super) fn text(&self) -> String {
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .expect("families that are gathered are whole, and writing to a string does not fail")
    }

    pub(super) fn observe(&self, stage: Stage, taken: Duration) {
        let stage = self.stages.with_label_values(&[stage.as_str()]);
        stage.observe(taken.as_secs_f64());
    }

    /// A rate of increase needs a count from before the first event.
    fn start_at_zero(&self) {
        for dtmf_type in DtmfType::ALL {
            for outcome in OUTCOMES {
                let labels = [dtmf_type.as_str(), outcome];
                self.injections.with_label_values(&labels);
            }
        }
    }
}

impl Stage {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LockWait => "lock_wait",
            Self::QuotaWait => "quota_wait",
            Self::Token => "token",
            Self::Attempts => "attempts",
            Self::FirstByte => "first_byte",
            Self::PlayOut => "play_out",
            Self::Verification => "verification",
            Self::Total => "total",
        }
    }
}

fn stages(registry: &Registry) -> HistogramVec {
    let options = HistogramOpts::new(
        "cxtone_stage_seconds",
        "How long each stage of an injection took.",
    );
    let options = options.buckets(SECONDS.to_vec());
    registered(
        registry,
        HistogramVec::new(options, &["stage"]).expect(SOUND),
    )
}

fn rates(registry: &Registry) -> Histogram {
    let options = HistogramOpts::new(
        "cxtone_recognition_rate",
        "Recognition rates that were measured in calls' audio.",
    );
    let options = options.buckets(RATES.to_vec());
    registered(registry, Histogram::with_opts(options).expect(SOUND))
}

fn registered<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> C {
    registry.register(Box::new(collector.clone())).expect(SOUND);
    collector
}
