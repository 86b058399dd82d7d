//! What a call's far end is asked to play and to collect, and who is called.
//! How that goes on is the conversation's, and what it is answered with the endpoints'.

use core::time::Duration;

use cxtone_flow::{Caller, Collection};

use super::{
    Call, CallRefusal, EVENTS_MAX, Status,
    conversation::Conversation,
    standing::{Entry, Media},
};
use crate::prompts::Prompt;

impl Call {
    /// Lets happen what was due by now between the caller and the far end.
    pub(crate) fn advance(&mut self, now: Duration) {
        let until = self.length(now);
        let ended = self.status(now) == Status::Ended;
        let Some(conversation) = &mut self.conversation else {
            return;
        };
        conversation.advance(until, &mut self.score);
        self.answered |= conversation.is_answered();
        if ended && conversation.over().is_none() {
            conversation.end(&mut self.score);
        }
        if let Some(over) = conversation.over() {
            let before = self.hung_up.unwrap_or(Duration::MAX);
            self.hung_up = Some(over.at.min(before));
        }
    }

    /// Who is called follows this script from now on.
    pub(crate) fn follow(&mut self, now: Duration, caller: Caller) -> Result<(), CallRefusal> {
        match self.status(now) {
            Status::Ended => return Err(CallRefusal::NotActive),
            _ if self.media() != Media::Idle => return Err(CallRefusal::MediaBusy),
            _ => {}
        }
        let answered = self.answered;
        let mut conversation = Conversation::new(self.length(now), caller, &self.line);
        if answered {
            conversation.answer();
        }
        self.conversation = Some(Box::new(conversation));
        Ok(())
    }

    /// Plays a prompt from now on, or from the answer on.
    pub(crate) fn play(&mut self, now: Duration, prompt: Prompt) -> Result<(), CallRefusal> {
        self.check_media(now)?;
        if self.media() != Media::Idle {
            return Err(CallRefusal::MediaBusy);
        }
        let score = &mut self.score;
        if let Some(conversation) = &mut self.conversation {
            conversation.play(prompt, score);
        }
        Ok(())
    }

    /// Collects an entry from now on, or from the answer on; the number of the collection.
    pub(crate) fn collect(
        &mut self,
        now: Duration,
        collection: Box<Collection>,
        prompt: Option<Prompt>,
    ) -> Result<u64, CallRefusal> {
        self.check_media(now)?;
        if self.media() == Media::Collecting {
            return Err(CallRefusal::MediaBusy);
        }
        let score = &mut self.score;
        self.conversation
            .as_mut()
            .map(|conversation| conversation.collect(collection, prompt, score))
            .ok_or(CallRefusal::NotActive)
    }

    /// How a collection stands.
    pub(crate) fn entry(&mut self, collection: u64) -> Entry {
        let conversation = self.conversation.as_mut();
        conversation.map_or(Entry::Unknown, |it| it.entry(collection))
    }

    /// Gives up a collection that nobody waits for any longer.
    pub(crate) fn stop_collecting(&mut self, collection: u64) {
        if let Some(conversation) = &mut self.conversation {
            conversation.stop(collection, &mut self.score);
        }
    }

    /// What the far end does in the call.
    pub(crate) fn media(&self) -> Media {
        let conversation = self.conversation.as_ref();
        conversation.map_or(Media::Idle, |it| it.media())
    }

    /// Why the call never came about, if it did not.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        self.conversation.as_ref()?.over()?.reason
    }

    /// Whether somebody has answered.
    pub(crate) const fn is_answered(&self) -> bool {
        self.answered
    }

    /// A call without a script has a caller who does nothing.
    fn check_media(&mut self, now: Duration) -> Result<(), CallRefusal> {
        if self.status(now) == Status::Ended {
            return Err(CallRefusal::NotActive);
        }
        if self.score.len() >= EVENTS_MAX {
            return Err(CallRefusal::Full);
        }
        if self.conversation.is_none() {
            self.follow(now, Caller::default())?;
        }
        Ok(())
    }
}
