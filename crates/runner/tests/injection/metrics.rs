//! What injections come to in numbers, read by a Prometheus parser.

use core::time::Duration;
use std::io::ErrorKind;

use cxtone_cxone::BoxFuture;
use cxtone_runner::{Metrics, Monitor, MonitorError, MonitorEvent};
use prometheus_parse::{Sample, Scrape, Value};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN, TOKEN_MS, status},
    hearing::{MadeUp, recording},
    setting::{DIGITS, PLAY_OUT, inject, injection, injector, verified_injection},
};

/// Metrics that were written, sent and parsed.
struct Scraped {
    text: String,
    scrape: Scrape,
}

impl Scraped {
    fn of(metrics: &Metrics) -> Self {
        let text = metrics.text();
        let lines = text.lines().map(|line| Ok(line.to_owned()));
        let scrape = Scrape::parse(lines).expect("parses");
        let scraped = Self { text, scrape };
        scraped.check_whole();
        scraped
    }

    /// The parser skips what it does not understand, so what it took is counted.
    fn check_whole(&self) {
        let samples = self.scrape.samples.iter();
        let parsed: usize = samples
            .map(|sample| match &sample.value {
                Value::Histogram(buckets) => buckets.len(),
                _ => 1,
            })
            .sum();
        let is_sample = |line: &&str| !line.starts_with('#');
        let written = self.text.lines().filter(is_sample);
        assert!(written.clone().all(|line| line.starts_with("cxtone_")));
        assert_eq!(parsed, written.count(), "{}", self.text);
    }

    fn sample(&self, metric: &str, labels: &[(&str, &str)]) -> Option<&Sample> {
        self.scrape.samples.iter().find(|sample| {
            let has = |(name, value): &(&str, &str)| sample.labels.get(name) == Some(value);
            sample.metric == metric && labels.iter().all(has)
        })
    }

    /// The value of a counter, or of a histogram's sum or count.
    fn value(&self, metric: &str, labels: &[(&str, &str)]) -> f64 {
        match self.sample(metric, labels).map(|sample| &sample.value) {
            Some(Value::Counter(value) | Value::Untyped(value)) => *value,
            other => panic!("{metric} {labels:?} is {other:?} in\n{}", self.text),
        }
    }

    fn check(&self, metric: &str, labels: &[(&str, &str)], expected: f64) {
        let value = self.value(metric, labels);
        let same = (value - expected).abs() < 1e-9;
        assert!(same, "{metric} {labels:?} is {value}, not {expected}");
    }

    /// How often a stage was measured, and how long it took in all, in ms.
    fn check_stage(&self, stage: &str, times: u32, total_ms: u64) {
        let labels = [("stage", stage)];
        self.check("cxtone_stage_seconds_count", &labels, times.into());
        let total = Duration::from_millis(total_ms).as_secs_f64();
        self.check("cxtone_stage_seconds_sum", &labels, total);
    }
}

struct Failing;

impl Monitor for Failing {
    fn name(&self) -> &'static str {
        "failing"
    }

    fn notify<'a>(&'a self, _event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        Box::pin(async { Err(MonitorError::Write(ErrorKind::StorageFull)) })
    }
}

#[tokio::test(start_paused = true)]
async fn outcomes_failures_requests_and_retries_are_counted() {
    let answers = [429, 200, 202, 409, 500].map(status);
    let far_end = FarEnd::new(&answers);
    let metrics = Metrics::new();
    let injector = injector(&far_end)
        .monitor(Failing)
        .metrics(metrics.clone())
        .build();
    for call in ["call-1", "call-2", "call-3", "call-4"] {
        // What came of each is what is counted.
        drop(inject(&injector, injection(call)).await);
    }
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    drop(injector.inject(injection("call-5"), &cancelled).await);
    sleep(PLAY_OUT).await;
    let scraped = Scraped::of(&metrics);
    for (outcome, expected) in [
        ("delivered", 1.0),
        ("accepted", 1.0),
        ("heard", 0.0),
        ("ambiguous", 1.0),
        ("failed", 2.0),
    ] {
        let labels = [("type", "RFC2833"), ("outcome", outcome)];
        scraped.check("cxtone_injections_total", &labels, expected);
    }
    for kind in ["conflict", "ambiguous", "cancelled"] {
        scraped.check("cxtone_failures_total", &[("kind", kind)], 1.0);
    }
    scraped.check("cxtone_requests_total", &[], 5.0);
    scraped.check("cxtone_retries_total", &[], 1.0);
    let failed = [("monitor", "failing"), ("result", "failed")];
    scraped.check("cxtone_monitor_events_total", &failed, 5.0);
}

#[tokio::test(start_paused = true)]
async fn stages_are_measured_where_there_were_any_and_rates_where_they_were_heard() {
    let far_end = FarEnd::new(&[]);
    let metrics = Metrics::new();
    let injector = injector(&far_end)
        .tap(MadeUp::new([Ok(recording("12#"))]))
        .metrics(metrics.clone())
        .build();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    inject(&injector, verified_injection("call-2"))
        .await
        .expect("delivered");
    let scraped = Scraped::of(&metrics);
    scraped.check_stage("lock_wait", 2, 0);
    scraped.check_stage("quota_wait", 2, 0);
    scraped.check_stage("token", 2, TOKEN_MS);
    scraped.check_stage("first_byte", 2, 2 * ANSWER_MS);
    scraped.check_stage("attempts", 2, 2 * ANSWER_MS);
    scraped.check_stage("total", 2, TOKEN_MS + 2 * ANSWER_MS);
    let play_out_ms = u64::try_from(PLAY_OUT.as_millis()).expect("short");
    scraped.check_stage("play_out", 2, 2 * play_out_ms);
    let verification = [("stage", "verification")];
    scraped.check("cxtone_stage_seconds_count", &verification, 1.0);
    scraped.check("cxtone_recognition_rate_count", &[], 1.0);
    scraped.check("cxtone_recognition_rate_sum", &[], 0.6);
    for (result, digits) in [("recognised", 3.0), ("missed", 2.0)] {
        scraped.check("cxtone_digits_total", &[("result", result)], digits);
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_the_call_is_measured() {
    let far_end = FarEnd::new(&[]);
    let metrics = Metrics::new();
    let injector = injector(&far_end).metrics(metrics.clone()).build();
    for _ in 0..2 {
        inject(&injector, injection("call-1"))
            .await
            .expect("delivered");
    }
    let play_out_ms = u64::try_from(PLAY_OUT.as_millis()).expect("short");
    Scraped::of(&metrics).check_stage("lock_wait", 2, play_out_ms);
}

#[tokio::test(start_paused = true)]
async fn n13_however_many_calls_there_are_the_metrics_stay_as_many_and_name_none() {
    let echo = format!("{{\"dtmf\":\"{DIGITS}\",\"token\":\"{TOKEN}\"}}");
    let codes = [200, 202, 400, 401, 401, 403, 409, 500, 302];
    let answers: Vec<_> = codes
        .map(|code| Answer::Status(code, Vec::new(), echo.clone()))
        .to_vec();
    let metrics = Metrics::new();
    let mut series = Vec::new();
    for round in 0..3 {
        let far_end = FarEnd::new(&answers);
        let injector = injector(&far_end).metrics(metrics.clone()).build();
        for call in 0..8 {
            let call = format!("canary-call-{round}-{call}");
            drop(inject(&injector, injection(&call)).await);
        }
        let scraped = Scraped::of(&metrics);
        for hidden in [DIGITS, TOKEN, "canary-call"] {
            assert!(!scraped.text.contains(hidden), "{}", scraped.text);
        }
        series.push(scraped.scrape.samples.len());
    }
    assert!(series.iter().all(|count| *count == series[0]), "{series:?}");
}

#[test]
fn nothing_counted_yet_is_text_that_parses() {
    let metrics = Metrics::new();
    let scraped = Scraped::of(&metrics);
    scraped.check("cxtone_requests_total", &[], 0.0);
    assert!(Metrics::CONTENT_TYPE.starts_with("text/plain"));
    assert_eq!(format!("{metrics:?}"), "Metrics");
}
