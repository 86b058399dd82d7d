//! The clients: each follows the Go source's flow through its calls, one after the other.
//! Who is called, and what must become of it, is in `callers`.

use core::{net::SocketAddr, time::Duration};
use std::{sync::Arc, time::Instant};

use cxtone_cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache, Transport};
use cxtone_dialect::{
    BaseUrl, Body, Credentials,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials},
};
use cxtone_emulator::Hello;
use cxtone_flow::{Flow, Line, StepName};
use cxtone_payload::CallId;
use cxtone_runner::{FlowReport, FlowRunner};
use serde_json::{Value, json};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    Options,
    callers::{Part, part},
};

/// The Go source's flow.
const FLOW: &str = include_str!("../../../../fixtures/flows/outbound-code.yaml");

/// Where its prompts are.
const PROMPT_HOST: &str = "https://storage.cxone.com/";

/// Over what time the clients begin, so that they do not all ask at once.
const ARRIVING: Duration = Duration::from_secs(2);

/// The longest that the test API is waited for.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What came of one call.
pub(super) struct End {
    pub(super) outcome: String,
    pub(super) failure: Option<String>,
    /// For each entry, from its end in the call to when the client knew.
    pub(super) told_after: Vec<Duration>,
}

/// One client and what it reaches the emulator by.
struct Talker {
    url: String,
    transport: Arc<dyn Transport>,
    runner: FlowRunner,
    flow: Arc<Flow>,
}

/// Has all calls, and sends their audio there.
pub(super) async fn talk(hello: &Hello, options: Options, to: Option<SocketAddr>) -> Vec<End> {
    let flow = Arc::new(Flow::parse(FLOW).expect("the fixture is a flow"));
    let talking: Vec<_> = (0..options.calls)
        .map(|client| {
            let talker = Talker::of(hello, Arc::clone(&flow));
            let after = ARRIVING * u32::try_from(client).unwrap_or(u32::MAX)
                / u32::try_from(options.calls).unwrap_or(u32::MAX);
            tokio::spawn(async move {
                sleep(after).await;
                let mut ends = Vec::new();
                for round in 0..options.rounds {
                    // The parts go round, so that each client meets several.
                    ends.push(
                        talker
                            .call(round * options.calls + client + round, to)
                            .await,
                    );
                }
                ends
            })
        })
        .collect();
    let mut ends = Vec::new();
    for talking in talking {
        ends.extend(talking.await.expect("no client panics"));
    }
    ends
}

impl Talker {
    fn of(hello: &Hello, flow: Arc<Flow>) -> Self {
        let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
        let transport: Arc<dyn Transport> = Arc::new(transport);
        let url = BaseUrl::parse(&hello.url).expect("the emulator's URL");
        let credentials = Credentials::new(hello.client_id.as_str(), hello.client_secret.as_str());
        let login = CallControlCredentials::new(url.clone(), credentials, &CALL_CONTROL_SCOPES);
        let tokens = Arc::new(TokenCache::with_login(Arc::clone(&transport), login));
        let client = Client::new(Arc::clone(&transport), tokens, url, RetryPolicy::default());
        Self {
            url: hello.url.clone(),
            transport,
            runner: FlowRunner::new(client.with_prompt_host_of(PROMPT_HOST)),
            flow,
        }
    }

    async fn call(&self, number: usize, to: Option<SocketAddr>) -> End {
        let (part, id) = part(number);
        match self.called(&id, part, to).await {
            Ok(end) => end,
            Err(failure) => End {
                outcome: "not called".to_owned(),
                failure: Some(format!("call {id}: {failure}")),
                told_after: Vec::new(),
            },
        }
    }

    async fn called(&self, id: &str, part: &Part, to: Option<SocketAddr>) -> Result<End, String> {
        let call = CallId::new(id).map_err(|error| error.to_string())?;
        let asked = Instant::now();
        self.ask("POST", "", &json!({ "callId": id })).await?;
        // It began between the question and the answer.
        let began = asked + asked.elapsed() / 2;
        if let Some(to) = to {
            let order = json!({ "to": to.to_string() });
            self.ask("POST", &format!("/{id}/rtp"), &order).await?;
        }
        let started = Instant::now();
        let flow = Arc::clone(&self.flow);
        let never = CancellationToken::new();
        let report = self.runner.run(&call, flow, &never).await;
        let report = report.map_err(|error| error.to_string())?;
        let shown = self.ask("GET", &format!("/{id}"), &Value::Null).await?;
        self.ask("POST", &format!("/{id}/hangup"), &Value::Null)
            .await?;
        let since_began = started.saturating_duration_since(began);
        Ok(End {
            outcome: report.outcome.as_str().to_owned(),
            failure: failure(id, part, &report),
            told_after: told_after(&report, since_began, &shown),
        })
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}/emulator/calls{path}", self.url))
            .header("content-type", "application/json")
            .body(match body {
                Value::Null => Body::from(String::new()),
                body => Body::from(body.to_string()),
            })
            .map_err(|error| error.to_string())?;
        let answer = self.transport.send(request, TIMEOUT).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("{method} {path}: {}", answer.status()));
        }
        let text = answer.body().text().unwrap_or_default();
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

fn failure(id: &str, part: &Part, report: &FlowReport) -> Option<String> {
    let path: Vec<_> = report.path.iter().map(StepName::as_str).collect();
    let outcome = report.outcome.as_str();
    (path != part.path || outcome != part.outcome)
        .then(|| format!("call {id} went {path:?} and ended as {outcome}"))
}

/// The entries of a call as the emulator tells them, beside when the client wrote them down.
fn told_after(report: &FlowReport, since_began: Duration, shown: &Value) -> Vec<Duration> {
    let said = shown["conversation"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let ended = said.iter().filter(|said| said["what"] == "entry");
    let ended = ended.filter_map(|said| said["at"].as_f64());
    let ended = ended.map(Duration::from_secs_f64);
    let known = report.transcript.moments().iter();
    let known = known.filter(|moment| matches!(moment.line, Line::Collected { .. }));
    let known = known.map(|moment| since_began + moment.at);
    known
        .zip(ended)
        .map(|(known, ended)| known.saturating_sub(ended))
        .collect()
}
