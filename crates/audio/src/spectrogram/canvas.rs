//! Pixels in a rectangle, and their way into PNG.
//! What is drawn where is left to others.

use std::io;

use super::{
    colour::{Rgb, mixed},
    font,
};

/// Pixels a dot of the font has, across and down.
const DOT: usize = 2;

/// Pixels from one character to the next.
const ADVANCE: usize = (font::WIDTH + 1) * DOT;

/// Pixels from the top of a line of text to its foot.
pub(super) const TEXT_HEIGHT: usize = font::HEIGHT * DOT;

/// Pixels that a text takes.
pub(super) fn text_width(text: &str) -> usize {
    (text.chars().count() * ADVANCE).saturating_sub(DOT)
}

/// A picture; what lies outside of it is not drawn.
pub(super) struct Canvas {
    width: usize,
    pixels: Vec<Rgb>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, colour: Rgb) -> Self {
        Self {
            width,
            pixels: vec![colour; width * height],
        }
    }

    pub(super) fn set(&mut self, x: usize, y: usize, colour: Rgb) {
        self.blend(x, y, colour, 1.0);
    }

    /// Lets so much of a colour cover what is there.
    pub(super) fn blend(&mut self, x: usize, y: usize, colour: Rgb, share: f32) {
        if x >= self.width {
            return;
        }
        if let Some(pixel) = self.pixels.get_mut(y * self.width + x) {
            *pixel = mixed(*pixel, colour, share);
        }
    }

    /// A rectangle of lines one pixel thick, both corners included.
    pub(super) fn frame(
        &mut self,
        (left, top): (usize, usize),
        (right, bottom): (usize, usize),
        colour: Rgb,
    ) {
        for x in left..=right {
            self.set(x, top, colour);
            self.set(x, bottom, colour);
        }
        for y in top..=bottom {
            self.set(left, y, colour);
            self.set(right, y, colour);
        }
    }

    /// Puts another picture of the same width below.
    pub(super) fn stack(&mut self, below: Self) {
        self.pixels.extend(below.pixels);
    }

    /// Writes from the left upper corner.
    pub(super) fn text(&mut self, x: usize, y: usize, text: &str, colour: Rgb) {
        for (index, character) in text.chars().enumerate() {
            for (row, dots) in font::rows(character).into_iter().enumerate() {
                for column in (0..font::WIDTH).filter(|column| dots >> (4 - column) & 1 == 1) {
                    self.dot(x + index * ADVANCE + column * DOT, y + row * DOT, colour);
                }
            }
        }
    }

    pub(super) fn to_png(&self) -> io::Result<Vec<u8>> {
        let height = self.pixels.len() / self.width.max(1);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size(self.width)?, size(height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.pixels.as_flattened())?;
        writer.finish()?;
        Ok(bytes)
    }

    fn dot(&mut self, x: usize, y: usize, colour: Rgb) {
        for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            self.set(x + right, y + down, colour);
        }
    }
}

fn size(pixels: usize) -> io::Result<u32> {
    u32::try_from(pixels).map_err(io::Error::other)
}
