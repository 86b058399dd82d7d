//! A flow holds its call: injections into the same call wait for its end, its own do not.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{Client, TokenCache};
use cxtone_dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2};
use cxtone_flow::Flow;
use cxtone_payload::{CallId, DtmfType, Limits, Raw, validate};
use cxtone_runner::{CallLocks, Injection, Injector};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::stage::{Stage, caller, fixture};

const EXTENSION: &str = "
start: listen
prompts: { bye: https://prompts.example/bye.wav }
steps:
  listen: { wait: { wait-ms: 1000, next: extension } }
  extension: { send-digits: { digits: \"204\", next: bye } }
  bye: { play: { prompt: bye } }
";

fn injector(stage: &Stage) -> Injector {
    let hello = stage.wire.hello();
    let url = BaseUrl::parse(&hello.url).expect("a URL");
    let transport = Arc::new(stage.wire.clone());
    let credentials = Credentials::new(&hello.client_id, &*hello.client_secret);
    let tokens = TokenCache::new(
        transport.clone(),
        url.clone(),
        credentials,
        &cxone_v2::SCOPES,
    );
    let client = Client::builder(transport, Arc::new(tokens), url).build();
    Injector::builder(client).build()
}

fn address(stage: &Stage, call: &CallId) -> Address {
    let hello = stage.wire.hello();
    Address::from(CallAddress {
        provider: hello.provider_id.parse().expect("an id"),
        line: hello.line_id.parse().expect("an id"),
        call: call.clone(),
    })
}

fn injection(stage: &Stage, call: &CallId, digits: &str) -> Injection {
    let raw = Raw {
        digits: digits.into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 100_u32.into(),
    };
    Injection {
        address: address(stage, call),
        payload: validate(&raw, &Limits::CXONE_V2).expect("valid"),
        verify: false,
    }
}

#[tokio::test(start_paused = true)]
async fn an_injection_into_the_same_call_waits_for_the_flows_end() {
    let flow = fixture("outbound-code");
    let stage = Stage::for_flow(&flow);
    let script = caller("ends 2, wait 400, press 100");
    let call = stage.place("call-1", &script, 1).await;
    let injector = injector(&stage);
    let runner = stage.runner(&call).locks(injector.locks().clone());
    let never = CancellationToken::new();
    let following = async {
        let report = runner.run(&call, Arc::clone(&flow), &never).await;
        assert!(report.is_ok());
        Instant::now()
    };
    let injecting = async {
        sleep(Duration::from_secs(2)).await;
        let report = injector.inject(injection(&stage, &call, "7"), &never).await;
        report.expect("it is delivered").latency
    };
    let began = Instant::now();
    let (ended, latency) = tokio::join!(following, injecting);
    assert_eq!(latency.lock_wait, (ended - began) - Duration::from_secs(2));
    let names: Vec<_> = stage.seen(&call).await.commands();
    let names: Vec<_> = names.iter().map(|command| command.name.as_str()).collect();
    assert_eq!(names, ["play", "collect", "play", "dtmf"]);
}

#[tokio::test(start_paused = true)]
async fn a_flow_waits_for_what_holds_its_call_and_can_be_cancelled_meanwhile() {
    let flow = fixture("outbound-code");
    let stage = Stage::for_flow(&flow);
    let call = stage.place("call-1", &caller(""), 1).await;
    let locks = CallLocks::new();
    let guard = locks.acquire(&call).await.expect("free");
    let runner = stage.runner(&call).locks(locks.clone());
    let cancellation = CancellationToken::new();
    let running = runner.run(&call, Arc::clone(&flow), &cancellation);
    let cancelling = async {
        sleep(Duration::from_secs(90)).await;
        cancellation.cancel();
    };
    let (report, ()) = tokio::join!(running, cancelling);
    let report = report.expect("it can be followed");
    assert_eq!(report.outcome.as_str(), "cancelled");
    assert!(stage.seen(&call).await.commands().is_empty());
    drop(guard);
    assert_eq!(locks.locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_flow_sends_digits_into_the_call_that_it_holds() {
    let flow = Arc::new(Flow::parse(EXTENSION).expect("a flow"));
    let stage = Stage::for_flow(&flow);
    let call = stage.place("call-1", &caller(""), 1).await;
    let injector = injector(&stage);
    let address = address(&stage, &call);
    let runner = stage
        .runner(&call)
        .sending(injector.clone(), address, DtmfType::Rfc2833);
    let never = CancellationToken::new();
    let running = runner.run(&call, flow, &never);
    let report = timeout(Duration::from_secs(60), running).await;
    let report = report.expect("it does not wait for itself");
    let report = report.expect("it can be followed");
    assert_eq!(report.outcome.to_string(), "finished in bye");
    assert_eq!(injector.locks().locked_calls(), 0);
    let seen = stage.seen(&call).await;
    assert_eq!(seen.0["heard"][0]["digits"], "204");
}

#[tokio::test(start_paused = true)]
async fn a_call_stays_locked_until_the_digits_have_played_out_that_a_flow_sent() {
    let flow = Arc::new(Flow::parse(EXTENSION).expect("a flow"));
    let stage = Stage::for_flow(&flow);
    let call = stage.place("call-1", &caller(""), 1).await;
    let injector = injector(&stage);
    let runner =
        stage
            .runner(&call)
            .sending(injector.clone(), address(&stage, &call), DtmfType::Rfc2833);
    let never = CancellationToken::new();
    let given_up = {
        let running = runner.run(&call, flow, &never);
        // The digits have just been sent.
        timeout(Duration::from_millis(2_100), running).await
    };
    assert!(given_up.is_err());
    let before = Instant::now();
    assert_eq!(injector.locks().locked_calls(), 1);
    let guard = injector.locks().acquire(&call).await.expect("in the end");
    let waited = before.elapsed();
    assert!(
        (Duration::from_millis(300)..Duration::from_secs(2)).contains(&waited),
        "{waited:?}"
    );
    drop(guard);
}
