//! The last samples of a stream, always contiguous.

/// The last `LEN` of at most `CAPACITY / 2` samples, oldest first.
///
/// Every sample is written twice, half the buffer apart, so that the newest `len` samples are a
/// slice wherever they begin.
pub(super) struct DelayLine<const CAPACITY: usize> {
    samples: [f32; CAPACITY],
    len: usize,
    next: usize,
}

impl<const CAPACITY: usize> DelayLine<CAPACITY> {
    pub(super) fn new(len: usize) -> Self {
        Self {
            samples: [0.0; CAPACITY],
            len: len.clamp(1, CAPACITY / 2),
            next: 0,
        }
    }

    pub(super) fn push(&mut self, sample: f32) {
        for place in [self.next, self.next + self.len] {
            if let Some(kept) = self.samples.get_mut(place) {
                *kept = sample;
            }
        }
        self.next += 1;
        if self.next == self.len {
            self.next = 0;
        }
    }

    /// The last samples, oldest first.
    pub(super) fn latest(&self) -> &[f32] {
        self.samples
            .get(self.next..self.next + self.len)
            .unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_samples_are_in_order_after_any_number_of_them() {
        let mut line = DelayLine::<8>::new(3);
        for count in 0..10_u8 {
            line.push(f32::from(count));
            let expected = [2, 1, 0].map(|age| f32::from(count.saturating_sub(age)));
            if count >= 2 {
                assert_eq!(line.latest(), expected);
            }
        }
    }
}
