//! How a campaign's calls are taken through its flow: the runner of each call, over the network.
//! Following a flow is `runner`'s; what becomes of a call is `campaign`'s.

use core::ops::RangeInclusive;
use std::sync::Arc;

use cxtone_campaign::{CallJournal, Care, Claimed, FlowConductor, FlowTemplate};
use cxtone_cxone::{Client, RetryPolicy, TokenCache};
use cxtone_dialect::cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials};
use cxtone_payload::DtmfType;
use cxtone_runner::{CallLocks, FlowRunner, Injector, LATE_MARGIN, RecordingUrlTap, Settle};

use super::{masking::Masking, way::Way};
use crate::{
    agent_options::DialectName,
    failure::{Failure, Result},
    options::Tenant,
    range, recording_address,
};

/// Accepted speeds of an emulator.
const SPEED: RangeInclusive<f64> = 0.1..=1_000.0;

/// How calls are commanded.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Calls")]
pub(super) struct Conducting {
    /// How the digits of `send-digits` steps travel: RFC2833, SIPINFO or INBAND; needs --provider
    /// and --line
    #[arg(long = "type", value_name = "TYPE", value_parser = dtmf_type)]
    dtmf_type: Option<DtmfType>,

    /// A URL on a host that prompts may be played from, beside the API's own; may be repeated
    #[arg(long, value_name = "URL")]
    prompt_host: Vec<String>,

    /// Follow flows with `type-ahead: false` though the tenant counts keys pressed ahead
    #[arg(long)]
    count_keys_ahead: bool,

    /// Listen to the digits that are sent, and measure the recognition rate
    #[arg(long, requires = "dtmf_type")]
    verify: bool,

    /// Where the answer to an injection leaves it open, listen whether the digits were played;
    /// what was verifiably not heard is sent again
    #[arg(long, requires = "dtmf_type")]
    settle: bool,

    /// Where a call's recording is, as WAV: a URL with {callId} in it; for an API on this machine,
    /// the emulator's recording
    #[arg(long, value_name = "URL")]
    recording: Option<String>,

    /// How many times as fast as usual time passes in the calls of an emulator
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, allow_negative_numbers = true, value_parser = speed)]
    speed: f64,
}

impl Conducting {
    /// The conductor of all calls.
    pub(super) async fn conductor(
        &self,
        tenant: &Tenant,
        template: FlowTemplate,
    ) -> Result<FlowConductor> {
        let commanding = match tenant.dialect_name() {
            DialectName::CxoneV2 => self.commanding(tenant)?,
            // It has no media commands; flows that need any are refused.
            DialectName::CxoneAgent => tenant.client(RetryPolicy::default()).await?,
        };
        let injecting = match self.dtmf_type {
            Some(dtmf_type) => Some(self.injecting(tenant, dtmf_type).await?),
            None => None,
        };
        let masking = Masking::of(tenant, &template).await?;
        let care = Care {
            listens: injecting.as_ref().is_some_and(|way| way.tap.is_some()),
            unmasks: masking.is_some(),
        };
        let counts_keys_ahead = self.count_keys_ahead;
        let runner_of = move |claimed: &Claimed, journal: &CallJournal| {
            let mut runner = FlowRunner::new(commanding.clone());
            if counts_keys_ahead {
                runner = runner.counting_keys_ahead();
            }
            if let Some(injecting) = &injecting {
                runner = injecting.given_to(runner, claimed, journal)?;
            }
            match &masking {
                Some(masking) => masking.given_to(runner, claimed.variables()),
                None => Ok(runner),
            }
        };
        Ok(FlowConductor::new(template, runner_of).caring(care))
    }

    /// The client for media commands, with a login of its own.
    fn commanding(&self, tenant: &Tenant) -> Result<Client> {
        let transport = tenant.transport()?;
        let credentials = tenant.credentials()?;
        let login =
            CallControlCredentials::new(tenant.auth_url()?, credentials, &CALL_CONTROL_SCOPES);
        let tokens = TokenCache::with_login(Arc::clone(&transport), login);
        let client = Client::builder(transport, Arc::new(tokens), tenant.api_url()?)
            .policy(RetryPolicy::default())
            .dialect(tenant.dialect()?)
            .build();
        let hosts = self.prompt_host.iter();
        Ok(hosts.fold(client, |client, host| client.with_prompt_host_of(host)))
    }

    async fn injecting(&self, tenant: &Tenant, dtmf_type: DtmfType) -> Result<Injecting> {
        let client = tenant.client(RetryPolicy::default()).await?;
        let tap = if self.settle || self.verify {
            Some(self.tap(tenant, client.clone())?)
        } else if self.recording.is_some() {
            return Err(Failure::usage("nothing is listened to")
                .help("--recording goes with --verify or --settle"));
        } else {
            None
        };
        Ok(Injecting {
            client,
            way: Way::of(tenant)?,
            dtmf_type,
            tap,
            verify: self.verify,
            settle: if self.settle {
                Settle::Listen {
                    late_margin: LATE_MARGIN,
                    fallback: false,
                }
            } else {
                Settle::Off
            },
            locks: CallLocks::new(),
            speed: self.speed,
        })
    }

    fn tap(&self, tenant: &Tenant, client: Client) -> Result<RecordingUrlTap> {
        let url = match (&self.recording, tenant.api_url()?) {
            (Some(url), _) => url.clone(),
            (None, api) if api.is_loopback() => recording_address::of_emulator(api.as_str()),
            (None, _) => {
                return Err(
                    Failure::usage("--verify and --settle need the calls' sound")
                        .help("tell where it is with --recording URL"),
                );
            }
        };
        RecordingUrlTap::new(client, &url)
            .map_err(|error| Failure::usage(error).help("it comes from --recording"))
    }
}

/// How digits are sent.
struct Injecting {
    client: Client,
    way: Way,
    dtmf_type: DtmfType,
    tap: Option<RecordingUrlTap>,
    verify: bool,
    settle: Settle,
    locks: CallLocks,
    speed: f64,
}

impl Injecting {
    fn given_to(
        &self,
        runner: FlowRunner,
        claimed: &Claimed,
        journal: &CallJournal,
    ) -> core::result::Result<FlowRunner, String> {
        let mut builder = Injector::builder(self.client.clone())
            .log(journal.clone())
            .locks(self.locks.clone())
            .speed(self.speed);
        if let Some(tap) = &self.tap {
            builder = builder.tap(tap.clone()).settle(self.settle);
        }
        let address = self.way.address(claimed.call(), claimed.variables())?;
        let runner = runner.sending(builder.build(), address, self.dtmf_type);
        Ok(if self.verify {
            runner.verifying()
        } else {
            runner
        })
    }
}

fn dtmf_type(text: &str) -> core::result::Result<DtmfType, String> {
    DtmfType::ALL
        .into_iter()
        .find(|one| one.as_str() == text.to_ascii_uppercase())
        .ok_or_else(|| "give RFC2833, SIPINFO or INBAND".to_owned())
}

fn speed(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &SPEED, "times as fast")
}
