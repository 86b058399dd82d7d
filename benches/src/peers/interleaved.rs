//! Several contenders in turns, so that a neighbour's busy second spoils all of them alike.
//! What a turn is, is the caller's.

/// What the turns of one contender cost.
#[derive(Clone, Debug, Default)]
pub struct Costs(Vec<f64>);

impl Costs {
    /// The least: what it costs when nobody disturbs.
    pub fn best(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// `best (median)` with digits enough for their size.
    pub fn told(&self) -> String {
        format!("{:.2} ({:.2})", self.best(), self.median())
    }
}

/// Lets each of `count` contenders have a turn, and all of them again, `repeats` times; a turn
/// tells its cost.
pub fn take_turns(count: usize, repeats: usize, mut turn: impl FnMut(usize) -> f64) -> Vec<Costs> {
    let mut costs = vec![Costs::default(); count];
    for _ in 0..repeats {
        for (index, costs) in costs.iter_mut().enumerate() {
            costs.0.push(turn(index));
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_alternate_and_the_best_and_the_median_are_told() {
        let mut order = Vec::new();
        let mut next = [5.0, 1.0, 3.0].into_iter().cycle();
        let costs = take_turns(2, 3, |index| {
            order.push(index);
            if index == 0 {
                next.next().unwrap()
            } else {
                2.0
            }
        });
        assert_eq!(order, [0, 1, 0, 1, 0, 1]);
        assert_eq!((costs[0].best(), costs[0].median()), (1.0, 3.0));
        assert_eq!(costs[1].told(), "2.00 (2.00)");
    }
}
