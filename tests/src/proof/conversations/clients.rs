//! The clients: each follows the Go source's flow through its calls, one after the other.
//! Who is called, and what must become of it, is in `callers`.

use core::time::Duration;
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
    listener::{Arrivals, Listener},
};

/// The Go source's flow.
const FLOW: &str = include_str!("../../../../fixtures/flows/outbound-code.yaml");

/// Where its prompts are.
const PROMPT_HOST: &str = "https://storage.cxone.com/";

/// Over what time the clients begin, so that they do not all ask at once.
const ARRIVING: Duration = Duration::from_secs(2);

/// The longest that the test API is waited for: it makes the sound of whole calls to tell what was
/// heard in them, a few at a time.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What came of one call.
pub(super) struct End {
    pub(super) outcome: String,
    pub(super) failure: Option<String>,
    /// For each entry, from its end in the call to when the client knew.
    pub(super) told_after: Vec<Duration>,
}

/// One client and what it reaches the emulator by.
pub(super) struct Talker {
    url: String,
    transport: Arc<dyn Transport>,
    runner: FlowRunner,
    flow: Arc<Flow>,
    listener: Option<Listener>,
}

/// The clients before their first call.
pub(super) async fn crew(hello: &Hello, options: Options) -> Vec<Talker> {
    let flow = Arc::new(Flow::parse(FLOW).expect("the fixture is a flow"));
    let mut crew = Vec::new();
    for _ in 0..options.calls {
        let listener = match options.audio {
            true => Some(Listener::start().await),
            false => None,
        };
        crew.push(Talker::of(hello, Arc::clone(&flow), listener));
    }
    crew
}

/// Has all calls; how they ended, and how their audio came.
pub(super) async fn talk(crew: Vec<Talker>, options: Options) -> (Vec<End>, Arrivals) {
    let count = u32::try_from(crew.len()).unwrap_or(u32::MAX);
    let talking = (0_u32..).zip(crew).map(|(client, talker)| {
        let after = ARRIVING * client / count;
        tokio::spawn(async move {
            sleep(after).await;
            talker.calls(client as usize, options).await
        })
    });
    let talking: Vec<_> = talking.collect();
    let mut all = (Vec::new(), Arrivals::default());
    for talking in talking {
        let (ends, arrivals) = talking.await.expect("no client panics");
        all.0.extend(ends);
        all.1.add(arrivals);
    }
    all
}

impl Talker {
    fn of(hello: &Hello, flow: Arc<Flow>, listener: Option<Listener>) -> Self {
        let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
        let transport: Arc<dyn Transport> = Arc::new(transport);
        let url = BaseUrl::parse(&hello.url).expect("the emulator's URL");
        let credentials = Credentials::new(hello.client_id.as_str(), hello.client_secret.as_str());
        let login = CallControlCredentials::new(url.clone(), credentials, &CALL_CONTROL_SCOPES);
        let tokens = Arc::new(TokenCache::with_login(Arc::clone(&transport), login));
        let client = Client::new(Arc::clone(&transport), tokens, url, RetryPolicy::default());
        let client = client.with_prompt_host_of(PROMPT_HOST).expect("a URL");
        Self {
            url: hello.url.clone(),
            transport,
            runner: FlowRunner::new(client),
            flow,
            listener,
        }
    }

    async fn calls(self, client: usize, options: Options) -> (Vec<End>, Arrivals) {
        let mut ends = Vec::new();
        for round in 0..options.rounds {
            // The parts go round, so that each client meets several.
            let number = round * options.calls + client + round;
            ends.push(self.call(number).await);
        }
        let arrivals = self.listener.as_ref().map(Listener::arrivals);
        (ends, arrivals.unwrap_or_default())
    }

    async fn call(&self, number: usize) -> End {
        let (part, id) = part(number);
        match self.called(&id, part, number).await {
            Ok(end) => end,
            Err(failure) => End {
                outcome: "not called".to_owned(),
                failure: Some(format!("call {id}: {failure}")),
                told_after: Vec::new(),
            },
        }
    }

    async fn called(&self, id: &str, part: &Part, number: usize) -> Result<End, String> {
        let call = CallId::new(id).map_err(|error| error.to_string())?;
        let asked = Instant::now();
        self.ask("POST", "", &json!({ "callId": id })).await?;
        // It began between the question and the answer.
        let began = asked + asked.elapsed() / 2;
        if let Some(listener) = &self.listener {
            // The seed tells streams apart.
            let order = json!({ "to": listener.address().to_string(), "seed": number });
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
