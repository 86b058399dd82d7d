//! Who else hears of injections: a webhook, a file of events, whoever reads the metrics.
//! What they hear, and that they are in nobody's way, is `runner`'s work.

use core::{net::SocketAddr, ops::RangeInclusive, time::Duration};
use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use cxtone_runner::{
    Injector, InjectorBuilder, JsonLinesMonitor, Metrics, MonitorCounts, WEBHOOK_KEY_BYTES_MIN,
    WebhookKey, WebhookMonitor,
};
use secrecy::ExposeSecret as _;
use tokio_util::sync::CancellationToken;

use crate::{
    failure::{Failure, Result},
    key_file, metrics_server,
    options::{Tenant, given},
    output, range,
};

/// How long the end of the program waits for monitors: for three attempts of a webhook.
const MONITORS_PATIENCE: Duration = Duration::from_secs(35);

/// How much longer it waits once it is asked to end.
const PATIENCE_LEFT: Duration = Duration::from_secs(2);

/// Accepted times to go on serving metrics, in seconds.
const LINGER_S: RangeInclusive<f64> = 0.0..=86_400.0;

/// As much of a key's file is read; no key is nearly as long.
const KEY_FILE_BYTES_MAX: u64 = 256;

/// Bytes of a new key: more than the least, since nobody has to type it.
const KEY_BYTES: usize = WEBHOOK_KEY_BYTES_MIN + 8;

/// Who else hears of it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Monitors")]
pub(crate) struct Watchers {
    /// Post an event to this URL, signed, when the injection has ended; https, or http to this
    /// machine
    #[arg(
        long,
        value_name = "URL",
        env = "CXTONE_MONITOR_URL",
        hide_env_values = true
    )]
    monitor_url: Option<String>,

    /// File with the key that signs what is posted; a new one is made where there is none
    ///
    /// The key is whsec_ and 24 to 64 bytes in base64, as Standard Webhooks has it. The receiver
    /// needs it too.
    #[arg(
        long,
        value_name = "FILE",
        env = "CXTONE_MONITOR_KEY_FILE",
        hide_env_values = true
    )]
    monitor_key_file: Option<PathBuf>,

    /// Add an event to this file when the injection has ended, as a line of JSON; - is stdout
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,

    /// Serve Prometheus metrics at http://ADDRESS:PORT/metrics while the program runs; port 0 takes
    /// a free one, which stderr tells
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,

    /// Go on serving metrics for so long after the end, so that they can be read once more
    #[arg(long, value_name = "SECONDS", requires = "metrics", default_value_t = 0.0, allow_negative_numbers = true, value_parser = linger_s)]
    linger: f64,
}

impl Watchers {
    /// The injector with all of them.
    ///
    /// # Errors
    ///
    /// When a URL, a key, a file or an address is no good.
    pub(crate) async fn given_to(
        &self,
        mut builder: InjectorBuilder,
        tenant: &Tenant,
    ) -> Result<InjectorBuilder> {
        if let Some(path) = &self.events {
            builder = builder.monitor(events(path)?);
        }
        if let Some(url) = given(self.monitor_url.as_deref()) {
            builder = builder.monitor(self.webhook(url, tenant)?);
        }
        if let Some(address) = self.metrics {
            let metrics = Metrics::new();
            metrics_server::start(address, metrics.clone()).await?;
            builder = builder.metrics(metrics);
        }
        Ok(builder)
    }

    /// Waits until all of them have heard, for a while, and warns of what they have not.
    pub(crate) async fn see_off(&self, injector: &Injector, cancellation: &CancellationToken) {
        let counts = tokio::select! {
            counts = injector.drain_monitors(MONITORS_PATIENCE) => counts,
            () = cancellation.cancelled() => injector.drain_monitors(PATIENCE_LEFT).await,
        };
        counts.iter().for_each(warn_of_unheard);
        if self.linger > 0.0 {
            let linger = Duration::from_secs_f64(self.linger);
            // Both ends of the wait are as good.
            let _ended = tokio::time::timeout(linger, cancellation.cancelled()).await;
        }
    }

    fn webhook(&self, url: &str, tenant: &Tenant) -> Result<WebhookMonitor> {
        let path = self.monitor_key_file.as_deref().ok_or_else(|| {
            Failure::usage("the key that signs what is posted is missing")
                .help("give --monitor-key-file FILE, or set CXTONE_MONITOR_KEY_FILE; a new key is made where there is no file")
        })?;
        WebhookMonitor::new(tenant.transport()?, url, key(path)?).map_err(|error| {
            Failure::usage(error).help("it comes from --monitor-url or CXTONE_MONITOR_URL")
        })
    }
}

fn events(path: &Path) -> Result<JsonLinesMonitor> {
    let monitor = if path == Path::new("-") {
        JsonLinesMonitor::new(io::stdout())
    } else {
        JsonLinesMonitor::append(path)
    };
    monitor.map_err(|error| {
        Failure::failed(format_args!(
            "cannot write events to {}: {error}",
            path.display()
        ))
        .help("give --events another file, or - for stdout")
    })
}

/// The key in a file; where there is no file yet, a new one is put there.
fn key(path: &Path) -> Result<WebhookKey> {
    let cannot = |what: &str, error: &io::Error| {
        let shown = path.display();
        Failure::failed(format_args!("cannot {what} the key file {shown}: {error}"))
            .help("name another with --monitor-key-file FILE")
    };
    if !path.exists() {
        key_file::create(path, new_key).map_err(|error| cannot("make", &error))?;
    }
    let text = read_text(path).map_err(|error| cannot("read", &error))?;
    WebhookKey::parse(&text).map_err(|error| {
        Failure::failed(format_args!("{} holds no key: {error}", path.display()))
            .help("take the receiver's key, or name a file that is not there yet for a new one")
    })
}

fn new_key() -> io::Result<String> {
    let mut bytes = vec![0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let key = WebhookKey::new(bytes).map_err(io::Error::other)?;
    Ok(key.to_text().expose_secret().to_owned())
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?
        .take(KEY_FILE_BYTES_MAX)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn warn_of_unheard(counts: &MonitorCounts) {
    let unheard = counts.failed + counts.lost + counts.waiting;
    if unheard > 0 {
        output::warn(&format!(
            "the monitor {} has not heard of {}; --verbose tells why",
            counts.name,
            output::counted(unheard, "event")
        ));
    }
}

fn linger_s(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &LINGER_S, "seconds")
}
