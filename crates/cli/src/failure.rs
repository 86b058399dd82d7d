//! Why a command stopped: an exit code, what happened and what to do about it.
//! Messages never hold a digit or a secret; printing them is `output`'s work.

use std::{fmt, io};

use cxtone_audio::WriteError;

use crate::exit::Exit;

pub(crate) use cxtone_runner::with_causes;

/// The result of a command, or of a step on its way.
pub(crate) type Result<T> = core::result::Result<T, Failure>;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something to tell on the error stream.
    Told {
        /// The code to exit with.
        exit: Exit,
        /// What happened, in one line.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// Whoever read the output has gone, as `head` does; there is nobody to tell.
    ClosedPipe,
}

impl Failure {
    /// Refused or failed: exit code 1.
    pub(crate) fn failed(message: impl fmt::Display) -> Self {
        Self::told(Exit::Failed, message)
    }

    /// The command line or the configuration is wrong: exit code 2.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::told(Exit::Usage, message)
    }

    /// A campaign's store cannot be used now: exit code 6.
    pub(crate) fn store_away(message: impl fmt::Display) -> Self {
        Self::told(Exit::StoreAway, message)
    }

    /// The same failure with a way out.
    #[must_use]
    pub(crate) fn help(mut self, text: impl fmt::Display) -> Self {
        if let Self::Told { help, .. } = &mut self {
            *help = Some(text.to_string());
        }
        self
    }

    /// A failure to write to the standard output.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::failed(format_args!("cannot write the output: {error}"))
        }
    }

    /// The code to exit with. A reader that has gone is no failure of ours.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Told { exit, .. } => *exit,
            Self::ClosedPipe => Exit::Done,
        }
    }

    fn told(exit: Exit, message: impl fmt::Display) -> Self {
        Self::Told {
            exit,
            message: message.to_string(),
            help: None,
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::failed(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is_one() {
        let closed = Failure::output(&io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(closed.exit(), Exit::Done);
        let full = Failure::output(&io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit(), Exit::Failed);
    }
}
