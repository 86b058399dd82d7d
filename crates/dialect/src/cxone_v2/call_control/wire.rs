//! The bodies of media commands, with the Go source's spelling.
//! A field that was not set is not sent: the far end's own choice is not known.

use serde::Serialize;

use crate::{Collecting, Play};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlayBody<'a> {
    media_url: &'a str,
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    repeated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interruptible: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CollectBody<'a> {
    max_digits: usize,
    /// In milliseconds.
    timeout: u32,
    terminating_digits: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_prompt: Option<PlayBody<'a>>,
}

impl<'a> From<&'a Play> for PlayBody<'a> {
    fn from(play: &'a Play) -> Self {
        Self {
            media_url: play.media.as_str(),
            repeated: play.repeated,
            interruptible: play.interruptible,
        }
    }
}

impl<'a> From<&'a Collecting> for CollectBody<'a> {
    fn from(collecting: &'a Collecting) -> Self {
        let keys = collecting.terminators().chars();
        Self {
            max_digits: collecting.digits_max(),
            timeout: collecting.timeout_ms(),
            terminating_digits: keys.map(String::from).collect(),
            play_prompt: collecting.prompt().map(PlayBody::from),
        }
    }
}
