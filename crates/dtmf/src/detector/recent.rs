//! The last samples of a stream, always contiguous.

/// The last `len` samples, oldest first, of a stream that comes in pieces.
///
/// New samples are appended; when there is no more room, the last `len` move to the front.
pub(super) struct Recent<const CAPACITY: usize> {
    samples: [f32; CAPACITY],
    len: usize,
    end: usize,
}

impl<const CAPACITY: usize> Recent<CAPACITY> {
    /// `len` samples of silence, less than the capacity: the more there is beside, the less is moved.
    pub(super) fn new(len: usize) -> Self {
        let len = len.min(CAPACITY - 1);
        Self {
            samples: [0.0; CAPACITY],
            len,
            end: len,
        }
    }

    /// Appends samples as far as there is room, and tells how many: at least one, if there are any.
    #[inline]
    pub(super) fn extend(&mut self, samples: &[f32]) -> usize {
        if self.end == CAPACITY {
            self.samples.copy_within(CAPACITY - self.len.., 0);
            self.end = self.len;
        }
        let room = self.samples.get_mut(self.end..).unwrap_or_default();
        let count = room.len().min(samples.len());
        if let (Some(room), Some(samples)) = (room.get_mut(..count), samples.get(..count)) {
            room.copy_from_slice(samples);
        }
        self.end += count;
        count
    }

    /// The last `count` samples before the newest `age`, oldest first; there are as many as were
    /// asked for as long as both together are within the last `len`, and `age` more were appended.
    #[inline]
    pub(super) fn before(&self, age: usize, count: usize) -> &[f32] {
        let end = self.end.saturating_sub(age);
        self.samples
            .get(end.saturating_sub(count)..end)
            .unwrap_or_default()
    }

    /// Changes `count` samples before the newest `age`.
    pub(super) fn change(&mut self, age: usize, count: usize, change: impl Fn(f32) -> f32) {
        let end = self.end.saturating_sub(age);
        let changed = self.samples.get_mut(end.saturating_sub(count)..end);
        for sample in changed.into_iter().flatten() {
            *sample = change(*sample);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_samples_are_in_order_after_any_number_of_them() {
        for piece in 1..6_u8 {
            let mut recent = Recent::<7>::new(3);
            let mut newest = 0;
            while newest < 40 {
                let samples: [f32; 5] =
                    core::array::from_fn(|index| f32::from(newest + 1) + index as f32);
                let count = recent.extend(&samples[..usize::from(piece)]);
                for age in 0..count {
                    let expected = [2, 1, 0].map(|back| {
                        (usize::from(newest) + count).saturating_sub(age + back) as f32
                    });
                    assert_eq!(recent.before(age, 3), expected, "{piece}");
                }
                newest += u8::try_from(count).unwrap();
            }
        }
    }
}
