//! The chain: each record sealed together with the code of the one before it.
//! Writing lines and heads to files, and when, is left to the caller.

use std::io::BufRead;

use crate::{
    Record, Series, Timestamp,
    broken::Broken,
    head::{Head, Place},
    line,
    seal::SealKey,
    verify::Verified,
};

/// Where the next record of a log goes.
///
/// A clone continues from the same place, so that a caller can keep the old one until the new
/// line is on disk.
#[derive(Clone, Debug)]
pub struct Chain {
    key: SealKey,
    head: Head,
}

/// A sealed record, to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line, without its line feed.
    pub line: String,
    /// The new content of the head file, to be put in place after the line is safe.
    pub head: String,
}

/// A chain taken up again.
#[derive(Clone, Debug)]
pub struct Resumed {
    /// Where the next record goes.
    pub chain: Chain,
    /// What the log holds.
    pub verified: Verified,
    /// The head for what the last segment holds, to be put in place before anything is appended.
    pub head: String,
    /// Bytes of whole records in the last segment: cut it to this length, which drops a torn last
    /// line.
    pub bytes: u64,
    /// The latest time of a record in the last segment.
    pub latest: Option<Timestamp>,
    /// The head of the segment before the last, which a crash kept from being closed; to be put
    /// in place before anything is appended.
    pub unclosed: Option<String>,
}

/// A segment ended and the next one begun, to be written in this order: the new segment's log,
/// empty; its head; the ended one's head.
///
/// A crash after any of them leaves what [`Series`] takes up, and whoever removes the new segment
/// is found out from the moment on when the ended one's head is in place.
#[derive(Clone, Debug)]
pub struct Rotated {
    /// Where the next record goes.
    pub chain: Chain,
    /// The head of the new segment.
    pub head: String,
    /// The head of the ended segment, which says that another follows.
    pub ended_head: String,
}

impl Chain {
    /// The chain of an empty log.
    #[must_use]
    pub fn start(key: SealKey) -> Self {
        Self::at(key, Head::opening(1, Place::START))
    }

    /// Takes up an existing log of one segment, after verifying it.
    ///
    /// Authentic lines beyond the head are accepted, and a torn last line is left out: both are
    /// what a crash leaves behind. A log of several segments is taken up by [`Series::resume`].
    ///
    /// # Errors
    ///
    /// [`Broken`], as from [`verify`](crate::verify).
    pub fn resume(key: SealKey, log: impl BufRead, head: &str) -> Result<Resumed, Broken> {
        let mut series = Series::new(key);
        series.take(log, head)?;
        series.resume()
    }

    pub(crate) fn at(key: SealKey, head: Head) -> Self {
        Self { key, head }
    }

    /// Seals the next record.
    pub fn append(&mut self, record: &Record) -> Entry {
        let records = self.head.end.records + 1;
        let (line, last) = line::seal(record, records, &self.head.end.last, &self.key);
        self.head.end = Place { records, last };
        Entry {
            line,
            head: self.head(),
        }
    }

    /// Ends the segment and begins the next one. The chain goes on: its first line names the code
    /// of the ended segment's last.
    #[must_use]
    pub fn rotate(&self) -> Rotated {
        let ended = Head {
            closed: true,
            ..self.head
        };
        let next = Head::opening(self.head.segment + 1, self.head.end);
        let chain = Self::at(self.key.clone(), next);
        Rotated {
            head: chain.head(),
            ended_head: ended.seal(&self.key),
            chain,
        }
    }

    /// The content of the head file for what has been sealed so far.
    #[must_use]
    pub fn head(&self) -> String {
        self.head.seal(&self.key)
    }

    /// The segment's number, counted from one.
    #[must_use]
    pub fn segment(&self) -> u64 {
        self.head.segment
    }

    /// Records sealed so far, in all segments.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.head.end.records
    }

    /// Whether the segment has no records yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head.end == self.head.before
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{LINE_BYTES_MAX, sample, verify};

    fn resume(log: &[u8], head: &str) -> Result<Resumed, Broken> {
        Chain::resume(sample::key(), log, head)
    }

    #[test]
    fn a_resumed_log_grows_as_if_it_had_never_been_put_down() {
        let (log, head) = sample::log(&[sample::intended("a-1")]);
        let mut resumed = resume(&log, &head).expect("unbroken");
        let entry = resumed.chain.append(&sample::delivered("a-1"));
        let (_, at_once) = sample::log(&[sample::intended("a-1"), sample::delivered("a-1")]);
        assert_eq!(entry.head, at_once);
    }

    #[test]
    fn a_crash_between_line_and_head_is_resealed() {
        let (log, _) = sample::log(&[sample::intended("a-1")]);
        let (_, stale) = sample::log(&[]);
        let resumed = resume(&log, &stale).expect("an authentic line");
        assert_eq!(
            (resumed.verified.unsealed, resumed.bytes),
            (1, log.len() as u64)
        );
        assert_eq!(
            verify(&log[..], &resumed.head, &sample::key()).map(|v| v.unsealed),
            Ok(0)
        );
    }

    #[test]
    fn a_crash_inside_a_line_leaves_a_torn_one_that_is_left_out() {
        let (log, head) = sample::log(&[sample::intended("a-1")]);
        let (longer, _) = sample::log(&[sample::intended("a-1"), sample::delivered("a-1")]);
        for length in log.len() + 1..longer.len() {
            let resumed = resume(&longer[..length], &head).expect("a torn line");
            assert_eq!(resumed.verified.torn_bytes, (length - log.len()) as u64);
            assert_eq!(
                (resumed.verified.records, resumed.bytes),
                (1, log.len() as u64)
            );
        }
    }

    #[test]
    fn a_power_cut_may_leave_zeros_in_place_of_a_torn_line() {
        let (log, head) = sample::log(&[sample::intended("a-1")]);
        let (longer, _) = sample::log(&[sample::intended("a-1"), sample::delivered("a-1")]);
        for kept in [0, 5, 200] {
            let mut torn = longer[..log.len() + kept].to_vec();
            torn.resize(longer.len(), 0);
            let resumed = resume(&torn, &head).expect("a torn line");
            assert_eq!(resumed.bytes, log.len() as u64);
        }
    }

    #[test]
    fn a_broken_log_is_not_taken_up() {
        let (log, head) = sample::log(&[sample::intended("a-1"), sample::delivered("a-1")]);
        let broken = resume(&log[1..], &head).expect_err("its first byte is gone");
        assert_eq!(broken.line, Some(1));
    }

    #[test]
    fn the_longest_record_stays_below_the_line_limit() {
        let (log, _) = sample::log(&[sample::longest()]);
        assert!(log.len() < LINE_BYTES_MAX, "{} bytes", log.len());
    }

    proptest! {
        #[test]
        fn any_log_is_verified_and_any_one_byte_changed_is_found(
            kinds in prop::collection::vec(0_usize..4, 1..8),
            place in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let makers = [sample::intended, sample::delivered, sample::failed, sample::ambiguous];
            let records: Vec<Record> = kinds.iter().map(|kind| makers[*kind]("a-1")).collect();
            let (mut log, head) = sample::log(&records);
            let verified = verify(&log[..], &head, &sample::key()).expect("untouched");
            prop_assert_eq!(verified.records, records.len() as u64);
            let place = place.index(log.len());
            prop_assume!(log[place] != byte);
            log[place] = byte;
            prop_assert!(verify(&log[..], &head, &sample::key()).is_err());
        }
    }
}
