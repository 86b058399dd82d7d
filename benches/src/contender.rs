//! Whoever listens or sends, timed: what it heard and what that cost.
//! Ours are in `ours`, the others behind the feature `peers`.

use core::time::Duration;

use cpu_time::ThreadTime;
use cxtone_dtmf::Digit;

use crate::audio::{Audio, Frame};

/// A detector that can be timed.
pub trait Contender {
    /// For the report.
    fn name(&self) -> &str;

    /// Listens from the start, as if to a new stream.
    fn hear(&mut self, audio: &Audio) -> Heard;
}

/// What listening gave.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The digits, in order.
    pub digits: Vec<char>,
    /// CPU time that it took.
    pub cpu: Duration,
    /// Samples at 8 kHz that were listened to, over all channels.
    pub samples: usize,
}

/// A detector in this process, fed with frames of 20 ms.
pub trait Ear {
    /// Takes the next frame.
    fn feed(&mut self, frame: Frame<'_>);

    /// What has been heard since this was last asked, in order.
    fn digits(&mut self) -> Vec<char>;
}

/// A contender that makes an [`Ear`] for each stream.
#[derive(Debug)]
pub struct InProcess<E> {
    name: String,
    make: fn() -> E,
}

impl Heard {
    /// CPU time a sample.
    pub fn ns_per_sample(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e9 / self.samples as f64
    }
}

impl<E: Ear> InProcess<E> {
    /// A contender of a name.
    pub fn new(name: &str, make: fn() -> E) -> Self {
        Self {
            name: name.to_owned(),
            make,
        }
    }
}

impl<E: Ear> Contender for InProcess<E> {
    fn name(&self) -> &str {
        &self.name
    }

    fn hear(&mut self, audio: &Audio) -> Heard {
        let mut ear = (self.make)();
        let start = ThreadTime::now();
        for frame in audio.frames() {
            ear.feed(frame);
        }
        Heard {
            cpu: start.elapsed(),
            samples: audio.len(),
            digits: ear.digits(),
        }
    }
}

/// How many of the digits that were sent were heard in their order (the longest common
/// subsequence); what was heard besides does not count against it.
pub fn hits(sent: &[Digit], heard: &[char]) -> usize {
    let mut row = vec![0; heard.len() + 1];
    for digit in sent {
        let mut diagonal = 0;
        for (index, heard) in heard.iter().enumerate() {
            let above = row[index + 1];
            row[index + 1] = if *heard == digit.as_char() {
                diagonal + 1
            } else {
                above.max(row[index])
            };
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sent: &str, heard: &str, expected: usize) {
        let sent: Vec<_> = sent.chars().filter_map(Digit::from_char).collect();
        let heard: Vec<_> = heard.chars().collect();
        assert_eq!(hits(&sent, &heard), expected);
    }

    #[test]
    fn hits_are_counted_in_order() {
        check("1234", "1234", 4);
        check("1234", "134", 3);
        check("1234", "12934", 4);
        check("1234", "4321", 1);
        check("1234", "", 0);
        check("", "12", 0);
    }
}
