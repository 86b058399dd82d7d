//! Where each step stands and which way each link takes, in pixels.
//! In which layer a step stands is decided by the layers; colours and lines are left to the
//! picture.

use super::{Graph, StepBox, layers::Layers};

/// Rounds in which each layer is put in the order of its neighbours.
const ORDER_ROUNDS: usize = 12;

/// Rounds in which each layer moves towards its neighbours.
const PLACE_ROUNDS: usize = 24;

/// Bends of all links together. A link beyond them goes straight from step to step.
const BENDS_MAX: usize = 20_000;

pub(super) const BOX_HEIGHT: f64 = 44.0;
pub(super) const LAYER_HEIGHT: f64 = 128.0;
const BOX_WIDTH_MIN: f64 = 96.0;
const GAP: f64 = 28.0;
const BEND_WIDTH: f64 = 8.0;
const MARGIN: f64 = 24.0;

/// Room for a label that hangs over at the right.
const OVERHANG: f64 = 80.0;

/// What of a step's width is left free of ports, both sides together.
pub(super) const PORTS_MARGIN: f64 = 24.0;

/// Pixels of one letter of a name, and of one of a label, wide enough for most fonts.
const NAME_LETTER: f64 = 8.2;
const LABEL_LETTER: f64 = 6.2;

pub(super) struct Layout {
    /// The steps first, in the graph's order, then the bends.
    pub(super) spots: Vec<Spot>,
    pub(super) routes: Vec<Route>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A step, or a place where a link passes through a layer.
pub(super) struct Spot {
    pub(super) layer: usize,
    pub(super) width: f64,
    /// Its middle.
    pub(super) x: f64,
}

/// The way of one link, from top to bottom.
pub(super) struct Route {
    pub(super) link: usize,
    pub(super) spots: Vec<usize>,
    /// Whether the link leads up.
    pub(super) is_back: bool,
}

impl Layout {
    pub(super) fn of(graph: &Graph) -> Self {
        let layers = Layers::of(graph);
        let steps = graph.boxes.iter().zip(&layers.of_step).enumerate();
        let spots = steps.map(|(index, (one, layer))| Spot {
            layer: *layer,
            width: width(index, one, graph, &layers.is_back),
            x: 0.0,
        });
        let mut layout = Self {
            spots: spots.collect(),
            routes: Vec::new(),
            width: 0.0,
            height: 0.0,
        };
        layout.route(graph, &layers);
        let mut rows = layout.rows();
        let neighbours = layout.neighbours();
        layout.order(&mut rows, &neighbours);
        layout.place(&rows, &neighbours);
        layout.frame(rows.len());
        layout
    }

    /// The top of a layer's boxes.
    pub(super) fn top(layer: usize) -> f64 {
        // A flow has at most a thousand layers, which a double holds exactly.
        let layer = u32::try_from(layer).unwrap_or(u32::MAX);
        MARGIN + f64::from(layer) * LAYER_HEIGHT
    }

    fn route(&mut self, graph: &Graph, layers: &Layers) {
        let steps = self.spots.len();
        for (index, link) in graph.links.iter().enumerate() {
            let is_back = layers.is_back[index];
            let (upper, lower) = if is_back {
                (link.to, link.from)
            } else {
                (link.from, link.to)
            };
            let passed = self.spots[upper].layer + 1..self.spots[lower].layer;
            let mut spots = vec![upper];
            if self.spots.len() - steps + passed.len() <= BENDS_MAX {
                for layer in passed {
                    spots.push(self.spots.len());
                    self.spots.push(Spot {
                        layer,
                        width: BEND_WIDTH,
                        x: 0.0,
                    });
                }
            }
            spots.push(lower);
            self.routes.push(Route {
                link: index,
                spots,
                is_back,
            });
        }
    }

    fn rows(&self) -> Vec<Vec<usize>> {
        let count = self
            .spots
            .iter()
            .map(|spot| spot.layer + 1)
            .max()
            .unwrap_or(0);
        let mut rows = vec![Vec::new(); count];
        for (index, spot) in self.spots.iter().enumerate() {
            rows[spot.layer].push(index);
        }
        rows
    }

    /// What each spot is linked to above and below.
    fn neighbours(&self) -> Vec<[Vec<usize>; 2]> {
        let mut neighbours = vec![[Vec::new(), Vec::new()]; self.spots.len()];
        for route in &self.routes {
            for pair in route.spots.windows(2) {
                if let [upper, lower] = pair {
                    neighbours[*upper][1].push(*lower);
                    neighbours[*lower][0].push(*upper);
                }
            }
        }
        neighbours
    }

    /// Sorts each row by the middle of its neighbours', from above and from below by turns, so
    /// that few links cross.
    fn order(&mut self, rows: &mut [Vec<usize>], neighbours: &[[Vec<usize>; 2]]) {
        for row in rows.iter() {
            self.pack(row);
        }
        for round in 0..ORDER_ROUNDS {
            let from_above = round % 2 == 0;
            let count = rows.len();
            for turn in 0..count {
                let at = if from_above { turn } else { count - 1 - turn };
                let row = &mut rows[at];
                let side = usize::from(!from_above);
                let wished = |spot: &usize| self.mean(&neighbours[*spot][side]);
                let mut wishes: Vec<_> = row
                    .iter()
                    .map(|spot| (wished(spot).unwrap_or(self.spots[*spot].x), *spot))
                    .collect();
                wishes.sort_by(|(one, _), (other, _)| one.total_cmp(other));
                *row = wishes.into_iter().map(|(_, spot)| spot).collect();
                self.pack(row);
            }
        }
    }

    /// Puts a row side by side, its middle at 0.
    fn pack(&mut self, row: &[usize]) {
        let whole: f64 = row.iter().map(|spot| self.spots[*spot].width + GAP).sum();
        let mut left = -whole / 2.0;
        for spot in row {
            let spot = &mut self.spots[*spot];
            spot.x = left + spot.width / 2.0;
            left += spot.width + GAP;
        }
    }

    /// Moves each row towards its neighbours as far as its order and gaps allow.
    fn place(&mut self, rows: &[Vec<usize>], neighbours: &[[Vec<usize>; 2]]) {
        for round in 0..PLACE_ROUNDS {
            for turn in 0..rows.len() {
                let at = if round % 2 == 0 {
                    turn
                } else {
                    rows.len() - 1 - turn
                };
                let row = &rows[at];
                let wished = row.iter().map(|spot| {
                    let both = neighbours[*spot].concat();
                    self.mean(&both).unwrap_or(self.spots[*spot].x)
                });
                let wished: Vec<_> = wished.collect();
                let rightwards = self.spaced(row.iter().copied(), &wished, 1.0);
                let backwards: Vec<_> = wished.iter().rev().copied().collect();
                let mut leftwards = self.spaced(row.iter().rev().copied(), &backwards, -1.0);
                leftwards.reverse();
                // Both keep the gaps, so their middle does too.
                for ((spot, right), left) in row.iter().zip(rightwards).zip(leftwards) {
                    self.spots[*spot].x = f64::midpoint(right, left);
                }
            }
        }
    }

    /// The wished places, each pushed on in one direction as far as the one before it asks.
    fn spaced(&self, row: impl Iterator<Item = usize>, wished: &[f64], direction: f64) -> Vec<f64> {
        let mut placed: Vec<f64> = Vec::new();
        let mut before = None;
        for (spot, wish) in row.zip(wished) {
            let width = self.spots[spot].width;
            let least = before.map(|(x, other): (f64, f64)| x + f64::midpoint(width, other) + GAP);
            let x = least.map_or(wish * direction, |least| least.max(wish * direction));
            before = Some((x, width));
            placed.push(x * direction);
        }
        placed
    }

    fn mean(&self, spots: &[usize]) -> Option<f64> {
        let count = u32::try_from(spots.len()).ok().filter(|count| *count > 0)?;
        let sum: f64 = spots.iter().map(|spot| self.spots[*spot].x).sum();
        Some(sum / f64::from(count))
    }

    /// Moves everything to begin at the margin.
    fn frame(&mut self, rows: usize) {
        let edges = |sign: f64| {
            self.spots
                .iter()
                .map(move |spot| spot.x + sign * spot.width / 2.0)
        };
        let left = edges(-1.0).fold(f64::INFINITY, f64::min);
        let right = edges(1.0).fold(f64::NEG_INFINITY, f64::max);
        for spot in &mut self.spots {
            spot.x += MARGIN - left;
        }
        self.width = right - left + 2.0 * MARGIN + OVERHANG;
        self.height = Self::top(rows) - LAYER_HEIGHT + BOX_HEIGHT + MARGIN;
    }
}

/// Wide enough for its texts, and for the labels of the links that leave it side by side.
fn width(index: usize, one: &StepBox, graph: &Graph, is_back: &[bool]) -> f64 {
    let letters = |text: &str, letter: f64| {
        let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        f64::from(count) * letter
    };
    let texts = letters(&one.name, NAME_LETTER).max(letters(&one.detail, LABEL_LETTER)) + 24.0;
    let out = graph.links.iter().filter(|link| link.from == index);
    let labels: Vec<_> = out
        .map(|link| letters(&link.label, LABEL_LETTER) + 12.0)
        .collect();
    // All ports are as far apart as the widest label needs.
    let widest = labels.iter().copied().fold(0.0, f64::max);
    // Links that lead back up end at the lower side too.
    let links = graph.links.iter().zip(is_back);
    let back = links
        .filter(|(link, is_back)| link.to == index && **is_back)
        .count();
    let count = u32::try_from(labels.len() + back).unwrap_or(u32::MAX);
    let ports = if count > 1 {
        f64::from(count) * widest + PORTS_MARGIN
    } else {
        0.0
    };
    texts.max(ports).max(BOX_WIDTH_MIN)
}
