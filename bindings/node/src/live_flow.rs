//! One live call through a flow, for JavaScript.
//! Following the flow is `runner`'s; logins and clients are brought together here.

use std::sync::Arc;

use cxtone_cxone::{Client, TokenCache, Transport};
use cxtone_dialect::{
    Address, BaseUrl, CallAddress, Credentials,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials, SCOPES},
};
use cxtone_flow::Flow;
use cxtone_payload::{CallId, DtmfType};
use cxtone_runner::{FlowRunner, Injector, RunReport};
use napi::{Env, Result, bindgen_prelude::PromiseRaw};
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::{
    cancellation::NativeCancellation,
    dialect::DialectChoice,
    ground::{LogOptions, SharedLog},
    masking::{Beside, MaskingOptions},
    refused::{refused, wrong},
    transport::transport,
};

/// The call, the tenant, and what the flow may need.
#[napi(object, object_to_js = false)]
pub struct LiveFlowOptions {
    /// The call's id.
    pub call_id: String,
    /// The tenant's dialect; `cxone-v2` unless told otherwise.
    pub dialect: Option<String>,
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
    /// What masks the recording; none where the flow has no step that is `sensitive`.
    pub masking: Option<MaskingOptions>,
    /// Whether keys may count that were pressed ahead, against the flow's word.
    pub count_keys_ahead: Option<bool>,
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
        report: serde_json::to_string(&RunReport::of(&call, &report)).map_err(refused)?,
        digits: report.digits.chars().collect(),
    })
}

impl LiveFlowOptions {
    fn runner(mut self, call: &CallId) -> Result<FlowRunner> {
        let transport = transport(self.ca.take(), self.proxy.take())?;
        let mut runner = FlowRunner::new(self.client(&transport)?);
        if self.count_keys_ahead.unwrap_or(false) {
            runner = runner.counting_keys_ahead();
        }
        let log = self.log.take().map(SharedLog::open).transpose()?;
        if let Some(sending) = &self.sending {
            let (address, dtmf_type) = sending.target(call)?;
            let injector = self.injector(transport.clone(), log.clone())?;
            runner = runner.sending(injector, address, dtmf_type);
        }
        if let Some(masking) = self.masking.take() {
            runner = runner.masking(masking.mask(Beside {
                transport: &transport,
                api_url: &self.api_url,
                auth_url: &self.auth_url,
                credentials: self.credentials(),
            })?);
        }
        Ok(match log {
            Some(log) => runner.log(log),
            None => runner,
        })
    }

    /// A client for media commands, with a login of their own.
    fn client(&self, transport: &Arc<dyn Transport>) -> Result<Client> {
        let choice = DialectChoice {
            name: self.dialect.as_deref(),
            ..DialectChoice::default()
        };
        let auth_url = url("authUrl", &self.auth_url)?;
        let login = CallControlCredentials::new(auth_url, self.credentials(), &CALL_CONTROL_SCOPES);
        let tokens = Arc::new(TokenCache::with_login(transport.clone(), login));
        let client = Client::builder(transport.clone(), tokens, url("apiUrl", &self.api_url)?)
            .dialect(choice.dialect()?)
            .build();
        let mut hosts = self.prompt_hosts.iter();
        let named = hosts.try_fold(client, |client, host| client.with_prompt_host_of(host));
        named.map_err(|error| wrong("promptHosts", &error))
    }

    fn injector(&self, transport: Arc<dyn Transport>, log: Option<SharedLog>) -> Result<Injector> {
        let login = url("authUrl", &self.auth_url)?;
        let tokens = TokenCache::new(transport.clone(), login, self.credentials(), &SCOPES);
        let client = Client::builder(transport, Arc::new(tokens), url("apiUrl", &self.api_url)?);
        let injector = Injector::builder(client.build());
        Ok(match log {
            Some(log) => injector.log(log).build(),
            None => injector.build(),
        })
    }

    fn credentials(&self) -> Credentials {
        Credentials::new(self.client_id.clone(), self.client_secret.clone())
    }
}

fn url(option: &str, text: &str) -> Result<BaseUrl> {
    BaseUrl::parse(text).map_err(|error| wrong(option, &error))
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
