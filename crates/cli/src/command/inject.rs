//! `inject`: one injection into a live call.
//! Sending, locking, writing down and listening are `runner`'s work; this command brings the parts
//! together and tells what came of it.

mod dry_run;
mod ears;
mod report;
mod told;

use core::{ops::RangeInclusive, time::Duration};

use cxtone_cxone::{Client, RetryPolicy, policy};
use cxtone_dialect::Address;
use cxtone_payload::{CallId, Findings, Plan, plan};
use cxtone_runner::{Injector, PlannedInjection};
use tokio_util::sync::CancellationToken;

use self::{ears::Ears, told::Told};
use crate::{
    audit_options::AuditOptions,
    command::{score, validate as validation},
    digits_argument::DigitsArgument,
    exit::Exit,
    failure::{Failure, Result},
    options::{self, Tenant},
    output, range, runtime,
    watchers::Watchers,
};

/// Accepted numbers of attempts.
const ATTEMPTS: RangeInclusive<u32> = 1..=10;

/// Accepted times for one request, in seconds.
const TIMEOUT_S: RangeInclusive<f64> = 0.1..=120.0;

/// Accepted times for everything that one injection takes, in seconds.
const DEADLINE_S: RangeInclusive<f64> = 0.1..=3_600.0;

const EXAMPLES: &str = "\
Examples:
  cxtone inject --call 8f14e45f '1234#' --dry-run
  cxtone inject --call 8f14e45f '1,2W55#'
  cxtone inject --call 8f14e45f - --type INBAND --pause 100 < digits.txt
  cxtone inject --call 8f14e45f - --verify --recording 'https://media.example.com/{callId}.wav'
  cxtone inject --call 8f14e45f - --settle --fallback --tap rtp:5004
  cxtone inject --call 8f14e45f - --audit calls.audit --json
  cxtone inject --call 8f14e45f - --monitor-url https://crm.example.com/hook --monitor-key-file hook.key
  cxtone inject --call 8f14e45f - --events events.jsonl --metrics 127.0.0.1:9464 --linger 30
  cxtone inject --dialect cxone-agent --session 1b6c '1234#' --issuer https://cxone.niceincontact.com

The digits are sent at most once: what may have reached the call is not sent again, and ends with
exit code 3. Only with --settle are they, and only once listening has shown that none was played
(of RFC2833 and SIPINFO a recording shows it only with --recording-renders).
Digits given as - are read from stdin and stay off the process list.
Pauses between digits (w 0.5 s, W 1 s, comma 2 s) make several requests, as the tenant
plays none itself; the call stays locked to others of this program all the while, and the first
request that fails ends it.
The outcome is told at once; the program ends when the tones have played out, so that a next one
into the same call cannot garble them.";

/// The digits, the call, and how to send them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", options::HELP))]
pub(crate) struct Arguments {
    /// 0-9, *, #, A-D, at most 16 in a row, and the pauses w, W and comma; - reads them from stdin
    digits: DigitsArgument,

    /// Id of the call; for cxone-agent, of the contact whose recording is listened to
    #[arg(long, value_name = "ID")]
    call: Option<String>,

    /// How the digits are to travel: RFC2833, SIPINFO or INBAND
    #[arg(long = "type", value_name = "TYPE", default_value = "RFC2833")]
    dtmf_type: String,

    /// The pause between two digits, 50 to 1000 ms
    #[arg(
        long,
        value_name = "MS",
        default_value = "200",
        allow_hyphen_values = true
    )]
    pause: String,

    #[command(flatten)]
    ears: Ears,

    /// Exit with 1 when the measured rate is below this, 0 to 1
    #[arg(long, value_name = "RATE", requires = "verify", allow_negative_numbers = true, value_parser = score::rate)]
    min_rate: Option<f64>,

    /// Show the request with secrets and digits masked, and send nothing
    #[arg(long, conflicts_with_all = ["verify", "settle", "audit"])]
    dry_run: bool,

    #[command(flatten)]
    audit: AuditOptions,

    /// Attempts in all; only what was provably not executed is sent again
    #[arg(long, value_name = "COUNT", default_value_t = policy::ATTEMPTS_MAX, allow_negative_numbers = true, value_parser = attempts)]
    attempts: u32,

    /// Time for one request with its answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = policy::INJECTION_TIMEOUT.as_secs_f64(), allow_negative_numbers = true, value_parser = timeout_s)]
    timeout: f64,

    /// Time for each injection with its token, attempts and pauses between them, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = policy::TOTAL_DEADLINE.as_secs_f64(), allow_negative_numbers = true, value_parser = deadline_s)]
    deadline: f64,

    /// Print one JSON object
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    watchers: Watchers,

    #[command(flatten)]
    tenant: Tenant,
}

/// Injects, or shows what would be sent.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let tenant = &arguments.tenant;
    let address = tenant.address(arguments.call.as_deref())?;
    let dialect = tenant.dialect()?;
    let raw = validation::raw(
        Some(arguments.digits.text()?),
        Some(&arguments.dtmf_type),
        Some(&arguments.pause),
    );
    let plan = match plan(&raw, &dialect.capabilities().limits()) {
        Ok(plan) => plan,
        Err(findings) => return refused(&findings, arguments.json),
    };
    if arguments.dry_run {
        dry_run::show(
            &*dialect,
            &tenant.api_url()?,
            &address,
            &plan,
            arguments.json,
        )?;
        return Ok(Exit::Done);
    }
    runtime::start()?.block_on(async {
        let client = tenant.client(arguments.policy()).await?;
        inject(arguments, client, address, plan).await
    })
}

async fn inject(
    arguments: &Arguments,
    client: Client,
    address: Address,
    plan: Plan,
) -> Result<Exit> {
    let builder = arguments.audit.logged(Injector::builder(client.clone()))?;
    let call = client.lock_key(&address);
    let ears = &arguments.ears;
    let builder = ears
        .given_to(builder, client, &arguments.tenant, &call)
        .await?;
    let watchers = &arguments.watchers;
    let builder = watchers.given_to(builder, &arguments.tenant).await?;
    let injector = builder.build();
    let cancellation = CancellationToken::new();
    let asked_to_end = runtime::asked_to_end()?;
    let cancelling = cancellation.clone();
    tokio::spawn(async move {
        asked_to_end.await;
        cancelling.cancel();
    });
    let planned = PlannedInjection {
        address,
        plan,
        verify: arguments.ears.verify,
    };
    let outcome = injector.inject_plan(planned.clone(), &cancellation).await;
    let told = Told::of(&planned, outcome);
    // Whether or not it can be told, the exit code is the injection's.
    if let Err(failure) = told.tell(arguments.json) {
        output::complain(&failure);
    }
    play_out(&injector, &call, &cancellation).await;
    watchers.see_off(&injector, &cancellation).await;
    Ok(told.exit(arguments.min_rate))
}

/// Waits until the tones have played out: the call's lock ends with this program, and the next
/// one must not garble them. Whoever interrupts the wait accepts that.
async fn play_out(injector: &Injector, call: &CallId, cancellation: &CancellationToken) {
    tokio::select! {
        () = cancellation.cancelled() => {}
        _turn = injector.locks().acquire(call) => {}
    }
}

impl Arguments {
    fn policy(&self) -> RetryPolicy {
        RetryPolicy {
            attempts_max: self.attempts,
            attempt_timeout: Duration::from_secs_f64(self.timeout),
            total_deadline: Duration::from_secs_f64(self.deadline),
            ..RetryPolicy::default()
        }
    }
}

fn attempts(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &ATTEMPTS, "attempts")
}

fn timeout_s(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &TIMEOUT_S, "seconds")
}

fn deadline_s(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &DEADLINE_S, "seconds")
}

/// A request that may not be sent, told with all its faults.
fn refused(findings: &Findings, json: bool) -> Result<Exit> {
    for finding in findings {
        let told = format_args!("{}: {}", finding.pointer, finding.message);
        output::complain(&Failure::failed(told).help(&finding.help));
    }
    if json {
        output::json(&report::Refused::of(findings))?;
    }
    Ok(Exit::Failed)
}
