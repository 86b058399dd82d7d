//! A spectrogram as SVG: the levels as an embedded picture of pixels, all else as vectors.
//! Where things stand is `plot`'s and `marks`'.

use core::fmt::{self, Write as _};

use super::{
    axes::{DASH, FRAME, GRID_SHARE, INK, PAPER, TICK},
    colour::Rgb,
    marks::{KEY_HEIGHT, MARK, Mark, placed},
    plot::{MARGIN_LEFT, MARGIN_TOP, Plot},
};

/// Height of letters, and how far their middle is above their foot, in pixels.
const TEXT_PX: usize = 14;
const TEXT_MIDDLE_PX: usize = 5;

/// Six bits each (RFC 4648, section 4).
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A drawing of panels below each other.
pub(super) struct Svg {
    body: String,
    width: usize,
    height: usize,
}

impl Svg {
    pub(super) const fn new() -> Self {
        Self {
            body: String::new(),
            width: 0,
            height: 0,
        }
    }

    /// Adds a panel below: its plot, the levels as PNG, and what is marked in them.
    pub(super) fn panel(
        &mut self,
        plot: &Plot,
        levels_png: &[u8],
        title: &str,
        marks: &[Mark],
    ) -> fmt::Result {
        let (width, height) = plot.size();
        writeln!(
            self.body,
            r#"<g transform="translate(0 {})" font-size="{TEXT_PX}">"#,
            self.height
        )?;
        writeln!(
            self.body,
            r#"<image x="{MARGIN_LEFT}" y="{MARGIN_TOP}" width="{}" height="{}" preserveAspectRatio="none" href="data:image/png;base64,{}"/>"#,
            plot.columns,
            plot.rows,
            base64(levels_png)
        )?;
        self.axes(plot, title)?;
        self.marks(plot, marks)?;
        writeln!(self.body, "</g>")?;
        self.width = self.width.max(width);
        self.height += height;
        Ok(())
    }

    /// The whole drawing.
    pub(super) fn finish(self) -> String {
        let Self {
            body,
            width,
            height,
        } = self;
        let paper = hex(PAPER);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace, monospace\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n{body}</svg>\n"
        )
    }

    fn axes(&mut self, plot: &Plot, title: &str) -> fmt::Result {
        let (right, bottom) = (MARGIN_LEFT + plot.columns, MARGIN_TOP + plot.rows);
        let ink = hex(INK);
        for (x, text) in plot.times() {
            self.line((x, bottom), (x, bottom + TICK), &ink)?;
            self.text((x, bottom + 2 * TICK + TEXT_PX), "middle", &ink, &text)?;
        }
        for (y, text) in plot.frequencies() {
            self.line((MARGIN_LEFT - TICK, y), (MARGIN_LEFT, y), &ink)?;
            let at = (MARGIN_LEFT - 2 * TICK, y + TEXT_MIDDLE_PX);
            self.text(at, "end", &ink, &text)?;
        }
        for (y, text, colour) in plot.tones() {
            let colour = hex(colour);
            writeln!(
                self.body,
                r#"<path d="M{MARGIN_LEFT} {y}H{right}" stroke="{colour}" stroke-opacity="{}" stroke-dasharray="{DASH}"/>"#,
                2.0 * GRID_SHARE
            )?;
            self.text((right + TICK, y + TEXT_MIDDLE_PX), "start", &colour, &text)?;
        }
        // Below the tones, where the keys are not.
        let corner = (MARGIN_LEFT + TEXT_PX, bottom - TEXT_PX);
        self.text(corner, "start", &ink, title)?;
        writeln!(
            self.body,
            r#"<rect x="{MARGIN_LEFT}" y="{MARGIN_TOP}" width="{}" height="{}" fill="none" stroke="{}"/>"#,
            plot.columns,
            plot.rows,
            hex(FRAME)
        )
    }

    fn marks(&mut self, plot: &Plot, marks: &[Mark]) -> fmt::Result {
        let colour = hex(MARK);
        for placed in placed(plot, marks) {
            for ((left, top), (right, bottom)) in placed.boxes {
                writeln!(
                    self.body,
                    r#"<rect x="{left}" y="{top}" width="{}" height="{}" rx="2" fill="none" stroke="{colour}" stroke-width="1.5"/>"#,
                    right - left,
                    bottom - top
                )?;
            }
            if let Some((middle, top)) = placed.key_at {
                let key = placed.key.to_string();
                self.text((middle, top + KEY_HEIGHT), "middle", &colour, &key)?;
            }
        }
        Ok(())
    }

    fn line(&mut self, from: (usize, usize), to: (usize, usize), colour: &str) -> fmt::Result {
        let ((x, y), (to_x, to_y)) = (from, to);
        writeln!(
            self.body,
            r#"<path d="M{x} {y}L{to_x} {to_y}" stroke="{colour}"/>"#
        )
    }

    /// The texts are keys, numbers and units, none of which needs an escape.
    fn text(
        &mut self,
        (x, y): (usize, usize),
        anchor: &str,
        colour: &str,
        text: &str,
    ) -> fmt::Result {
        writeln!(
            self.body,
            r#"<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{text}</text>"#
        )
    }
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let six = (bits >> (18 - 6 * index) & 0x3f) as usize;
            let is_there = index <= three.len();
            text.push(if is_there {
                char::from(BASE64[six])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelled_as_the_standard_s_examples() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
