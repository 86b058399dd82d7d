//! The largest value within reach of each step, earlier or later.
//! What the values are is `alignment`'s business.

use core::cell::Cell;

/// From how many steps to how many steps away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Reach {
    /// Replaces each value by the largest one `least` to `most` places before it, 0 beyond the end.
    /// No value may be negative.
    pub(super) fn before(self, row: &mut [f32]) {
        let cells = Cell::from_mut(row).as_slice_of_cells();
        self.spread(|by| {
            let later = cells.get(by..).unwrap_or(&[]);
            for (later, earlier) in later.iter().zip(cells).rev() {
                later.set(largest(later.get(), earlier.get()));
            }
        });
        let shift = self.least.min(row.len());
        row.copy_within(..row.len() - shift, shift);
        row.iter_mut().take(shift).for_each(|value| *value = 0.0);
    }

    /// As [`Reach::before`], with the places after it.
    pub(super) fn after(self, row: &mut [f32]) {
        let cells = Cell::from_mut(row).as_slice_of_cells();
        self.spread(|by| {
            let later = cells.get(by..).unwrap_or(&[]);
            for (earlier, later) in cells.iter().zip(later) {
                earlier.set(largest(earlier.get(), later.get()));
            }
        });
        let shift = self.least.min(row.len());
        row.copy_within(shift.., 0);
        let kept = row.len() - shift;
        row.iter_mut().skip(kept).for_each(|value| *value = 0.0);
    }

    /// Calls for the distances that, one after the other, spread a value over the whole reach.
    fn spread(self, mut over: impl FnMut(usize)) {
        let width = self.most - self.least + 1;
        let mut covered = 1;
        while covered < width {
            let by = covered.min(width - covered);
            over(by);
            covered += by;
        }
    }
}

fn largest(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(least: usize, most: usize) {
        let row: [f32; 23] = core::array::from_fn(|index| ((index * 7919) % 31) as f32);
        let within = |places: core::ops::RangeInclusive<isize>| {
            let value = |place: isize| usize::try_from(place).ok().and_then(|at| row.get(at));
            places.filter_map(value).fold(0.0_f32, |a, &b| a.max(b))
        };
        let reach = Reach { least, most };
        let (mut before, mut after) = (row, row);
        reach.before(&mut before);
        reach.after(&mut after);
        let (least, most) = (least as isize, most as isize);
        for (index, (before, after)) in before.into_iter().zip(after).enumerate() {
            let index = index as isize;
            assert_eq!(before, within(index - most..=index - least), "{index}");
            assert_eq!(after, within(index + least..=index + most), "{index}");
        }
    }

    #[test]
    fn every_step_sees_the_largest_value_within_its_reach_and_none_beyond() {
        for (least, most) in [(1, 1), (0, 4), (3, 9), (5, 22), (23, 40), (30, 31)] {
            check(least, most);
        }
    }
}
