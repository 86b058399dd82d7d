//! How a campaign's calls are taken through its flow: the runner of each call, over the network.
//! Following a flow is `runner`'s; what becomes of a call is `campaign`'s.

use core::ops::RangeInclusive;

use cxtone_audit::DigitsKey;
use cxtone_campaign::{CallJournal, Care, Claimed, FlowConductor, FlowTemplate};
use cxtone_cxone::{Client, RetryPolicy};
use cxtone_payload::DtmfType;
use cxtone_runner::{CallLocks, FlowRunner, Injector, LATE_MARGIN, RecordingUrlTap, Settle};

use super::{masking::Masking, way::Way};
use crate::{
    agent_options::DialectName,
    failure::{Failure, Result},
    flow_options::FlowOptions,
    options::Tenant,
    range, recording_address,
    recording_renders::RecordingRenders,
};

/// Accepted speeds of an emulator.
const SPEED: RangeInclusive<f64> = 0.1..=1_000.0;

/// How calls are commanded.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Calls")]
pub(super) struct Conducting {
    #[command(flatten)]
    flow: FlowOptions,

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

    #[command(flatten)]
    renders: RecordingRenders,

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
        digits_key: Option<DigitsKey>,
    ) -> Result<FlowConductor> {
        let commanding = match tenant.dialect_name() {
            DialectName::CxoneV2 => {
                let client = self.flow.client(tenant, tenant.credentials()?, None)?;
                self.flow.runner(client)
            }
            // It has no media commands; flows that need any are refused.
            DialectName::CxoneAgent => self
                .flow
                .runner(tenant.client(RetryPolicy::default()).await?),
        };
        let injecting = match self.flow.dtmf_type {
            Some(dtmf_type) => Some(self.injecting(tenant, dtmf_type, digits_key).await?),
            None => None,
        };
        let masking = Masking::of(tenant, &template).await?;
        let care = Care {
            listens: injecting.as_ref().is_some_and(|way| way.tap.is_some()),
            unmasks: masking.is_some(),
        };
        let runner_of = move |claimed: &Claimed, journal: &CallJournal| {
            let mut runner = commanding.clone();
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

    async fn injecting(
        &self,
        tenant: &Tenant,
        dtmf_type: DtmfType,
        digits_key: Option<DigitsKey>,
    ) -> Result<Injecting> {
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
            digits_key,
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
            .map(|tap| tap.rendering(self.renders.types()))
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
    /// The key of the codes by which digits are recognised in the audit log.
    digits_key: Option<DigitsKey>,
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
        if let Some(key) = &self.digits_key {
            builder = builder.digits_key(key.clone());
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

fn speed(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &SPEED, "times as fast")
}
