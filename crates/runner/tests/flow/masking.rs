//! A recording that is masked around an entry, and unmasked whatever becomes of it.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use cxtone_cxone::{BoxFuture, CommandError};
use cxtone_flow::Flow;
use cxtone_runner::{FlowReport, FlowRunner, RecordingMask};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::far_end::{FarEnd, MemoryLog, Turn, call};

const FLOW: &str = "\
start: pin
prompts: { ask: 'https://storage.cxone.com/ask.wav' }
steps:
  pin:
    collect:
      into: pin
      prompt: ask
      digits-max: 4
      timers: { total-ms: 30000 }
      no-input: { maximum: 1, next: end }
      no-match: { maximum: 1, next: end }
      sensitive: true
      next: end
  end:
    wait: { wait-ms: 20 }
";

/// How long the entry may go on: as long as a command may, and its total timer.
const ENTRY_MAX: Duration = Duration::from_secs(120 + 30);

/// A mask that can always be set, and when it was.
#[derive(Clone, Default)]
struct Mask(Arc<Mutex<Vec<(bool, Instant)>>>);

impl RecordingMask for Mask {
    fn ready<'a>(
        &'a self,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        Box::pin(async { Ok(()) })
    }

    fn set<'a>(
        &'a self,
        masked: bool,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Result<(), CommandError>> {
        let mut set = self.0.lock().expect("no holder panics");
        set.push((masked, Instant::now()));
        Box::pin(async { Ok(()) })
    }
}

async fn ran(turn: Turn, mask: &Mask, log: &MemoryLog) -> FlowReport {
    let far_end = FarEnd::new(&[turn]).without_media();
    let runner = FlowRunner::new(far_end)
        .masking(mask.clone())
        .log(log.clone());
    let flow = Arc::new(Flow::parse(FLOW).expect("a flow"));
    let never = CancellationToken::new();
    let report = runner.run(&call(), flow, &never).await;
    report.expect("it can be followed")
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_goes_on_is_waited_out_and_the_unmasking_told_as_done() {
    for (turn, given_up) in [(Turn::Lost, Duration::ZERO), (Turn::Silent, ENTRY_MAX)] {
        let (mask, log) = (Mask::default(), MemoryLog::default());
        let started = Instant::now();
        let report = ran(turn, &mask, &log).await;
        let lines: Vec<_> = report.transcript.lines().map(ToString::to_string).collect();
        let last = lines.iter().rev().skip(1).take(2);
        assert!(last.eq(["done", "unmask"]), "{lines:?}");
        assert!(report.unmasking_failure.is_none());
        let set = mask.0.lock().expect("no holder panics").clone();
        let [(true, _), (false, unmasked)] = set[..] else {
            panic!("{set:?}");
        };
        let after = unmasked - started;
        assert!(after >= given_up + ENTRY_MAX, "{after:?}");
        let commands = log.entries();
        let of_unmask = |entry: &&serde_json::Value| entry["command"] == "unmask";
        // Intended and observed.
        assert_eq!(commands.iter().filter(of_unmask).count(), 2, "{commands:?}");
    }
}
