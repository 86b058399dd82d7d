//! Digits from the command line or from stdin, kept out of every message.
//! clap never judges them: its errors show the value, and ours must not.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    io::{self, Read as _},
};

use cxtone_dtmf::Digits;

use crate::failure::{Failure, Result};

/// As much of stdin is read for digits; no sequence is nearly as long.
const STDIN_BYTES_MAX: u64 = 4096;

/// A digits argument as it was given, or `-` for stdin. Its parser never fails, so that clap has
/// nothing to complain of and nothing to show.
#[derive(Clone)]
pub(crate) struct DigitsArgument(OsString);

impl DigitsArgument {
    /// The text of the argument, or of stdin without its line end where the argument is `-`.
    ///
    /// # Errors
    ///
    /// A usage failure when it is not UTF-8 or when stdin holds too much or cannot be read.
    pub(crate) fn text(&self) -> Result<String> {
        if self.0 == OsStr::new("-") {
            return from_stdin();
        }
        let text = self.0.to_str().ok_or_else(not_utf8)?;
        Ok(text.to_owned())
    }

    /// The digits, parsed.
    ///
    /// # Errors
    ///
    /// As [`DigitsArgument::text`], and a usage failure when a character is no digit, when there
    /// are too many of them, or none.
    pub(crate) fn digits(&self) -> Result<Digits> {
        let digits: Digits = self
            .text()?
            .parse()
            .map_err(|error| Failure::usage(format_args!("the digits cannot be read: {error}")))?;
        if digits.is_empty() {
            return Err(Failure::usage("there are no digits")
                .help("give at least one of 0-9, *, #, A-D; - reads them from stdin"));
        }
        Ok(digits)
    }
}

impl From<OsString> for DigitsArgument {
    fn from(argument: OsString) -> Self {
        Self(argument)
    }
}

impl fmt::Debug for DigitsArgument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[digits]")
    }
}

fn from_stdin() -> Result<String> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(STDIN_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Failure::failed(format_args!("cannot read the digits from stdin: {error}"))
        })?;
    if bytes.len() as u64 > STDIN_BYTES_MAX {
        return Err(Failure::usage(format_args!(
            "stdin holds more than {STDIN_BYTES_MAX} bytes; that is no sequence of digits"
        )));
    }
    let text = String::from_utf8(bytes).map_err(|_| not_utf8())?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn not_utf8() -> Failure {
    Failure::usage("the digits are not valid UTF-8").help("use 0-9, *, #, A-D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_digit() {
        let argument = DigitsArgument::from(OsString::from("1234#"));
        assert_eq!(format!("{argument:?}"), "[digits]");
    }
}
