//! Which of the next frames are muted.
//! What belongs to a digit is the muter's to know.

/// The frames that were not told of yet, one bit each, the next one lowest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mask {
    first: u64,
    bits: u64,
}

impl Mask {
    /// The next frame.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// Marks frames by their numbers, the last included; those that were told of stay as they were.
    pub(super) fn mark(&mut self, first: u64, last: u64) {
        let furthest = self.first + u64::from(u64::BITS) - 1;
        for frame in first.max(self.first)..=last.min(furthest) {
            self.bits |= 1 << (frame - self.first);
        }
    }

    /// Goes on to the next frame, and tells whether this one was marked.
    pub(super) fn shift(&mut self) -> bool {
        let is_marked = self.bits & 1 == 1;
        self.bits >>= 1;
        self.first += 1;
        is_marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mask: &mut Mask, expected: &[bool]) {
        let shifted: [bool; 4] = core::array::from_fn(|_| mask.shift());
        assert_eq!(shifted, expected);
    }

    #[test]
    fn marks_stand_where_they_were_put_and_what_was_told_stays_told() {
        let mut mask = Mask::default();
        mask.mark(1, 2);
        check(&mut mask, &[false, true, true, false]);
        mask.mark(2, 4);
        mask.mark(7, 200);
        check(&mut mask, &[true, false, false, true]);
        check(&mut mask, &[true; 4]);
        mask.mark(3, 2);
        check(&mut mask, &[true; 4]);
        assert_eq!(mask.first(), 16);
    }
}
