//! The chain: each record sealed together with the code of the one before it.
//! Writing lines and heads to files, and when, is left to the caller.

use std::io::BufRead;

use crate::{
    Record,
    broken::Broken,
    head::Head,
    line,
    seal::{Code, SealKey},
    verify::Verified,
    walk,
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
    /// The head for what the log holds, to be put in place before anything is appended.
    pub head: String,
    /// Bytes of whole records: cut the log to this length, which drops a torn last line.
    pub bytes: u64,
}

impl Chain {
    /// The chain of an empty log.
    #[must_use]
    pub fn start(key: SealKey) -> Self {
        let head = Head {
            records: 0,
            last: Code::GENESIS,
        };
        Self { key, head }
    }

    /// Takes up an existing log, after verifying it.
    ///
    /// Authentic lines beyond the head are accepted, and a torn last line is left out: both are
    /// what a crash leaves behind.
    ///
    /// # Errors
    ///
    /// [`Broken`], as from [`verify`](crate::verify).
    pub fn resume(key: SealKey, log: impl BufRead, head: &str) -> Result<Resumed, Broken> {
        let walk = walk::walk(log, head, &key)?;
        let head = Head {
            records: walk.verified.records,
            last: walk.last,
        };
        let chain = Self { key, head };
        Ok(Resumed {
            head: chain.head(),
            chain,
            verified: walk.verified,
            bytes: walk.bytes,
        })
    }

    /// Seals the next record.
    pub fn append(&mut self, record: &Record) -> Entry {
        let sequence = self.head.records + 1;
        let (line, last) = line::seal(record, sequence, &self.head.last, &self.key);
        self.head = Head {
            records: sequence,
            last,
        };
        Entry {
            line,
            head: self.head(),
        }
    }

    /// The content of the head file for what has been sealed so far.
    #[must_use]
    pub fn head(&self) -> String {
        self.head.seal(&self.key)
    }

    /// Records sealed so far.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.head.records
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
