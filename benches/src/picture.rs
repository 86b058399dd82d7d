//! Curves over an axis as an SVG that can be read on light and on dark paper.
//! What they show is measured elsewhere.

use core::fmt::Write;

/// Size of the picture, and of the margins around the curves, in pixels.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 56.0;

/// Height of one line of the legend.
const LEGEND_LINE: f64 = 22.0;

/// Colours by class, once for light paper and once for dark.
const STYLE: &str = "\
text{font:14px system-ui,sans-serif;fill:#24292f}\
.title{font-size:16px;font-weight:600}\
.paper{fill:#ffffff}.grid{stroke:#d0d7de;stroke-width:1}.axis{stroke:#57606a;stroke-width:1.5}\
.curve{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}\
.c0{stroke:#0969da;stroke-width:3.5}.c1{stroke:#8250df}.c2{stroke:#bc4c00}.c3{stroke:#6e7781}\
.limit{stroke:#1a7f37;stroke-dasharray:7 6}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}.grid{stroke:#30363d}\
.axis{stroke:#8d96a0}.c0{stroke:#58a6ff}.c1{stroke:#bc8cff}.c2{stroke:#f0883e}.c3{stroke:#8d96a0}\
.limit{stroke:#3fb950}}";

/// A picture in the making. The vertical axis is percent, 0 to 100.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Above the curves.
    pub title: String,
    /// Below the horizontal axis.
    pub axis: String,
    /// The ends of the horizontal axis.
    pub range: (f64, f64),
    /// The lines of the grid across it are this far apart.
    pub step: f64,
    /// From the first of the legend to the last.
    pub curves: Vec<Curve>,
}

/// One curve.
#[derive(Clone, Debug)]
pub struct Curve {
    /// In the legend.
    pub name: String,
    /// Whether it is what nobody can exceed, which is drawn with dashes.
    pub is_limit: bool,
    /// Where on the horizontal axis, and how many percent.
    pub points: Vec<(f64, f64)>,
}

impl Picture {
    /// The file's text.
    pub fn to_svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" aria-label=\"{0}\">\n<style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"8\"/>\n\
             <text class=\"title\" x=\"{LEFT}\" y=\"28\">{0}</text>\n",
            self.title
        );
        self.write_grid(&mut svg);
        // The first is drawn last, so that it lies on top.
        for (index, curve) in self.curves.iter().enumerate().rev() {
            self.write_curve(&mut svg, index, curve);
        }
        self.write_legend(&mut svg);
        svg + "</svg>\n"
    }

    fn x(&self, value: f64) -> f64 {
        let (first, last) = self.range;
        LEFT + (value - first) / (last - first) * (WIDTH - LEFT - RIGHT)
    }

    fn write_grid(&self, svg: &mut String) {
        let (left, right, bottom) = (LEFT, WIDTH - RIGHT, y(0.0));
        for percent in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
            let (at, text) = (y(percent), y(percent) + 5.0);
            line(svg, "grid", (left, at), (right, at));
            label(svg, (left - 8.0, text), "end", &format!("{percent} %"));
        }
        let (mut value, last) = self.range;
        while value <= last {
            line(
                svg,
                "grid",
                (self.x(value), y(100.0)),
                (self.x(value), bottom),
            );
            let told = format!("{value}").replace('-', "−");
            label(svg, (self.x(value), bottom + 20.0), "middle", &told);
            value += self.step;
        }
        line(svg, "axis", (left, bottom), (right, bottom));
        line(svg, "axis", (left, y(100.0)), (left, bottom));
        let middle = f64::midpoint(left, right);
        label(svg, (middle, HEIGHT - 14.0), "middle", &self.axis);
    }

    fn write_curve(&self, svg: &mut String, index: usize, curve: &Curve) {
        let mut points = String::new();
        for &(value, percent) in &curve.points {
            write!(points, "{:.1},{:.1} ", self.x(value), y(percent)).expect("a text takes it all");
        }
        let class = class(index, curve);
        let points = points.trim_end();
        writeln!(
            svg,
            "<polyline class=\"curve {class}\" points=\"{points}\"/>"
        )
        .expect("a text takes it all");
    }

    /// In the lower right corner, where curves that reach 100 % leave room.
    fn write_legend(&self, svg: &mut String) {
        let left = WIDTH - RIGHT - 220.0;
        let height = LEGEND_LINE * self.curves.len() as f64;
        let top = y(0.0) - height - 12.0;
        writeln!(
            svg,
            "<rect class=\"paper\" x=\"{}\" y=\"{}\" width=\"222\" height=\"{}\"/>",
            left - 10.0,
            top - 4.0,
            height + 8.0
        )
        .expect("a text takes it all");
        for (index, curve) in self.curves.iter().enumerate() {
            let at = top + LEGEND_LINE * (index as f64 + 0.5);
            let class = format!("curve {}", class(index, curve));
            line(svg, &class, (left, at), (left + 34.0, at));
            label(svg, (left + 44.0, at + 5.0), "start", &curve.name);
        }
    }
}

fn class(index: usize, curve: &Curve) -> String {
    if curve.is_limit {
        "limit".to_owned()
    } else {
        format!("c{index}")
    }
}

fn y(percent: f64) -> f64 {
    HEIGHT - BOTTOM - percent / 100.0 * (HEIGHT - TOP - BOTTOM)
}

fn line(svg: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) {
    let ((x1, y1), (x2, y2)) = (from, to);
    writeln!(
        svg,
        "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
    )
    .expect("a text takes it all");
}

fn label(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    )
    .expect("a text takes it all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_lies_between_the_axes() {
        let picture = Picture {
            title: "Title".to_owned(),
            axis: "axis".to_owned(),
            range: (-10.0, 10.0),
            step: 5.0,
            curves: vec![Curve {
                name: "ours".to_owned(),
                is_limit: false,
                points: vec![(-10.0, 0.0), (10.0, 100.0)],
            }],
        };
        let svg = picture.to_svg();
        assert!(svg.contains("points=\"64.0,364.0 736.0,48.0\""), "{svg}");
        assert!(svg.contains(">−5</text>") && svg.contains(">ours</text>"));
    }
}
