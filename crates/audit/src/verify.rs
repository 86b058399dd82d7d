//! Verification: whether a log is exactly what was written.
//! The pass over the lines is left to `walk`.

use std::io::BufRead;

use crate::{
    broken::{Broken, Why},
    seal::SealKey,
    series::Series,
};

/// What an unbroken log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Segments that were checked: 1 for a log that is one file.
    pub segments: u64,
    /// Records in segments before these, which were not checked. Usually 0.
    pub records_before: u64,
    /// Records in these segments, all of them authentic and in their place.
    pub records: u64,
    /// Whether a crash interrupted a rotation and left an empty segment, which is no segment yet.
    pub unfinished_rotation: bool,
    /// How many of them came after the head was last sealed: 0, but for a log in use or one whose
    /// writer crashed between line and head.
    pub unsealed: u64,
    /// Bytes of a last line whose writing was interrupted; it is no record. Usually 0.
    pub torn_bytes: u64,
    /// Injections intended and never observed, oldest first: after a crash, their digits may have
    /// been sent.
    pub intended_only: Vec<String>,
}

impl Verified {
    /// Demands at least so many records, which finds a log and a head that were both replaced by
    /// an earlier pair. Nothing within the pair could show that.
    ///
    /// # Errors
    ///
    /// [`Why::FewerThanExpected`].
    pub fn at_least(self, expected: u64) -> Result<Self, Broken> {
        let found = self.records_before + self.records;
        if found < expected {
            return Err(Broken::head(Why::FewerThanExpected { expected, found }));
        }
        Ok(self)
    }
}

/// Checks a log of one segment, the first, against its head and key, in one pass and in bounded
/// memory a line. Several segments are checked by [`Series`](crate::Series).
///
/// `log` is the content of the log file, `head` that of the head file beside it. While another
/// process writes, read the head *first*: the log may then be ahead of it, which is in order.
///
/// # Errors
///
/// [`Broken`]: the first line that is not what was written, and why.
pub fn verify(log: impl BufRead, head: &str, key: &SealKey) -> Result<Verified, Broken> {
    let mut series = Series::new(key.clone());
    series.take(log, head)?;
    Ok(series.verified())
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::{LINE_BYTES_MAX, sample};

    /// A log of five records about three injections, the last one only intended, and its head.
    fn written() -> (Vec<u8>, String) {
        sample::log(&[
            sample::intended("a-1"),
            sample::delivered("a-1"),
            sample::intended("a-2"),
            sample::failed("a-2"),
            sample::intended("a-3"),
        ])
    }

    fn verdict(log: &[u8], head: &str) -> Result<Verified, Broken> {
        verify(log, head, &sample::key())
    }

    fn check(log: &[u8], head: &str, line: u64, why: Why) {
        assert_eq!(verdict(log, head), Err(Broken::at(line, why)));
    }

    fn lines(log: &[u8]) -> Vec<&[u8]> {
        log.split_inclusive(|byte| *byte == b'\n').collect()
    }

    #[test]
    fn an_untouched_log_is_verified_and_lone_intentions_are_named() {
        let (log, head) = written();
        assert_eq!(
            verdict(&log, &head),
            Ok(Verified {
                segments: 1,
                records: 5,
                intended_only: vec!["a-3".to_owned()],
                ..Verified::default()
            })
        );
    }

    #[test]
    fn any_flipped_bit_in_any_byte_is_found() {
        let (log, head) = sample::log(&[sample::intended("a-1"), sample::failed("a-1")]);
        for position in 0..log.len() {
            for bit in 0..8 {
                let mut edited = log.clone();
                edited[position] ^= 1 << bit;
                assert!(
                    verdict(&edited, &head).is_err(),
                    "byte {position}, bit {bit}"
                );
            }
        }
        for position in 0..head.len() {
            let mut edited = head.clone().into_bytes();
            edited[position] ^= 1;
            let edited = String::from_utf8(edited).expect("still ASCII");
            assert!(
                verdict(&log, &edited).is_err(),
                "byte {position} of the head"
            );
        }
    }

    #[test]
    fn an_edited_record_is_told_by_its_line() {
        let (log, head) = written();
        let edited = String::from_utf8(log)
            .expect("UTF-8")
            .replacen("a-2", "a-9", 1);
        check(edited.as_bytes(), &head, 3, Why::Edited);
    }

    #[test]
    fn a_removed_record_is_found_wherever_it_stood() {
        let (log, head) = written();
        for removed in 0..4 {
            let mut kept = lines(&log);
            kept.remove(removed);
            let expected = removed as u64 + 1;
            let found = expected + 1;
            check(
                &kept.concat(),
                &head,
                expected,
                Why::Misplaced { expected, found },
            );
        }
        let kept = lines(&log)[..4].concat();
        check(
            &kept,
            &head,
            5,
            Why::CutOff {
                sealed: 5,
                found: 4,
            },
        );
    }

    #[test]
    fn reordered_and_repeated_records_are_found() {
        let (log, head) = written();
        let mut swapped = lines(&log);
        swapped.swap(1, 2);
        let why = Why::Misplaced {
            expected: 2,
            found: 3,
        };
        check(&swapped.concat(), &head, 2, why);
        let mut repeated = lines(&log);
        repeated.insert(2, repeated[1]);
        let why = Why::Misplaced {
            expected: 3,
            found: 2,
        };
        check(&repeated.concat(), &head, 3, why);
        let mut at_end = lines(&log);
        at_end.push(at_end[4]);
        let why = Why::Misplaced {
            expected: 6,
            found: 5,
        };
        check(&at_end.concat(), &head, 6, why);
    }

    #[test]
    fn a_log_cut_off_at_any_byte_is_found() {
        let (log, head) = written();
        for length in 0..log.len() {
            let broken = verdict(&log[..length], &head).expect_err("cut off");
            assert!(
                matches!(broken.why, Why::CutOff { sealed: 5, .. }),
                "{length}: {broken}"
            );
        }
    }

    #[test]
    fn a_record_forged_without_the_key_is_found() {
        let (mut log, head) = written();
        let (other, _) = sample::log_with(&sample::other_key(), &vec![sample::intended("a-1"); 6]);
        log.extend(lines(&other)[5]);
        check(&log, &head, 6, Why::Edited);
    }

    #[test]
    fn a_record_of_another_log_under_the_same_key_is_found() {
        let (mut log, head) = written();
        let (other, other_head) = sample::log(&vec![sample::intended("b-1"); 6]);
        log.extend(lines(&other)[5]);
        check(&log, &head, 6, Why::Unlinked);
        let five = lines(&other)[..5].concat();
        check(&five, &head, 5, Why::OtherHistory);
        let why = Why::CutOff {
            sealed: 6,
            found: 5,
        };
        check(&five, &other_head, 6, why);
    }

    #[test]
    fn the_wrong_key_is_told_as_such() {
        let (log, head) = written();
        let broken = verify(&log[..], &head, &sample::other_key()).expect_err("wrong key");
        assert_eq!(broken, Broken::head(Why::HeadForged));
        assert!(broken.to_string().contains("check the key first"));
    }

    #[test]
    fn an_empty_log_with_the_head_of_none_is_verified_and_without_a_head_is_not() {
        let (_, head) = sample::log(&[]);
        assert_eq!(verdict(b"", &head).expect("nothing yet").records, 0);
        assert_eq!(verdict(b"", ""), Err(Broken::head(Why::HeadMissing)));
        let (log, _) = written();
        assert_eq!(verdict(&log, ""), Err(Broken::head(Why::HeadMissing)));
    }

    #[test]
    fn files_from_elsewhere_are_refused_within_the_line_limit() {
        let (_, head) = sample::log(&[]);
        let huge = vec![b'x'; LINE_BYTES_MAX + 2];
        check(&huge, &head, 1, Why::LineTooLong);
        check(b"\xff\xfe\n", &head, 1, Why::NotUtf8);
        check(b"\n", &head, 1, Why::Malformed);
        check(b"{\"level\":\"info\"}\n", &head, 1, Why::Malformed);
        check(b"RIFF....WAVE", &head, 1, Why::Malformed);
    }

    #[test]
    fn a_reading_error_names_the_line() {
        struct Failing;
        impl io::Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        let (_, head) = sample::log(&[]);
        let verdict = verify(io::BufReader::new(Failing), &head, &sample::key());
        let why = Why::Unreadable(io::ErrorKind::PermissionDenied);
        assert_eq!(verdict, Err(Broken::at(1, why)));
    }

    #[test]
    fn records_after_the_head_are_counted_as_unsealed() {
        let (log, _) = written();
        let (_, earlier) = sample::log(&[sample::intended("a-1"), sample::delivered("a-1")]);
        let verified = verdict(&log, &earlier).expect("authentic");
        assert_eq!((verified.records, verified.unsealed), (5, 3));
    }

    #[test]
    fn an_earlier_pair_is_found_by_the_count_that_is_expected() {
        let (log, head) = sample::log(&[sample::intended("a-1")]);
        let verified = verdict(&log, &head).expect("a pair that was once written");
        assert!(verified.clone().at_least(1).is_ok());
        let why = Why::FewerThanExpected {
            expected: 2,
            found: 1,
        };
        assert_eq!(verified.at_least(2), Err(Broken::head(why)));
    }
}
