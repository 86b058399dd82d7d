//! The far end's half of a collection: keys in, an entry out, by the timers of `VoiceXML` 2.0
//! appendix D, with barge-in and type-ahead.
//! How a key is heard, and how a prompt is played, is left to who drives it.

use core::{fmt, time::Duration};
use std::collections::VecDeque;

use cxtone_dtmf::{Digit, Digits};

use crate::{Collected, Collection, Ended, limits::TYPE_AHEAD_DIGITS_MAX};

/// Collects one call's keys. `Debug` shows no digit.
///
/// One collector serves a whole call, for it keeps the keys that are pressed ahead. Tell it what
/// happens, and when the time of [`Collector::poll_timeout`] has come call [`Collector::tick`];
/// after each look for [`Collector::poll_collected`]. Times are of any one clock; one before the
/// last one counts as the last one.
///
/// ```
/// use core::time::Duration;
/// use cxtone_dtmf::Digit;
/// use cxtone_flow::{Collection, Collector, Ended, Keys, Timers};
///
/// let mut collector = Collector::new();
/// let collection = Collection {
///     prompt: None,
///     digits_max: 3.try_into()?,
///     terminators: Keys::try_from("#".to_owned())?,
///     timers: Timers::default(),
///     type_ahead: true,
/// };
/// collector.begin(Duration::ZERO, collection);
/// for key in ['1', '2', '#'] {
///     let key = Digit::from_char(key).expect("a DTMF key");
///     collector.press(Duration::from_secs(1), key);
/// }
/// let collected = collector.poll_collected().expect("a terminator ends the entry");
/// assert_eq!(collected.digits, "12".parse()?);
/// assert_eq!(collected.ended, Ended::Terminator);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Collector {
    now: Duration,
    ahead: VecDeque<Digit>,
    entry: Option<Entry>,
    collected: Option<Collected>,
}

struct Entry {
    collection: Collection,
    digits: Digits,
    terminator: Option<Digit>,
    /// When the prompt was over; none while it plays.
    listening_since: Option<Duration>,
    last_key: Option<Duration>,
}

impl Collector {
    /// A collector for a call that has begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a collection. One that is still going on is stopped and its entry is lost.
    ///
    /// Whether its prompt is to be played now is told by [`Collector::plays_prompt`]: it is not
    /// where keys were typed ahead that end it before it begins.
    pub fn begin(&mut self, now: Duration, collection: Collection) {
        self.advance(now);
        self.collected = None;
        if !collection.type_ahead {
            self.ahead.clear();
        }
        let typed_ahead = !self.ahead.is_empty();
        let prompt = collection.prompt.as_ref();
        let listens = prompt.is_none_or(|prompt| prompt.interruptible && typed_ahead);
        self.entry = Some(Entry {
            collection,
            digits: Digits::new(),
            terminator: None,
            listening_since: None,
            last_key: None,
        });
        if listens {
            self.listen();
        }
    }

    /// Whether a collection is going on whose prompt plays.
    #[must_use]
    pub fn plays_prompt(&self) -> bool {
        let entry = self.entry.as_ref();
        entry.is_some_and(|entry| entry.listening_since.is_none())
    }

    /// The collection's prompt has come to its end; the timers begin.
    pub fn prompt_ended(&mut self, now: Duration) {
        self.advance(now);
        if self.plays_prompt() {
            self.listen();
        }
    }

    /// The caller has pressed a key. What no collection takes is kept for the next one.
    pub fn press(&mut self, now: Duration, key: Digit) {
        self.advance(now);
        if self.barges_in() {
            self.listen();
        }
        let now = self.now;
        let entry = self.entry.as_mut();
        let taken = entry.filter(|entry| entry.listening_since.is_some());
        match taken.map(|entry| entry.take(now, key)) {
            Some(true) => self.expire(),
            Some(false) => {
                self.end(self.ended_by());
                self.keep(key);
            }
            None => self.keep(key),
        }
    }

    /// Nothing but time has passed.
    pub fn tick(&mut self, now: Duration) {
        self.advance(now);
    }

    /// The caller has hung up: the entry is over with the digits that it has.
    pub fn hang_up(&mut self, now: Duration) {
        self.advance(now);
        self.end(Ended::HungUp);
    }

    /// The collection is stopped from outside: it is over with the digits that it has.
    pub fn stop(&mut self, now: Duration) {
        self.advance(now);
        self.end(Ended::Stopped);
    }

    /// When [`Collector::tick`] is due at the latest; none where nothing is waited for but keys.
    /// An entry that is over and was not asked for is due at once.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        match (&self.collected, &self.entry) {
            (Some(_), _) => Some(self.now),
            (None, entry) => entry.as_ref().and_then(Entry::deadline),
        }
    }

    /// What was collected, once, when the entry is over.
    pub fn poll_collected(&mut self) -> Option<Collected> {
        self.collected.take()
    }

    fn barges_in(&self) -> bool {
        let prompt = self
            .entry
            .as_ref()
            .and_then(|it| it.collection.prompt.as_ref());
        self.plays_prompt() && prompt.is_some_and(|prompt| prompt.interruptible)
    }

    /// The prompt is over: what was typed ahead counts, and the timers begin.
    fn listen(&mut self) {
        let now = self.now;
        if let Some(entry) = &mut self.entry {
            entry.listening_since = Some(now);
            while let Some(key) = self.ahead.pop_front() {
                if !entry.take(now, key) {
                    self.ahead.push_front(key);
                    break;
                }
            }
        }
        self.expire();
    }

    /// Keeps a key as typed ahead, unless the prompt plays of a collection that wants none.
    fn keep(&mut self, key: Digit) {
        let entry = self.entry.as_ref();
        let unwanted = entry.is_some_and(|entry| !entry.collection.type_ahead);
        if !unwanted && self.ahead.len() < TYPE_AHEAD_DIGITS_MAX {
            self.ahead.push_back(key);
        }
    }

    fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.expire();
    }

    fn expire(&mut self) {
        let deadline = self.entry.as_ref().and_then(Entry::deadline);
        if deadline.is_some_and(|due| due <= self.now) {
            self.end(self.ended_by());
        }
    }

    fn ended_by(&self) -> Ended {
        self.entry.as_ref().map_or(Ended::Timeout, Entry::ended_by)
    }

    fn end(&mut self, ended: Ended) {
        self.collected = self.collected.take().or_else(|| {
            let entry = self.entry.take()?;
            Some(Collected {
                digits: entry.digits,
                terminator: entry.terminator,
                ended,
            })
        });
    }
}

impl Entry {
    /// Takes a key, unless the entry is complete without it.
    fn take(&mut self, now: Duration, key: Digit) -> bool {
        if self.terminator.is_some() {
            return false;
        }
        if self.collection.terminators.contains(key) {
            self.terminator = Some(key);
        } else if self.is_full() || self.digits.push(key).is_err() {
            return false;
        }
        self.last_key = Some(now);
        true
    }

    /// When the entry is over if no further key comes.
    fn deadline(&self) -> Option<Duration> {
        let since = self.listening_since?;
        let last = self.last_key.map_or(since, |key| key.max(since));
        let timers = &self.collection.timers;
        let patience = if self.terminator.is_some() {
            return Some(last);
        } else if !self.is_full() && self.digits.is_empty() {
            timers.first_digit_ms
        } else if !self.is_full() {
            timers.inter_digit_ms
        } else if self.collection.terminators.digits().is_empty() {
            return Some(last);
        } else {
            timers.terminator_ms
        };
        let total = since.saturating_add(timers.total_ms.duration());
        Some(last.saturating_add(patience.duration()).min(total))
    }

    fn is_full(&self) -> bool {
        self.digits.len() >= usize::from(self.collection.digits_max.value())
    }

    /// What ends the entry when its deadline has come.
    fn ended_by(&self) -> Ended {
        if self.terminator.is_some() {
            Ended::Terminator
        } else if self.is_full() {
            Ended::Full
        } else {
            Ended::Timeout
        }
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.entry.as_ref().map(|entry| entry.digits);
        formatter
            .debug_struct("Collector")
            .field("now", &self.now)
            .field("ahead", &self.ahead.len())
            .field("digits", &digits)
            .finish_non_exhaustive()
    }
}
