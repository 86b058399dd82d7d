//! Spectrograms of several channels below each other, with the digits marked, as PNG or SVG.
//! Finding the digits is left to the detector.

use std::{io, path::Path};

use super::{
    Spectrogram, axes,
    canvas::{Canvas, TEXT_HEIGHT},
    marks::{self, Mark},
    plot::{MARGIN_LEFT, MARGIN_TOP},
    svg::Svg,
};
use crate::file::{WriteError, write_file};

/// The most panels of a picture: 4 400 pixels of height.
pub const PANELS_MAX: usize = 8;

/// What a picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Pixels, 1 200 to 2 520 wide.
    Png,
    /// The levels as pixels, and axes, boxes and keys as vectors.
    Svg,
}

/// Panels below each other. `Debug` shows how many there are.
#[derive(Debug, Default)]
pub struct Picture {
    panels: Vec<Panel>,
}

#[derive(Debug)]
struct Panel {
    spectrogram: Spectrogram,
    title: String,
    marks: Vec<Mark>,
}

impl PictureFormat {
    /// The format that a file's name asks for: `.png` or `.svg`, in either case.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }
}

impl Picture {
    /// Adds a channel, counted from 1, with its digits in the order of their times. Beyond
    /// [`PANELS_MAX`] channels nothing is added.
    pub fn add_channel(&mut self, number: usize, spectrogram: Spectrogram, marks: Vec<Mark>) {
        if self.panels.len() < PANELS_MAX {
            self.panels.push(Panel {
                spectrogram,
                title: format!("channel {number}"),
                marks,
            });
        }
    }

    /// The picture's bytes.
    ///
    /// # Errors
    ///
    /// What the encoder says, which is that there is no panel.
    pub fn to_bytes(&self, format: PictureFormat) -> io::Result<Vec<u8>> {
        match format {
            PictureFormat::Png => self.to_png(),
            PictureFormat::Svg => self.to_svg(),
        }
    }

    /// Writes the picture, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`WriteError`] names the path and what is wrong.
    pub fn write(&self, path: impl AsRef<Path>, format: PictureFormat) -> Result<(), WriteError> {
        let path = path.as_ref();
        let bytes = self.to_bytes(format).map_err(|error| WriteError::Io {
            path: path.to_owned(),
            error,
        })?;
        write_file(path, &bytes)
    }

    fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut canvases = self.panels.iter().map(Panel::canvas);
        let mut whole = canvases
            .next()
            .ok_or_else(|| io::Error::other("a picture needs a channel"))?;
        canvases.for_each(|canvas| whole.stack(canvas));
        whole.to_png()
    }

    fn to_svg(&self) -> io::Result<Vec<u8>> {
        let mut svg = Svg::new();
        for panel in &self.panels {
            let levels = panel.spectrogram.levels_png()?;
            svg.panel(
                &panel.spectrogram.plot(),
                &levels,
                &panel.title,
                &panel.marks,
            )
            .map_err(io::Error::other)?;
        }
        Ok(svg.finish().into_bytes())
    }
}

impl Panel {
    fn canvas(&self) -> Canvas {
        let plot = self.spectrogram.plot();
        let mut canvas = self.spectrogram.canvas();
        axes::draw(&plot, &mut canvas);
        // Below the tones, where the keys are not.
        let top = MARGIN_TOP + plot.rows - 2 * TEXT_HEIGHT;
        canvas.text(MARGIN_LEFT + TEXT_HEIGHT, top, &self.title, axes::INK);
        marks::draw(&plot, &self.marks, &mut canvas);
        canvas
    }
}
