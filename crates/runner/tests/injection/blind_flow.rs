//! Flows over a dialect without media commands: digits and waits, and nobody asks how the call is.

use std::sync::Arc;

use cxtone_cxone::Client;
use cxtone_dialect::{Address, BaseUrl, SessionAddress, cxone_agent::CxoneAgent};
use cxtone_flow::{Flow, Outcome};
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{FlowRefusal, FlowRunner, Injector};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{FarEnd, Tokens},
    setting::MemoryLog,
};

fn runner(far_end: &Arc<FarEnd>, log: &MemoryLog) -> FlowRunner {
    let api_url = BaseUrl::parse("https://api.example.com").expect("a URL");
    let client = Client::builder(far_end.clone(), Arc::new(Tokens::default()), api_url)
        .dialect(Arc::new(CxoneAgent::default()))
        .build();
    let address = Address::from(SessionAddress {
        session: "session-1".parse().expect("an id"),
        contact: None,
    });
    let injector = Injector::builder(client.clone()).log(log.clone()).build();
    FlowRunner::new(client).sending(injector, address, DtmfType::Rfc2833)
}

fn flow(steps: &str) -> Arc<Flow> {
    let text = format!(
        "start: first\nprompts: {{ one: \"https://storage.cxone.com/one.wav\" }}\nsteps:\n{steps}"
    );
    Arc::new(Flow::parse(&text).expect("a flow"))
}

fn call() -> CallId {
    "call-1".parse().expect("an id")
}

#[tokio::test(start_paused = true)]
async fn a_flow_that_only_sends_digits_and_waits_needs_no_media_commands() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let flow = flow(
        "  first: { send-digits: { digits: \"12\", next: pause } }
  pause: { wait: { wait-ms: 300, next: last } }
  last: { send-digits: { digits: \"3#\" } }",
    );
    let cancellation = CancellationToken::new();
    let ran = runner(&far_end, &log)
        .run(&call(), flow, &cancellation)
        .await;
    let report = ran.expect("it can be followed");
    assert!(matches!(report.outcome, Outcome::Finished(_)));
    let seen = far_end.seen();
    let paths: Vec<&str> = seen.iter().map(|one| one.path.as_str()).collect();
    assert!(
        paths.len() == 2 && paths.iter().all(|path| path.ends_with("/send-dtmf")),
        "{paths:?}"
    );
    assert_eq!(log.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_flow_that_plays_or_asks_is_refused_without_media_commands() {
    let far_end = FarEnd::new(&[]);
    let flow = flow(
        "  first: { send-digits: { digits: \"12\", next: last } }
  last: { play: { prompt: one } }",
    );
    let runner = runner(&far_end, &MemoryLog::default());
    let refused = runner.check(&flow).expect_err("it plays");
    assert!(
        matches!(
            refused.refusals(),
            [FlowRefusal::NoCallControl { what: "play", .. }]
        ),
        "{refused}"
    );
    let ran = runner.run(&call(), flow, &CancellationToken::new()).await;
    assert!(ran.is_err() && far_end.seen().is_empty());
}
