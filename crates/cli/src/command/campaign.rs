//! `campaign`: a flow through many calls, by any number of workers.
//! What a campaign promises is `campaign`'s, the library; each action has a file of its own here.

mod calls;
mod conducting;
mod control;
mod export;
mod fit;
mod masking;
mod run;
mod shown;
mod status;
mod taken;
mod way;

use cxtone_campaign::{CampaignState, Store, StoreError};

use crate::{
    exit::Exit,
    failure::{Failure, Result},
    runtime,
};

/// What to do with a campaign.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to do with a campaign
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Work on a campaign: load calls, if there are any, and take calls through the flow
    Run(Box<run::Arguments>),
    /// Show how a campaign stands
    Status(status::Arguments),
    /// Begin no more calls until the campaign is resumed; calls that run go on
    Pause(control::Arguments),
    /// Begin calls again after a pause or a drain
    Resume(control::Arguments),
    /// Begin no more calls; workers end when their running calls have ended
    Drain(control::Arguments),
    /// End the campaign: waiting calls never begin, running ones are cancelled
    Cancel(control::Arguments),
    /// Write how each call ended into a file
    Export(export::Arguments),
}

/// Where the campaign is.
#[derive(Debug, clap::Args)]
struct Place {
    /// The campaign's store: sqlite:FILE or postgres://USER@HOST/DATABASE; a password is better
    /// kept in the environment variable
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "CXTONE_STORE",
        hide_env_values = true,
        default_value = "sqlite:campaign.db"
    )]
    store: String,
}

impl Place {
    /// The store, which is made where there is none.
    async fn open(&self) -> Result<Store> {
        Store::open(&self.store).await.map_err(of_store)
    }

    /// The store, which must be there.
    async fn existing(&self) -> Result<Store> {
        Store::open_existing(&self.store).await.map_err(of_store)
    }
}

impl Arguments {
    /// Whether it is a worker that is begun.
    pub(crate) const fn runs(&self) -> bool {
        matches!(self.action, Action::Run(_))
    }
}

/// Does it.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let runtime = runtime::start()?;
    runtime.block_on(async {
        match &arguments.action {
            Action::Run(arguments) => run::run(arguments).await,
            Action::Status(arguments) => status::run(arguments).await,
            Action::Pause(arguments) => control::tell(arguments, CampaignState::Paused).await,
            Action::Resume(arguments) => control::tell(arguments, CampaignState::Running).await,
            Action::Drain(arguments) => control::tell(arguments, CampaignState::Draining).await,
            Action::Cancel(arguments) => control::tell(arguments, CampaignState::Cancelled).await,
            Action::Export(arguments) => export::run(arguments).await,
        }
    })
}

/// Where the address of a store comes from.
const STORE_HELP: &str =
    "it comes from --store or CXTONE_STORE; without either it is sqlite:campaign.db";

/// What is wrong with the store, as a failure of the command.
pub(super) fn of_store(error: StoreError) -> Failure {
    match error {
        StoreError::Address => Failure::usage(error).help(STORE_HELP),
        StoreError::Absent { .. } | StoreError::File { .. } => {
            Failure::failed(error).help(STORE_HELP)
        }
        StoreError::Unavailable(_) | StoreError::Refused(_) | StoreError::Closed => {
            Failure::store_away(error)
        }
        error => Failure::failed(error),
    }
}
