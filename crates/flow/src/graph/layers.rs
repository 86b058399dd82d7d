//! In which layer each step stands: below all that lead to it, but for the links that lead back.
//! Where in its layer it stands is left to the layout.

use super::Graph;

/// Layers of steps, and which links lead back up.
pub(super) struct Layers {
    /// The layer of each step, from 0 at the top.
    pub(super) of_step: Vec<usize>,
    /// Whether each link leads up, or to its own step.
    pub(super) is_back: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    OnTheWay,
    Done,
}

impl Layers {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut walk = Walk {
            seen: vec![Seen::Not; graph.boxes.len()],
            is_back: vec![false; graph.links.len()],
            done: Vec::new(),
            links_of: links_of(graph),
        };
        for step in 0..graph.boxes.len() {
            walk.from(step, graph);
        }
        let mut of_step = vec![0; graph.boxes.len()];
        // What is done last has nothing above it.
        for step in walk.done.iter().rev() {
            for link in &walk.links_of[*step] {
                let to = graph.links[*link].to;
                if !walk.is_back[*link] {
                    of_step[to] = of_step[to].max(of_step[*step] + 1);
                }
            }
        }
        Self {
            of_step,
            is_back: walk.is_back,
        }
    }
}

/// A depth-first walk without recursion.
struct Walk {
    seen: Vec<Seen>,
    is_back: Vec<bool>,
    done: Vec<usize>,
    links_of: Vec<Vec<usize>>,
}

impl Walk {
    fn from(&mut self, step: usize, graph: &Graph) {
        if self.seen[step] != Seen::Not {
            return;
        }
        self.seen[step] = Seen::OnTheWay;
        let mut way = vec![(step, 0)];
        while let Some((step, at)) = way.last_mut() {
            let Some(link) = self.links_of[*step].get(*at).copied() else {
                self.seen[*step] = Seen::Done;
                self.done.push(*step);
                way.pop();
                continue;
            };
            *at += 1;
            let to = graph.links[link].to;
            match self.seen[to] {
                Seen::OnTheWay => self.is_back[link] = true,
                Seen::Done => {}
                Seen::Not => {
                    self.seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
            }
        }
    }
}

fn links_of(graph: &Graph) -> Vec<Vec<usize>> {
    let mut links = vec![Vec::new(); graph.boxes.len()];
    for (index, link) in graph.links.iter().enumerate() {
        links[link.from].push(index);
    }
    links
}
