//! `demo`: the main job from end to end on an emulated tenant, without credentials.
//! The tenant, the injections and the noise are set up in `stage` and `spoiling`; what is kept of
//! them is written by `keepsakes`, and told by `answer` and `telling`.

mod answer;
mod callers;
mod keepsakes;
mod spoiling;
mod stage;
mod telling;

use std::path::PathBuf;

use cxtone_payload::DtmfType;
use futures_util::future::join_all;

use self::{
    answer::{Answer, Audit, Injected, Spoiled},
    callers::ACTS,
    keepsakes::Keepsakes,
    stage::{Scene, Stage},
};
use crate::{exit::Exit, failure::Result, output, runtime};

const EXAMPLES: &str = "\
Examples:
  cxtone demo
  cxtone demo --json | jq .injections
  cxtone demo --out demo-files

Starts an emulated tenant on this machine, injects the same digits into three calls, as RFC2833,
SIPINFO and INBAND, and measures in each call's audio what was heard. More calls get a worse and
worse line until the recognition rate drops. Exit code 0 only if the three rates are 1, the
spoiled one is below, the audit log verifies, and each of three callers, who press keys when they
are asked or before, took the way through a flow that their keys lead.";

/// Where the demo keeps its files, and how it tells of them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Folder for the recordings, pictures and the audit log; a new one in the system's folder
    /// for temporary files where not given
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// The same calls, credentials and noise on every run
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// Print one JSON object and nothing else on stdout
    #[arg(long)]
    json: bool,
}

/// Runs the demo.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let keepsakes = Keepsakes::in_folder(arguments.out.as_deref())?;
    let answer = runtime::start()?.block_on(perform(arguments, &keepsakes))?;
    if arguments.json {
        output::json(&answer)?;
    } else {
        telling::tell(&answer, &keepsakes)?;
    }
    Ok(if answer.is_as_promised() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// The whole play: three good lines and one that gets worse, all at the same time.
async fn perform(arguments: &Arguments, keepsakes: &Keepsakes) -> Result<Answer> {
    let stage = Stage::open(arguments.seed, keepsakes).await?;
    if !arguments.json {
        telling::announce(stage.url())?;
    }
    let three = join_all(DtmfType::ALL.map(|dtmf_type| injected(&stage, keepsakes, dtmf_type)));
    let flows = join_all(ACTS.iter().map(|act| callers::follow(&stage, act)));
    let (three, spoiled, flows) = tokio::join!(three, spoiling::spoil(&stage, keepsakes), flows);
    let injections = three.into_iter().collect::<Result<Vec<Injected>>>()?;
    let spoiled: Spoiled = spoiled?;
    stage.close().await?;
    Ok(Answer {
        injections,
        spoiled,
        flows: flows.into_iter().collect::<Result<_>>()?,
        audit: Audit::of(keepsakes)?,
    })
}

/// One injection over a good line, with the call's audio kept.
async fn injected(stage: &Stage, keepsakes: &Keepsakes, dtmf_type: DtmfType) -> Result<Injected> {
    let call = stage.place(Scene::good()).await?;
    let injected = stage.inject(&call, dtmf_type).await?;
    let name = dtmf_type.as_str().to_ascii_lowercase();
    keepsakes.keep(&name, &stage.recording(&call).await?)?;
    Ok(injected)
}
