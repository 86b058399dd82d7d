//! `campaign pause`, `resume`, `drain` and `cancel`: one word for all workers.

use cxtone_campaign::CampaignState;
use serde::Serialize;

use super::{Place, of_store};
use crate::{exit::Exit, failure::Result, output};

/// Which campaign.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Told {
    state: &'static str,
}

/// Tells all workers, who hear it within a second or so.
pub(super) async fn tell(arguments: &Arguments, state: CampaignState) -> Result<Exit> {
    let store = arguments.place.existing().await?;
    store.command(state).await.map_err(of_store)?;
    let state = state.as_str();
    if arguments.json {
        output::json(&Told { state })?;
    } else {
        output::line(state)?;
    }
    Ok(Exit::Done)
}
