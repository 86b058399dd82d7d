//! Media commands for one call, in any dialect that has them: play, collect, status.
//! Their paths and fields are the dialects' own; sending and waiting are left to `cxone`.

mod call_state;
mod capabilities;
mod collected;
mod collecting;
mod media_url;

use core::fmt;

use cxtone_payload::CallId;
use secrecy::SecretString;

use crate::{Answer, BaseUrl, Request, Response};

pub use call_state::{CallState, CallStatus, Media, Unreached};
pub use capabilities::CallControlCapabilities;
pub use collected::{Collected, EntryEnd, Unreadable};
pub use collecting::{
    COLLECT_DIGITS_MAX, COLLECT_TIMEOUT_MAX, Collecting, CollectingError, Play, TERMINATORS_MAX,
};
pub use media_url::{MEDIA_URL_BYTES_MAX, MediaUrl, MediaUrlError};

/// The media commands of a dialect: what they look like, and what their answers mean.
///
/// Whether a command was carried out at all is told by [`command_answer`](Self::command_answer);
/// the other readers are for answers that are [`Answer::Done`].
pub trait CallControl: fmt::Debug + Send + Sync {
    /// What can be asked of the far end.
    fn capabilities(&self) -> &CallControlCapabilities;

    /// The request that has a prompt played. Its answer comes when the prompt begins.
    fn play_request(&self, command: &Command<'_>, play: &Play) -> Request;

    /// The request that has keys collected. Its answer comes when the entry is over.
    fn collect_request(&self, command: &Command<'_>, collecting: &Collecting) -> Request;

    /// The request that asks how the call is.
    fn status_request(&self, command: &Command<'_>) -> Request;

    /// Whether a command was carried out: [`Answer::by_status`] unless the dialect knows more.
    fn command_answer(&self, response: &Response) -> Answer {
        Answer::by_status(response)
    }

    /// What was collected.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the answer cannot be read; what the caller pressed is lost then.
    fn collected(
        &self,
        response: &Response,
        collecting: &Collecting,
    ) -> Result<Collected, Unreadable>;

    /// How the call is.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the answer does not tell it.
    fn status(&self, response: &Response) -> Result<CallStatus, Unreadable>;

    /// What to do about [`Answer::Forbidden`].
    fn forbidden_help(&self) -> &'static str;
}

/// What every media command is made of.
#[derive(Clone, Copy, Debug)]
pub struct Command<'a> {
    /// The root of the API.
    pub api_url: &'a BaseUrl,
    /// The call.
    pub call: &'a CallId,
    /// The token to ask with. `Debug` hides it.
    pub token: &'a SecretString,
}
