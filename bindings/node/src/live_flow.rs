//! One live call through a flow, for JavaScript.
//! Following the flow is `runner`'s; logins and clients are brought together here.

use std::sync::Arc;

use cxtone_cxone::{Client, TokenCache, Transport};
use cxtone_dialect::{
    Address, BaseUrl, CallAddress, Credentials,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials, SCOPES},
};
use cxtone_flow::{Flow, Moment, StepName};
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{FlowReport, FlowRunner, Injector};
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{
    cancellation::NativeCancellation,
    ground::{LogOptions, SharedLog},
    refused::{refused, with_causes, wrong},
    transport::transport,
};

/// The call, the tenant, and what the flow may need.
#[napi(object, object_to_js = false)]
pub struct LiveFlowOptions {
    /// The call's id.
    pub call_id: String,
    /// Base URL of the API.
    pub api_url: String,
    /// Base URL of the login.
    pub auth_url: String,
    /// The OAuth client's id.
    pub client_id: String,
    /// The OAuth client's secret.
    pub client_secret: String,
    /// URLs on hosts that prompts may be played from, beside the API's own.
    pub prompt_hosts: Vec<String>,
    /// How digits are sent; none where the flow sends none.
    pub sending: Option<SendingOptions>,
    /// Where commands are written down.
    pub log: Option<LogOptions>,
    /// Certificates in PEM that are trusted besides the system's.
    pub ca: Option<String>,
    /// The URL of a proxy for https.
    pub proxy: Option<String>,
}

/// Where the call's digits go, and as what.
#[napi(object, object_to_js = false)]
pub struct SendingOptions {
    /// The provider's id.
    pub provider: String,
    /// The line's id.
    pub line: String,
    /// `RFC2833`, `SIPINFO` or `INBAND`.
    pub dtmf_type: String,
}

/// What came of it, as JSON, and the digits of the last entry apart from it.
#[napi(object, object_from_js = false)]
pub struct FlowRun {
    /// It holds no digit.
    pub report: String,
    /// None of a sensitive step.
    pub digits: String,
}

/// The shape of `cxtone ivr --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    call_id: &'a str,
    run_id: &'a str,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    path: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    ambiguous: bool,
    transcript: Vec<Line>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    at_ms: u128,
    line: String,
}

/// Follows the flow through the call to its end.
///
/// # Errors
///
/// The text is no flow, an option cannot be used, or the flow has a step that cannot be carried out.
#[napi(catch_unwind)]
pub fn run_flow<'env>(
    env: &'env Env,
    text: String,
    options: LiveFlowOptions,
    cancellation: Option<&NativeCancellation>,
) -> Result<PromiseRaw<'env, FlowRun>> {
    let flow = Flow::parse(&text).map_err(|error| wrong("flow", &error))?;
    let call = CallId::new(&options.call_id).map_err(|error| wrong("callId", &error))?;
    let runner = options.runner(&call)?;
    let cancellation = cancellation.map(|it| it.token.clone()).unwrap_or_default();
    env.spawn_future(follow(runner, call, Arc::new(flow), cancellation))
}

async fn follow(
    runner: FlowRunner,
    call: CallId,
    flow: Arc<Flow>,
    cancellation: CancellationToken,
) -> Result<FlowRun> {
    let report = runner
        .run(&call, flow, &cancellation)
        .await
        .map_err(refused)?;
    Ok(FlowRun {
        report: serde_json::to_string(&Told::of(&call, &report)).map_err(refused)?,
        digits: report.digits.chars().collect(),
    })
}

impl LiveFlowOptions {
    fn runner(self, call: &CallId) -> Result<FlowRunner> {
        let transport = transport(self.ca.clone(), self.proxy.clone())?;
        let mut runner = FlowRunner::new(self.client(&transport)?);
        let log = self.log.map(SharedLog::open).transpose()?;
        if let Some(sending) = &self.sending {
            let url = |name, text| BaseUrl::parse(text).map_err(|error| wrong(name, &error));
            let credentials = Credentials::new(self.client_id, self.client_secret);
            let login = url("authUrl", &self.auth_url)?;
            let tokens = TokenCache::new(transport.clone(), login, credentials, &SCOPES);
            let client =
                Client::builder(transport, Arc::new(tokens), url("apiUrl", &self.api_url)?);
            let mut injector = Injector::builder(client.build());
            if let Some(log) = &log {
                injector = injector.log(log.clone());
            }
            let (address, dtmf_type) = sending.target(call)?;
            runner = runner.sending(injector.build(), address, dtmf_type);
        }
        Ok(match log {
            Some(log) => runner.log(log),
            None => runner,
        })
    }

    /// A client for media commands, with a login of their own.
    fn client(&self, transport: &Arc<dyn Transport>) -> Result<Client> {
        let url = |name, text| BaseUrl::parse(text).map_err(|error| wrong(name, &error));
        let credentials = Credentials::new(self.client_id.clone(), self.client_secret.clone());
        let auth_url = url("authUrl", &self.auth_url)?;
        let login = CallControlCredentials::new(auth_url, credentials, &CALL_CONTROL_SCOPES);
        let tokens = Arc::new(TokenCache::with_login(transport.clone(), login));
        let api_url = url("apiUrl", &self.api_url)?;
        let client = Client::builder(transport.clone(), tokens, api_url).build();
        let hosts = self.prompt_hosts.iter();
        Ok(hosts.fold(client, |client, host| client.with_prompt_host_of(host)))
    }
}

impl SendingOptions {
    fn target(&self, call: &CallId) -> Result<(Address, DtmfType)> {
        let known = DtmfType::ALL.into_iter();
        let mut named = known.filter(|one| one.as_str() == self.dtmf_type);
        let dtmf_type = named.next().ok_or_else(|| {
            let why = "give RFC2833, SIPINFO or INBAND";
            wrong("dtmfType", &why)
        })?;
        let address = Address::from(CallAddress {
            provider: self
                .provider
                .parse()
                .map_err(|error| wrong("telephonyProviderId", &error))?,
            line: self.line.parse().map_err(|error| wrong("lineId", &error))?,
            call: call.clone(),
        });
        Ok((address, dtmf_type))
    }
}

impl<'a> Told<'a> {
    fn of(call: &'a CallId, report: &'a FlowReport) -> Self {
        let failure = report.failure.as_ref();
        let moments = report.transcript.moments().iter();
        let line = |Moment { at, line }: &Moment| Line {
            at_ms: at.as_millis(),
            line: line.to_string(),
        };
        Self {
            call_id: call.as_str(),
            run_id: report.run_id.as_str(),
            outcome: report.outcome.as_str(),
            step: report.outcome.step().map(StepName::as_str),
            path: report.path.iter().map(StepName::as_str).collect(),
            error: failure.map(|failure| with_causes(failure)),
            ambiguous: failure.is_some_and(|failure| failure.is_ambiguous()),
            transcript: moments.map(line).collect(),
        }
    }
}
