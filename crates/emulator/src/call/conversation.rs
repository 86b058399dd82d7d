//! What a call's caller and its far end do to each other: prompts, keys, entries, hanging up.
//! Time is the call's own, in steps of 10 ms, so that it does not matter who looks and when.

use core::time::Duration;
use std::sync::Arc;

use cxtone_flow::{Answer, Caller, Collected, Collection, Collector, Deed, Performance};

use super::{
    caller_leg::{CallerLeg, FRAME},
    said::{Said, Story},
    score::{Event, What},
    standing::{Entry, Media, Over, nothing},
};
use crate::{line_settings::LineSettings, prompts::Prompt};

/// How long a frame lasts.
const FRAME_TIME: Duration = Duration::from_millis(10);

/// How long it rings until the far end knows that the line is busy.
const BUSY_AFTER: Duration = Duration::from_secs(1);

/// How long it rings until nobody is waited for any longer.
const RINGS_MAX: Duration = Duration::from_secs(30);

/// The most that may happen on the line of a call by its conversation.
const EVENTS_MAX: usize = 16_384;

/// The caller, the far end and what is under way between them. It has no `Debug`: it holds digits.
pub(crate) struct Conversation {
    /// The frame that comes next, counted from the beginning of the call.
    frame: usize,
    began: Duration,
    caller: Caller,
    seed: u64,
    leg: CallerLeg,
    collector: Collector,
    /// From the answer on.
    live: Option<Live>,
    /// What was asked for while it rang.
    waiting: Option<Waiting>,
    media: Media,
    prompt: Option<Playing>,
    collections: u64,
    entry: Option<(u64, Collected)>,
    over: Option<Over>,
    story: Story,
}

struct Live {
    at: Duration,
    performance: Performance,
}

struct Waiting {
    prompt: Option<Prompt>,
    collection: Option<Box<Collection>>,
}

struct Playing {
    name: Arc<str>,
    until: Option<usize>,
    interruptible: bool,
}

impl Conversation {
    /// Begins so long after its call did: it rings.
    pub(super) fn new(now: Duration, caller: Caller, line: &LineSettings) -> Self {
        let frame = usize::try_from(now.as_millis().div_ceil(FRAME_TIME.as_millis()));
        let mut story = Story::default();
        story.add(Said::of(now, "rings"));
        Self {
            frame: frame.unwrap_or(usize::MAX),
            began: now,
            caller,
            seed: line.seed,
            leg: CallerLeg::new(line),
            collector: Collector::new(),
            live: None,
            waiting: None,
            media: Media::Idle,
            prompt: None,
            collections: 0,
            entry: None,
            over: None,
            story,
        }
    }

    /// Somebody answers, whatever the script says.
    pub(super) fn answer(&mut self) {
        if self.live.is_none() && self.over.is_none() {
            let now = self.now();
            self.story.add(Said::of(now, "answered"));
            self.live = Some(Live {
                at: now,
                performance: Performance::new(self.caller.clone(), self.seed),
            });
        }
    }

    pub(super) const fn is_answered(&self) -> bool {
        self.live.is_some()
    }

    pub(super) const fn over(&self) -> Option<Over> {
        self.over
    }

    pub(super) const fn media(&self) -> Media {
        self.media
    }

    pub(super) fn story(&self) -> Vec<Said> {
        self.story.told()
    }

    /// How many samples have passed.
    pub(super) const fn samples(&self) -> usize {
        self.frame.saturating_mul(FRAME)
    }

    pub(super) fn change_line(&mut self, line: &LineSettings) {
        self.leg.change_line(line);
    }

    /// Lets all frames pass that are over by a time of the call.
    pub(super) fn advance(&mut self, until: Duration, score: &mut Vec<Event>) {
        while self.over.is_none() && self.now() + FRAME_TIME <= until {
            self.pass_frame(score);
        }
    }

    /// The call is over for a reason outside of the conversation.
    pub(super) fn end(&mut self, score: &mut Vec<Event>) {
        let reason = self.live.is_none().then_some("canceled");
        self.hang_up(reason, score);
    }

    /// Plays a prompt, at once or as soon as somebody answers.
    pub(super) fn play(&mut self, prompt: Prompt, score: &mut Vec<Event>) {
        self.media = Media::Playing;
        self.begin(
            Waiting {
                prompt: Some(prompt),
                collection: None,
            },
            score,
        );
    }

    /// Collects an entry, at once or as soon as somebody answers; the number of the collection.
    pub(super) fn collect(
        &mut self,
        collection: Box<Collection>,
        prompt: Option<Prompt>,
        score: &mut Vec<Event>,
    ) -> u64 {
        self.end_prompt("suspended", score);
        self.media = Media::Collecting;
        self.collections += 1;
        self.entry = None;
        self.begin(
            Waiting {
                prompt,
                collection: Some(collection),
            },
            score,
        );
        self.collections
    }

    /// How a collection stands; what was collected is given once.
    pub(super) fn entry(&mut self, collection: u64) -> Entry {
        if let Some((_, entry)) = self.entry.take_if(|(number, _)| *number == collection) {
            return Entry::Over(Box::new(entry));
        }
        if self.media != Media::Collecting || self.collections != collection {
            return Entry::Unknown;
        }
        Entry::Awaited(self.next_due().saturating_sub(self.now()))
    }

    /// Gives up a collection that nobody waits for any longer.
    pub(super) fn stop(&mut self, collection: u64, score: &mut Vec<Event>) {
        if self.media == Media::Collecting && self.collections == collection {
            self.waiting = None;
            self.collector.stop(self.now());
            self.settle(score);
            self.media = Media::Idle;
            self.entry = None;
        }
    }

    fn now(&self) -> Duration {
        let frames = u32::try_from(self.frame).unwrap_or(u32::MAX);
        FRAME_TIME * frames
    }

    fn next_due(&self) -> Duration {
        if !self.leg.is_silent() {
            return self.now();
        }
        let deed = self
            .live
            .as_ref()
            .and_then(|live| Some(live.at + live.performance.poll_timeout()?));
        let prompt = self.prompt.as_ref().and_then(|prompt| prompt.until);
        let prompt = prompt.map(|until| FRAME_TIME * u32::try_from(until).unwrap_or(u32::MAX));
        let ring = self.live.is_none().then(|| self.rings_until().0);
        let entry = self.collector.poll_timeout();
        let due = [deed, prompt, ring, entry].into_iter().flatten().min();
        due.unwrap_or(Duration::MAX)
    }

    fn pass_frame(&mut self, score: &mut Vec<Event>) {
        if self.live.is_none() {
            self.ring(score);
        }
        self.perform(score);
        if self.over.is_some() {
            return;
        }
        let keys = self.leg.listen();
        self.frame += 1;
        let now = self.now();
        for key in keys.iter() {
            self.story.add(Said::key(now, key));
            self.collector.press(now, key);
            if self
                .prompt
                .as_ref()
                .is_some_and(|prompt| prompt.interruptible)
            {
                self.end_prompt("interrupted", score);
            }
        }
        let due = self.prompt.as_ref().and_then(|prompt| prompt.until);
        if due.is_some_and(|due| due <= self.frame) {
            self.end_prompt("ended", score);
            self.collector.prompt_ended(now);
        }
        self.collector.tick(now);
        self.settle(score);
    }

    fn ring(&mut self, score: &mut Vec<Event>) {
        let (until, reason) = self.rings_until();
        if self.now() < until {
            return;
        }
        if reason.is_some() {
            self.hang_up(reason, score);
            return;
        }
        self.answer();
        if let Some(waiting) = self.waiting.take() {
            self.begin(waiting, score);
        }
    }

    fn rings_until(&self) -> (Duration, Option<&'static str>) {
        let (rings, reason) = match (self.caller.answer, self.caller.answer.ringing()) {
            (_, Some(rings)) => (rings, None),
            (Answer::Busy, None) => (BUSY_AFTER, Some("busy")),
            (_, None) => (RINGS_MAX, Some("noAnswer")),
        };
        (self.began + rings, reason)
    }

    /// Lets the caller do what is due.
    fn perform(&mut self, score: &mut Vec<Event>) {
        let now = self.now();
        loop {
            let Some(live) = &mut self.live else { return };
            match live.performance.poll_deed(now.saturating_sub(live.at)) {
                None => return,
                Some(Deed::Press(key, tone_ms)) => {
                    let tone_ms = tone_ms.value();
                    self.leg.press(key, tone_ms);
                    self.happens(What::Key { key, tone_ms }, score);
                }
                Some(Deed::HangUp) => return self.hang_up(None, score),
            }
        }
    }

    fn begin(&mut self, waiting: Waiting, score: &mut Vec<Event>) {
        if self.live.is_none() {
            self.waiting = Some(waiting);
            return;
        }
        let Waiting { prompt, collection } = waiting;
        let plays = match collection {
            Some(collection) => {
                self.collector.begin(self.now(), *collection);
                self.collector.plays_prompt()
            }
            None => true,
        };
        match prompt.filter(|_| plays) {
            Some(prompt) => self.begin_prompt(prompt, score),
            None => self.settle(score),
        }
    }

    fn begin_prompt(&mut self, prompt: Prompt, score: &mut Vec<Event>) {
        let now = self.now();
        let frames = prompt.sound.samples().div_ceil(FRAME).max(1);
        self.story.add(Said::named(now, "prompt", &prompt.name));
        self.prompt = Some(Playing {
            name: prompt.name,
            until: (!prompt.repeated).then_some(self.frame + frames),
            interruptible: prompt.interruptible,
        });
        let (sound, repeated) = (prompt.sound, prompt.repeated);
        self.happens(What::Prompt { sound, repeated }, score);
        if let Some(live) = &mut self.live {
            live.performance.prompt_began(now.saturating_sub(live.at));
        }
    }

    fn end_prompt(&mut self, how: &'static str, score: &mut Vec<Event>) {
        let Some(prompt) = self.prompt.take() else {
            return;
        };
        let now = self.now();
        self.story.add(Said::named(now, how, &prompt.name));
        self.happens(What::EndPrompt, score);
        if let Some(live) = &mut self.live {
            live.performance.prompt_ended(now.saturating_sub(live.at));
        }
        if self.media == Media::Playing {
            self.media = Media::Idle;
        }
    }

    /// Takes what was collected, if it was.
    fn settle(&mut self, score: &mut Vec<Event>) {
        let Some(entry) = self.collector.poll_collected() else {
            return;
        };
        self.end_prompt("interrupted", score);
        self.story.add(Said::entry(self.now(), &entry));
        self.entry = Some((self.collections, entry));
        self.media = Media::Idle;
    }

    fn hang_up(&mut self, reason: Option<&'static str>, score: &mut Vec<Event>) {
        if self.over.is_some() {
            return;
        }
        let at = self.now();
        self.story.add(Said::of(at, reason.unwrap_or("hung up")));
        let waited = self.waiting.take();
        self.end_prompt("ended", score);
        self.collector.hang_up(at);
        self.settle(score);
        if waited.is_some_and(|waited| waited.collection.is_some()) {
            self.entry = Some((self.collections, nothing()));
        }
        self.media = Media::Idle;
        self.over = Some(Over { at, reason });
    }

    fn happens(&self, what: What, score: &mut Vec<Event>) {
        if score.len() < EVENTS_MAX {
            let at = self.samples();
            score.push(Event { at, what });
        }
    }
}
