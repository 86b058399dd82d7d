//! `campaign status`: how a campaign stands, once or until it has ended.

use core::time::Duration;
use std::io::{self, IsTerminal as _};

use cxtone_campaign::Status;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Place, of_store, shown::Shown};
use crate::{exit::Exit, failure::Result, output, runtime};

const EXAMPLES: &str = "\
Examples:
  cxtone campaign status --store sqlite:campaign.db
  cxtone campaign status --store sqlite:campaign.db --follow
  cxtone campaign status --store postgres://cxtone@db/campaign --json | jq .outcomes

With --follow a bar is shown on stderr until no call waits or runs; with --json there is one
object a line, every second. SIGINT ends it, and changes nothing about the campaign.";

/// How often a followed campaign is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// Which campaign, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,

    /// Look again every second until the campaign has ended
    #[arg(long)]
    follow: bool,

    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub(super) async fn run(arguments: &Arguments) -> Result<Exit> {
    let store = arguments.place.existing().await?;
    let asked_to_end = runtime::asked_to_end()?;
    let bar = Bar::new(arguments.follow && !arguments.json);
    tokio::pin!(asked_to_end);
    let status = loop {
        let status = store.status().await.map_err(of_store)?;
        let is_over = status.waiting + status.running == 0;
        if !arguments.follow || is_over {
            break status;
        }
        if arguments.json {
            output::json(&Shown::of(&status))?;
        }
        bar.show(&status);
        tokio::select! {
            () = &mut asked_to_end => break status,
            () = tokio::time::sleep(LOOK_INTERVAL) => {}
        }
    };
    drop(bar);
    let shown = Shown::of(&status);
    if arguments.json {
        output::json(&shown)?;
    } else {
        shown.tell()?;
    }
    Ok(Exit::Done)
}

/// How far a campaign has come, on stderr, where that is a terminal.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar, if one is wanted.
    pub(super) fn new(wanted: bool) -> Self {
        let bar = (wanted && io::stderr().is_terminal()).then(|| {
            let template = "{bar:30.cyan} {pos}/{len} calls, {wide_msg}";
            let style = ProgressStyle::with_template(template);
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self(bar)
    }

    /// Whether anybody sees it.
    pub(super) const fn is_shown(&self) -> bool {
        self.0.is_some()
    }

    /// Shows how the campaign stands.
    pub(super) fn show(&self, status: &Status) {
        let Some(bar) = &self.0 else {
            return;
        };
        bar.set_length(status.calls());
        bar.set_position(status.calls_ended());
        bar.set_message(Shown::of(status).beside_a_bar());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
