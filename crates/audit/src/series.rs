//! A log in segments: whether each begins where the one before it ends, and none is missing.
//! The pass over one segment's lines is left to `walk`; which file is which segment, to the caller.

use std::{collections::HashMap, io::BufRead};

use crate::{
    Chain, Resumed, Verified,
    broken::{Broken, Why},
    head::{Head, Place},
    seal::SealKey,
    walk::{self, Walk},
};

/// The segments of a log, checked one after another.
///
/// Give it each segment's log and head in the order of their numbers. The first error is the
/// verdict: what comes after it is not to be given any more.
#[derive(Debug)]
pub struct Series {
    key: SealKey,
    /// The number that the next segment must have.
    next: u64,
    taken: Option<Taken>,
    verified: Verified,
    /// Intended and not yet observed, with the record that says so.
    open: HashMap<String, u64>,
    /// The closed head of the segment before the last, where a crash kept it from being written.
    unclosed: Option<String>,
}

/// The last segment that was checked.
#[derive(Debug)]
struct Taken {
    head: Head,
    walk: Walk,
}

impl Series {
    /// A log from its first segment on.
    #[must_use]
    pub fn new(key: SealKey) -> Self {
        Self::starting_at(key, 1)
    }

    /// A log whose segments before this one, counted from one, are kept elsewhere. What they hold
    /// is not checked, but how many records they have is known.
    #[must_use]
    pub fn starting_at(key: SealKey, segment: u64) -> Self {
        Self {
            key,
            next: segment,
            taken: None,
            verified: Verified::default(),
            open: HashMap::new(),
            unclosed: None,
        }
    }

    /// Checks the next segment, in one pass and in bounded memory a line.
    ///
    /// An empty segment without a head, after one that is not closed, is what a crash leaves of a
    /// rotation, and in order.
    ///
    /// # Errors
    ///
    /// [`Broken`]: the segment is not what was written, or not the one that belongs here.
    pub fn take(&mut self, log: impl BufRead, head: &str) -> Result<(), Broken> {
        self.take_each(log, head, &mut |_| {})
    }

    /// As [`take`](Self::take), and gives each authentic line in order, without its line feed.
    /// What was given counts only if the whole log turns out to be unbroken.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    pub fn take_each(
        &mut self,
        mut log: impl BufRead,
        head: &str,
        each: &mut dyn FnMut(&str),
    ) -> Result<(), Broken> {
        if self.is_unfinished(&mut log, head) {
            self.verified.unfinished_rotation = true;
            return Ok(());
        }
        let head = Head::open(head, &self.key).map_err(Broken::head)?;
        self.check_place(&head).map_err(Broken::head)?;
        let walk = walk::walk(log, head, &self.key, &mut self.open, each)?;
        self.unclosed = self.close_of_taken();
        if self.taken.is_none() {
            self.verified.records_before = head.before.records;
        }
        self.verified.segments += 1;
        self.verified.records = walk.end.records - self.verified.records_before;
        self.verified.unsealed = walk.end.records - head.end.records;
        self.verified.torn_bytes = walk.torn_bytes;
        self.next += 1;
        self.taken = Some(Taken { head, walk });
        Ok(())
    }

    /// Whether the last segment that was taken says that another follows.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.taken.as_ref().is_some_and(|taken| taken.head.closed)
    }

    /// What the segments hold that were checked so far.
    #[must_use]
    pub fn verified(&self) -> Verified {
        let mut open: Vec<(&String, &u64)> = self.open.iter().collect();
        open.sort_unstable_by_key(|(_, sequence)| **sequence);
        Verified {
            intended_only: open.into_iter().map(|(id, _)| id.clone()).collect(),
            ..self.verified.clone()
        }
    }

    /// What the whole log holds, after its last segment.
    ///
    /// # Errors
    ///
    /// [`Why::SuccessorMissing`] when the last one that was given is closed, and
    /// [`Why::HeadMissing`] when none was given.
    pub fn finish(self) -> Result<Verified, Broken> {
        self.last()?;
        Ok(self.verified())
    }

    /// Takes the log up where its last segment ends.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn resume(self) -> Result<Resumed, Broken> {
        let Taken { head, walk } = self.last()?;
        let head = Head {
            end: walk.end,
            ..*head
        };
        let chain = Chain::at(self.key.clone(), head);
        Ok(Resumed {
            head: chain.head(),
            bytes: walk.bytes,
            latest: walk.latest,
            verified: self.verified(),
            unclosed: self.unclosed,
            chain,
        })
    }

    fn last(&self) -> Result<&Taken, Broken> {
        match &self.taken {
            None => Err(Broken::head(Why::HeadMissing)),
            Some(taken) if taken.head.closed => Err(Broken::head(Why::SuccessorMissing)),
            Some(taken) => Ok(taken),
        }
    }

    fn is_unfinished(&self, log: &mut impl BufRead, head: &str) -> bool {
        let after_open = self.taken.as_ref().is_some_and(|taken| !taken.head.closed);
        let is_empty = head.is_empty() && log.fill_buf().is_ok_and(<[u8]>::is_empty);
        after_open && is_empty && !self.verified.unfinished_rotation
    }

    /// Whether a segment with this head belongs after those before it.
    fn check_place(&self, head: &Head) -> Result<(), Why> {
        if head.segment != self.next {
            return Err(Why::Segment {
                expected: self.next,
                found: head.segment,
            });
        }
        let follows = match &self.taken {
            None => head.segment > 1 || head.before == Place::START,
            Some(taken) => head.before == taken.walk.end && taken.walk.torn_bytes == 0,
        };
        if follows && head.end.records >= head.before.records {
            Ok(())
        } else {
            Err(Why::ForeignSegment)
        }
    }

    fn close_of_taken(&self) -> Option<String> {
        let taken = self.taken.as_ref().filter(|taken| !taken.head.closed)?;
        let closed = Head {
            end: taken.walk.end,
            closed: true,
            ..taken.head
        };
        Some(closed.seal(&self.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Record, sample};

    /// A segment's log and head.
    type Segment = (Vec<u8>, String);

    /// A log of so many records a segment, all but the last of them closed.
    fn written(key: &SealKey, segments: &[&[Record]]) -> Vec<Segment> {
        let mut chain = Chain::start(key.clone());
        let mut written: Vec<Segment> = Vec::new();
        for (index, records) in segments.iter().enumerate() {
            if index > 0 {
                let rotated = chain.rotate();
                chain = rotated.chain;
                written[index - 1].1 = rotated.ended_head;
            }
            let mut log = Vec::new();
            for record in *records {
                log.extend(chain.append(record).line.into_bytes());
                log.push(b'\n');
            }
            written.push((log, chain.head()));
        }
        written
    }

    fn three() -> Vec<Segment> {
        let of = |id| vec![sample::intended(id), sample::delivered(id)];
        let last = [sample::intended("a-3")];
        written(&sample::key(), &[&of("a-1"), &of("a-2"), &last])
    }

    fn verdict(segments: &[Segment]) -> Result<Verified, Broken> {
        verdict_from(1, segments)
    }

    fn verdict_from(first: u64, segments: &[Segment]) -> Result<Verified, Broken> {
        let mut series = Series::starting_at(sample::key(), first);
        for (log, head) in segments {
            series.take(&log[..], head)?;
        }
        series.finish()
    }

    fn check(segments: &[Segment], why: Why) {
        let broken = verdict(segments).expect_err("it is broken");
        assert_eq!(broken.why, why, "{broken}");
    }

    #[test]
    fn the_chain_goes_on_across_segments_and_so_do_open_intentions() {
        let whole = Verified {
            segments: 3,
            records: 5,
            intended_only: vec!["a-3".to_owned()],
            ..Verified::default()
        };
        assert_eq!(verdict(&three()), Ok(whole));
        let parted = [&[sample::intended("a-1")][..], &[sample::delivered("a-1")]];
        let verified = verdict(&written(&sample::key(), &parted)).expect("unbroken");
        assert_eq!(verified.intended_only.len(), 0);
    }

    #[test]
    fn a_missing_segment_is_found_wherever_it_stood() {
        for (missing, why) in [
            (
                0,
                Why::Segment {
                    expected: 1,
                    found: 2,
                },
            ),
            (
                1,
                Why::Segment {
                    expected: 2,
                    found: 3,
                },
            ),
            (2, Why::SuccessorMissing),
        ] {
            let mut segments = three();
            segments.remove(missing);
            check(&segments, why);
        }
        check(&[], Why::HeadMissing);
    }

    #[test]
    fn segments_in_another_order_and_repeated_ones_are_found() {
        let mut segments = three();
        segments.swap(1, 2);
        check(
            &segments,
            Why::Segment {
                expected: 2,
                found: 3,
            },
        );
        let mut segments = three();
        segments.insert(1, segments[0].clone());
        check(
            &segments,
            Why::Segment {
                expected: 2,
                found: 1,
            },
        );
    }

    #[test]
    fn a_segment_of_another_log_is_found_under_the_same_key_and_under_another() {
        let records = vec![sample::failed("b-1"); 2];
        for (key, why) in [
            (sample::key(), Why::ForeignSegment),
            (sample::other_key(), Why::HeadForged),
        ] {
            let mut segments = three();
            segments[1] = written(&key, &[&records[..], &records, &records])[1].clone();
            check(&segments, why);
        }
    }

    #[test]
    fn an_earlier_state_of_one_segment_is_found_by_the_next() {
        let mut segments = three();
        let of = [sample::intended("a-1"), sample::delivered("a-1")];
        segments[1] = written(&sample::key(), &[&of, &[sample::intended("a-2")]])[1].clone();
        check(&segments, Why::ForeignSegment);
        let mut segments = three();
        segments[1].0.extend_from_slice(b"{\"sequence\":5,");
        let why = verdict(&segments).expect_err("torn inside").why;
        assert!(matches!(why, Why::Malformed | Why::LooseEnd), "{why}");
    }

    #[test]
    fn segments_that_are_kept_elsewhere_are_counted_and_not_missed() {
        let verified = verdict_from(2, &three()[1..]).expect("unbroken");
        assert_eq!(
            (verified.segments, verified.records_before, verified.records),
            (2, 2, 3)
        );
        assert!(verified.clone().at_least(5).is_ok());
        assert!(verified.at_least(6).is_err());
    }

    #[test]
    fn every_point_of_a_rotation_is_in_order_and_taken_up() {
        let records = [sample::intended("a-1"), sample::delivered("a-1")];
        let before = written(&sample::key(), &[&records]);
        let after = written(&sample::key(), &[&records, &[]]);
        let nothing = (Vec::new(), String::new());
        let open = |second: &Segment| vec![before[0].clone(), second.clone()];
        for (segments, unfinished, unclosed) in [
            (before.clone(), false, false),
            (open(&nothing), true, false),
            (open(&after[1]), false, true),
            (after.clone(), false, false),
        ] {
            let mut series = Series::new(sample::key());
            for (log, head) in &segments {
                series.take(&log[..], head).expect("in order");
            }
            let resumed = series.resume().expect("in order");
            assert_eq!(resumed.verified.unfinished_rotation, unfinished);
            assert_eq!(resumed.unclosed.as_ref(), unclosed.then_some(&after[0].1));
            assert_eq!(resumed.chain.records(), 2);
        }
    }

    #[test]
    fn nothing_but_one_empty_segment_at_the_end_passes_for_an_unfinished_rotation() {
        let nothing = (Vec::new(), String::new());
        let mut segments = three();
        segments.push(nothing.clone());
        assert!(verdict(&segments).expect("unfinished").unfinished_rotation);
        segments.push(nothing.clone());
        check(&segments, Why::HeadMissing);
        let mut segments = three();
        segments[2] = nothing;
        check(&segments, Why::HeadMissing);
    }
}
