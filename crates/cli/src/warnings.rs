//! The libraries' warnings on stderr, in the form of the program's own.
//! All that they tell, with times and levels, is for `--verbose`.

use core::fmt;
use std::io::{self, IsTerminal as _};

use owo_colors::OwoColorize as _;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    filter::Targets,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    layer::SubscriberExt as _,
    registry::LookupSpan,
    util::SubscriberInitExt as _,
};

/// What takes a bar that is drawn out of the way; it is drawn anew below.
const LINE_CLEARED: &str = "\r\u{1b}[K";

/// Tells warnings from here on. Only our own crates speak: other libraries' events may hold what
/// ours mask.
pub(crate) fn to_stderr() {
    let ours = Targets::new().with_target("cxtone", Level::WARN);
    let told = tracing_subscriber::fmt::layer()
        .with_writer(anstream::stderr)
        .with_ansi(false)
        .event_format(Warning {
            may_meet_bar: io::stderr().is_terminal(),
        });
    tracing_subscriber::registry().with(ours).with(told).init();
}

/// A warning in one line.
struct Warning {
    may_meet_bar: bool,
}

impl<S, N> FormatEvent<S, N> for Warning
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if self.may_meet_bar {
            writer.write_str(LINE_CLEARED)?;
        }
        write!(writer, "{} ", "warning:".yellow().bold())?;
        context.format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}
