//! `ivr`: one live call through a flow.
//! Following the flow is `runner`'s work; this command brings the parts together and tells what
//! came of it.

mod dry_run;
mod told;

use std::{path::PathBuf, sync::Arc};

use cxtone_cxone::{Client, RetryPolicy};
use cxtone_dialect::Credentials;
use cxtone_flow::Flow;
use cxtone_payload::CallId;
use cxtone_runner::{AgentMask, FlowRunner, Injector, JsonLinesLog};
use tokio_util::sync::CancellationToken;

use crate::{
    audit_options::AuditOptions,
    command::flow::reading,
    exit::Exit,
    failure::{Failure, Result},
    flow_options::FlowOptions,
    options::{self, Tenant, given, wrong},
    output, runtime,
};

/// The flow that is followed where no other is named: the Go source's.
pub(crate) const DEFAULT_FLOW: &str = include_str!("../../../../fixtures/flows/outbound-code.yaml");

/// Where the default flow's prompts are.
pub(crate) const DEFAULT_PROMPT_HOST: &str = "https://storage.cxone.com/";

const EXAMPLES: &str = "\
Examples:
  cxtone ivr 8f14e45f --dry-run
  cxtone ivr 8f14e45f --flow code.yaml --prompt-host https://prompts.example.com
  cxtone ivr 8f14e45f --audit calls.audit --json
  cxtone ivr 8f14e45f --flow pin.yaml --contact 1234567 --count-keys-ahead

Without --flow: a greeting, a code of three digits, 100 or 000, else invalid, three attempts.
It begins when the call is answered; after a minute of ringing nobody has answered.
Before each command the call must be active or ringing. A command that may have been carried out
is not sent again and ends the flow with exit code 3. A recording that is masked is unmasked
however the flow ends, but not while the caller may still be making an entry that was given up.
SIGINT and SIGTERM end the flow: the command under way may take 5 s more, nothing follows it but
the unmasking, and the exit code is 4; a second signal, a second or more later, ends at once with
exit code 3, and leaves a masked recording masked. Digits show as a count.";

const ENDING: &str = "the flow is ended; a masked recording stays so while the caller may still be \
     making an entry; once more ends at once";
const ENDED_AT_ONCE: &str = "ended at once: a recording that was masked stays masked, and what was \
     on its way may have been carried out";

/// The call, and the flow.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", options::HELP))]
pub(crate) struct Arguments {
    /// Id of the call
    #[arg(value_name = "CALL_ID")]
    call: String,

    /// The flow, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    flow: Option<PathBuf>,

    #[command(flatten)]
    following: FlowOptions,

    /// Id of the contact that the call is, whose recording is masked around `sensitive` steps;
    /// needs an access key of cxone-agent
    #[arg(
        long,
        value_name = "ID",
        env = "CXONE_CONTACT_ID",
        hide_env_values = true
    )]
    contact: Option<String>,

    /// Show the first requests with secrets masked, and send nothing
    #[arg(long, conflicts_with = "audit")]
    dry_run: bool,

    #[command(flatten)]
    audit: AuditOptions,

    /// Print one JSON object
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    tenant: Tenant,
}

/// Follows the flow, or shows how it would begin.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let call = CallId::new(&arguments.call)
        .map_err(|error| Failure::usage(error).help("it is the first argument"))?;
    let flow = arguments.flow()?;
    if arguments.dry_run {
        let nobody = Credentials::new("none", "none");
        let client = arguments.client(nobody)?;
        let mut runner = arguments.following.runner(client.clone());
        if let Some(contact) = arguments.contact()? {
            runner = runner.masking(AgentMask::new(client.clone(), contact));
        }
        let runner = arguments.sending(runner, client, &call)?;
        refused(runner.check(&flow))?;
        dry_run::show(&arguments.tenant.api_url()?, &call, &flow, arguments.json)?;
        return Ok(Exit::Done);
    }
    runtime::start()?.block_on(follow(arguments, call, flow))
}

async fn follow(arguments: &Arguments, call: CallId, flow: Arc<Flow>) -> Result<Exit> {
    let log = arguments.audit.open()?;
    let mut runner = arguments
        .following
        .runner(arguments.client(arguments.tenant.credentials()?)?);
    if let Some(contact) = arguments.contact()? {
        let client = arguments.tenant.agent_client().await?;
        runner = runner.masking(AgentMask::new(client, contact));
    }
    if let Some(dtmf_type) = arguments.following.dtmf_type {
        let injector = arguments.injector(log.clone()).await?;
        let address = arguments.tenant.address(Some(call.as_str()))?;
        runner = runner.sending(injector, address, dtmf_type);
    }
    if let Some(log) = log {
        runner = runner.log(log);
    }
    let cancellation = CancellationToken::new();
    let asked_to_end = runtime::asked_to_end()?;
    let asked_twice = async {
        asked_to_end.await;
        cancellation.cancel();
        output::note(ENDING);
        runtime::asked_again().await;
    };
    let report = tokio::select! {
        biased;
        report = runner.run(&call, flow, &cancellation) => refused(report)?,
        () = asked_twice => {
            output::warn(ENDED_AT_ONCE);
            return Ok(Exit::Ambiguous);
        }
    };
    // Whether or not it can be told, the exit code is the flow's.
    if let Err(failure) = told::tell(&call, &report, arguments.json) {
        output::complain(&failure);
    }
    Ok(told::exit(&report))
}

impl Arguments {
    fn flow(&self) -> Result<Arc<Flow>> {
        match &self.flow {
            Some(path) => reading::flow(path),
            None => Flow::parse(DEFAULT_FLOW)
                .map(Arc::new)
                .map_err(Failure::failed),
        }
    }

    /// The contact to be masked, if one is named.
    fn contact(&self) -> Result<Option<CallId>> {
        let contact = given(self.contact.as_deref()).map(CallId::new).transpose();
        contact.map_err(|error| wrong("--contact", "CXONE_CONTACT_ID", &error))
    }

    /// A client for media commands; the default flow's prompts are on a host of their own.
    fn client(&self, credentials: Credentials) -> Result<Client> {
        let default = self.flow.is_none().then_some(DEFAULT_PROMPT_HOST);
        self.following.client(&self.tenant, credentials, default)
    }

    async fn injector(&self, log: Option<JsonLinesLog>) -> Result<Injector> {
        let client = self.tenant.client(RetryPolicy::default()).await?;
        let builder = self.audit.keyed(Injector::builder(client))?;
        Ok(match log {
            Some(log) => builder.log(log).build(),
            None => builder.build(),
        })
    }

    /// The runner with a way to send digits, only for looking at.
    fn sending(&self, runner: FlowRunner, client: Client, call: &CallId) -> Result<FlowRunner> {
        let Some(dtmf_type) = self.following.dtmf_type else {
            return Ok(runner);
        };
        let address = self.tenant.address(Some(call.as_str()))?;
        let injector = Injector::builder(client).build();
        Ok(runner.sending(injector, address, dtmf_type))
    }
}

/// Everything that cannot be done, told line by line.
fn refused<T>(ran: core::result::Result<T, cxtone_runner::FlowRefused>) -> Result<T> {
    ran.map_err(|refused| {
        for refusal in refused.refusals() {
            output::complain(&Failure::failed(refusal));
        }
        Failure::failed("the flow cannot be followed, and nothing was sent")
            .help("`cxtone flow check --dialect cxone-v2 FILE` tells where in the file")
    })
}
