//! The exit codes, one for each way a command can end.
//! Which command ends how is the command's own business.

use std::process::ExitCode;

/// How a command ended, as the shell is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done, and the answer is good.
    Done = 0,
    /// Refused or failed: nothing was sent, or what was looked at is not as it should be.
    Failed = 1,
    /// The command line or the configuration cannot be understood.
    Usage = 2,
    /// The digits, or a flow's command, may have been sent or not: look before sending again.
    Ambiguous = 3,
    /// A flow was ended by a signal before it was over.
    Cancelled = 4,
    /// A flow ended because the call did: the caller hung up, or was not reached.
    CallOver = 5,
}

impl Exit {
    /// What `--help` says of the codes.
    pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  refused or failed
  2  the command line or the configuration cannot be understood
  3  ambiguous: the digits may have reached the call, or not; look before sending again
  4  a flow was ended by a signal, after the command under way
  5  a flow ended because the call was over: hung up, or not reached";
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
