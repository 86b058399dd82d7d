//! The picture as SVG, in colours for light and for dark ground.
//! Where everything stands is decided by the layout. Names and texts need no escape: they are of
//! letters, digits, hyphens and the keys of a keypad.

use core::fmt::Write as _;

use super::{
    Graph, StepBox,
    layout::{BOX_HEIGHT, Layout, PORTS_MARGIN, Route},
};

/// Half of an arrow's width, and its length.
const ARROW: (f64, f64) = (4.0, 8.0);

const STYLE: &str = "\
<style>\
text{font:13px system-ui,sans-serif;text-anchor:middle}\
.name{font-weight:600}.detail{font-size:11px}\
.label{font-size:11px;text-anchor:start}\
@media(prefers-color-scheme:dark){.link{stroke:#9aa4b5}.arrow{fill:#9aa4b5}.label{fill:#b4bdcc}}\
</style>\n";

/// How far a link runs straight from its step, beside its label or behind its head.
const STRAIGHT: f64 = 20.0;

/// One end of a link at a step.
struct Port {
    route: usize,
    x: f64,
}

pub(super) fn draw(graph: &Graph, layout: &Layout) -> String {
    let (width, height) = (layout.width, layout.height);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<title>flow</title>\n{STYLE}"
    );
    let ports = Ports::of(layout, graph.boxes.len());
    for (index, route) in layout.routes.iter().enumerate() {
        let label = graph
            .links
            .get(route.link)
            .map_or("", |link| link.label.as_str());
        text.push_str(&link(layout, route, index, &ports, label));
    }
    for (index, (one, spot)) in graph.boxes.iter().zip(&layout.spots).enumerate() {
        let top = Layout::top(spot.layer);
        text.push_str(&step(one, spot.x, top, spot.width, index == 0));
    }
    text.push_str("</svg>\n");
    text
}

/// Where each link leaves a step's lower side and enters a step's upper side.
struct Ports {
    below: Vec<f64>,
    above: Vec<f64>,
}

impl Ports {
    fn of(layout: &Layout, steps: usize) -> Self {
        let mut sides = [vec![Vec::new(); steps], vec![Vec::new(); steps]];
        for (index, route) in layout.routes.iter().enumerate() {
            if let [upper, second, ..] = route.spots[..] {
                sides[0][upper].push((layout.spots[second].x, index));
            }
            if let [.., last, lower] = route.spots[..] {
                sides[1][lower].push((layout.spots[last].x, index));
            }
        }
        let [below, above] = sides.map(|side| {
            let mut places = vec![0.0; layout.routes.len()];
            for (step, ends) in side.into_iter().enumerate() {
                for port in spread(layout, step, ends) {
                    places[port.route] = port.x;
                }
            }
            places
        });
        Self { below, above }
    }
}

/// Ports side by side in the order of where they lead.
fn spread(layout: &Layout, step: usize, mut ends: Vec<(f64, usize)>) -> Vec<Port> {
    ends.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let count = u32::try_from(ends.len()).unwrap_or(u32::MAX);
    let spot = &layout.spots[step];
    let room = spot.width - PORTS_MARGIN;
    let ports = (0..count).zip(ends).map(|(at, (_, route))| {
        let share = (f64::from(at) + 0.5) / f64::from(count);
        Port {
            route,
            x: spot.x - room / 2.0 + room * share,
        }
    });
    ports.collect()
}

fn link(layout: &Layout, route: &Route, index: usize, ports: &Ports, label: &str) -> String {
    let (Some(upper), Some(lower)) = (route.spots.first(), route.spots.last()) else {
        return String::new();
    };
    if upper == lower {
        return round(layout, *upper, label);
    }
    let start = (
        ports.below[index],
        Layout::top(layout.spots[*upper].layer) + BOX_HEIGHT,
    );
    let end = (ports.above[index], Layout::top(layout.spots[*lower].layer));
    let mut from = (start.0, start.1 + STRAIGHT);
    let mut path = format!("M{:.1} {:.1}V{:.1}", start.0, start.1, from.1);
    for spot in &route.spots[1..route.spots.len() - 1] {
        let spot = &layout.spots[*spot];
        let top = Layout::top(spot.layer);
        curve(&mut path, from, (spot.x, top));
        from = (spot.x, top + BOX_HEIGHT);
        let _ = write!(path, "V{:.1}", from.1);
    }
    curve(&mut path, from, (end.0, end.1 - STRAIGHT));
    // Writing into a string cannot fail.
    let _ = write!(path, "V{:.1}", end.1);
    // A link that leads up ends at the upper step, and its label stands where it begins.
    let (head, place) = if route.is_back {
        (arrow(start, -1.0), (end.0 + 5.0, end.1 - 6.0))
    } else {
        (arrow(end, 1.0), (start.0 + 5.0, start.1 + 14.0))
    };
    format!("{}{head}{}", line(&path), labelled(place, label))
}

/// A link from a step to itself, around its right edge.
fn round(layout: &Layout, step: usize, label: &str) -> String {
    let spot = &layout.spots[step];
    let (right, top) = (spot.x + spot.width / 2.0, Layout::top(spot.layer));
    let bottom = top + BOX_HEIGHT;
    let path = format!(
        "M{0:.1} {bottom:.1}C{0:.1} {1:.1} {2:.1} {1:.1} {2:.1} {3:.1}S{0:.1} {4:.1} {0:.1} {top:.1}",
        right - 10.0,
        bottom + 18.0,
        right + 12.0,
        f64::midpoint(top, bottom),
        top - 18.0
    );
    let head = arrow((right - 10.0, top), 1.0);
    format!(
        "{}{head}{}",
        line(&path),
        labelled((right + 5.0, top - 6.0), label)
    )
}

fn curve(path: &mut String, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
    let middle = f64::midpoint(y, to_y);
    // Writing into a string cannot fail.
    let _ = write!(
        path,
        "C{x:.1} {middle:.1} {to_x:.1} {middle:.1} {to_x:.1} {to_y:.1}"
    );
}

fn line(path: &str) -> String {
    format!(
        "<path class=\"link\" d=\"{path}\" fill=\"none\" stroke=\"#6b7485\" stroke-width=\"1.5\"/>\n"
    )
}

/// An arrow's head, downwards or upwards.
fn arrow((x, y): (f64, f64), down: f64) -> String {
    let (half, length) = ARROW;
    let back = y - length * down;
    format!(
        "<path class=\"arrow\" d=\"M{x:.1} {y:.1}L{:.1} {back:.1}H{:.1}Z\" fill=\"#6b7485\"/>\n",
        x - half,
        x + half
    )
}

fn labelled((x, y): (f64, f64), label: &str) -> String {
    if label.is_empty() {
        return String::new();
    }
    format!("<text class=\"label\" x=\"{x:.1}\" y=\"{y:.1}\" fill=\"#6b7485\">{label}</text>\n")
}

fn step(one: &StepBox, x: f64, top: f64, width: f64, is_start: bool) -> String {
    let (fill, rim) = colours(one.kind);
    let left = x - width / 2.0;
    let weight = if is_start { 3.0 } else { 1.5 };
    let mut text = format!(
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{BOX_HEIGHT}\" rx=\"8\" \
         fill=\"{fill}\" stroke=\"{rim}\" stroke-width=\"{weight}\"/>\n"
    );
    if one.ends {
        // A second rim: here the flow ends.
        let _ = writeln!(
            text,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"5\" fill=\"none\" \
             stroke=\"{rim}\"/>",
            left + 3.5,
            top + 3.5,
            width - 7.0,
            BOX_HEIGHT - 7.0
        );
    }
    let _ = writeln!(
        text,
        "<text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\" fill=\"#14181f\">{}</text>\n\
         <text class=\"detail\" x=\"{x:.1}\" y=\"{:.1}\" fill=\"#3a4250\">{}</text>",
        top + 19.0,
        one.name,
        top + 34.0,
        one.detail
    );
    text
}

/// Ground and rim by what a step does: light enough for dark letters, dark enough to stand out.
const fn colours(kind: &str) -> (&'static str, &'static str) {
    match kind.as_bytes() {
        b"collect" | b"menu" => ("#cfe2ff", "#2f6fd0"),
        b"branch" | b"set" => ("#ffe8b8", "#b27a00"),
        b"transfer" | b"hang-up" => ("#ffd4d4", "#c23b3b"),
        b"play" => ("#d3f2da", "#2c8a48"),
        _ => ("#e2e5ea", "#6b7485"),
    }
}
