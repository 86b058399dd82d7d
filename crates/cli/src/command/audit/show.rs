//! `audit show`: the injections that a log tells of, by call, time or outcome.
//! Whether the log is what was written is checked first: only then is anything shown.

mod listing;

use std::path::PathBuf;

use cxtone_audit::{
    HISTORY_INJECTIONS_MAX, History, InjectionId, LoggedInjection, Timestamp, Wanted,
};
use cxtone_dtmf::Digits;
use cxtone_payload::CallId;

use super::verify::check;
use crate::{
    digits_argument::DigitsArgument,
    exit::Exit,
    failure::{Failure, Result},
    key_file::{self, KeyFile},
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone audit show calls.audit --call 8f14e45f
  cxtone audit show audit-folder --since 2026-11-21 --outcome ambiguous,pending --json
  cxtone audit show calls.audit --digits - --digits-key ~/keys/digits.key < digits.txt

A broken log is not shown, and the exit code is 1; its lines are JSON, for who wants to look into
them. Of digits only the number is known, unless a code of them was asked for when they were sent
(inject --audit-digits-key): --digits then finds the injections that sent exactly these.";

/// The log and what of it to show.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The log, or the folder with its segments
    #[arg(value_name = "FILE_OR_FOLDER")]
    file: PathBuf,

    #[command(flatten)]
    key_file: KeyFile,

    /// Only injections into this call
    #[arg(long, value_name = "ID")]
    call: Option<String>,

    /// Only injections intended at this time or later: 2026-11-21, or 2026-11-21T02:42:20Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,

    /// Only injections intended before this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Timestamp>,

    /// Only injections that ended so, or of which no end is known (pending)
    #[arg(long, value_name = "OUTCOME", value_enum, value_delimiter = ',')]
    outcome: Vec<Outcome>,

    /// Only injections of these digits; - reads them from stdin
    #[arg(long, value_name = "DIGITS", requires = "digits_key")]
    digits: Option<DigitsArgument>,

    /// The key of the codes by which digits are recognised
    #[arg(long, value_name = "FILE", requires = "digits")]
    digits_key: Option<PathBuf>,

    /// The first segment that is to be there; earlier ones are kept elsewhere
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from_segment: u64,

    /// Print a JSON object for each injection, a line each
    #[arg(long)]
    json: bool,
}

/// How an injection ended, in the log's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Outcome {
    /// Delivered, or heard in the call
    Success,
    /// Perhaps played
    Ambiguous,
    /// Provably not played
    Error,
    /// No end was written down: perhaps played
    Pending,
}

/// Shows what is wanted of the log.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let key = arguments.key_file.read()?;
    let matches = arguments.digits_matcher()?;
    let mut history = History::new(arguments.wanted()?);
    let verdict = check(&arguments.file, key, arguments.from_segment, |line| {
        history.take(line);
    })?;
    verdict.map_err(|fault| fault.told())?;
    if history.left_out() > 0 {
        return Err(Failure::failed(format_args!(
            "there are more than {HISTORY_INJECTIONS_MAX} such injections"
        ))
        .help("ask for fewer with --call, --since or --until"));
    }
    let injections = history.injections().iter();
    let shown: Vec<&LoggedInjection> = injections
        .filter(|injection| arguments.includes(injection) && matches(injection))
        .collect();
    if arguments.json {
        shown
            .iter()
            .try_for_each(|injection| output::json(&listing::json(injection)))?;
    } else {
        output::line(&listing::table(&shown))?;
    }
    Ok(Exit::Done)
}

impl Arguments {
    fn wanted(&self) -> Result<Wanted> {
        let call = self.call.as_deref().map(CallId::new).transpose();
        Ok(Wanted {
            call: call.map_err(|error| Failure::usage(error).help("it comes from --call"))?,
            since: self.since,
            until: self.until,
        })
    }

    fn includes(&self, injection: &LoggedInjection) -> bool {
        let status = injection.last.status.as_str();
        self.outcome.is_empty()
            || self
                .outcome
                .iter()
                .any(|outcome| outcome.as_str() == status)
    }

    /// Whether an injection sent the digits that are looked for; any did where none are.
    fn digits_matcher(&self) -> Result<impl Fn(&LoggedInjection) -> bool> {
        let looked_for = match (&self.digits, &self.digits_key) {
            (Some(digits), Some(path)) => Some((digits.digits()?, key_file::digits_key(path)?)),
            _ => None,
        };
        Ok(move |injection: &LoggedInjection| {
            let Some((digits, key)) = &looked_for else {
                return true;
            };
            let digits: &Digits = digits;
            let id = InjectionId::new(&injection.last.injection_id);
            let mac = id.map(|id| key.mac(&id, digits.chars()).to_string());
            mac.ok() == injection.last.dtmf_mac
        })
    }
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Ambiguous => "ambiguous",
            Self::Error => "error",
            Self::Pending => "pending",
        }
    }
}

/// A moment with its offset from UTC, or a day, which begins at midnight in UTC.
fn time(text: &str) -> core::result::Result<Timestamp, String> {
    let moment: core::result::Result<Timestamp, _> = text.parse();
    moment
        .or_else(|error| format!("{text}T00:00:00Z").parse().map_err(|_| error))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_moment_or_the_beginning_of_a_day() {
        let unix_ms = |text| time(text).map(Timestamp::unix_ms);
        assert_eq!(unix_ms("1970-01-02"), Ok(86_400_000));
        assert_eq!(unix_ms("1970-01-02T00:00:01+01:00"), Ok(82_801_000));
        for text in ["", "yesterday", "1970-01-02T00:00:00", "T00:00:00Z"] {
            assert!(unix_ms(text).is_err(), "{text}");
        }
    }
}
