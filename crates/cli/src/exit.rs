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
    /// The digits, or a flow's command, may have been sent or not, or a part of them was: look
    /// before sending again.
    Ambiguous = 3,
    /// A flow or a campaign was ended by a signal or a command before it was over.
    Cancelled = 4,
    /// A flow ended because the call did: the caller hung up, or was not reached.
    CallOver = 5,
    /// A campaign's store cannot be used now: what runs the worker may start it again.
    StoreAway = 6,
}

impl Exit {
    /// What `--help` says of the codes.
    pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  refused or failed
  2  the command line or the configuration cannot be understood
  3  ambiguous: the digits, or a part of them, may have reached the call; look before sending
     again
  4  a flow or a campaign was ended before it was over
  5  a flow ended because the call was over: hung up, or not reached
  6  a campaign's store cannot be used now";
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
