//! A picture of sound: time to the right, frequency upwards, level as colour.
//! What the sound means is left to the detector; nothing here decides.

mod axes;
mod canvas;
mod colour;
mod font;
mod levels;
mod marks;
mod picture;
mod plot;
mod svg;

use core::fmt;
use std::{io, path::Path};

use crate::file::{WriteError, write_file};
use canvas::Canvas;
use colour::Rgb;
use levels::Levels;
use plot::Plot;

pub use marks::Mark;
pub use picture::{PANELS_MAX, Picture, PictureFormat};

/// The narrowest and the widest plot in pixels; in between a second has [`PIXELS_A_SECOND`].
const COLUMNS: core::ops::RangeInclusive<usize> = 1_080..=2_400;

/// How wide a second is, where the plot is neither at its narrowest nor at its widest.
const PIXELS_A_SECOND: f64 = 200.0;

/// The plot's height in pixels: 4 Hz each.
const ROWS: usize = 500;

/// The plot's highest frequency in Hz, where the sample rate allows: the DTMF tones fill it.
const TOP_HZ: f64 = 2_000.0;

/// How far below the loudest point the darkest colour is, in dB.
const RANGE_DB: f32 = 60.0;

/// Below this, in dBFS, nothing counts as the loudest point: silence stays dark.
const LOUDEST_DBFS_MIN: f32 = -50.0;

/// A spectrogram with the DTMF frequencies marked, from 0 to 2 kHz.
///
/// Colours span the 60 dB below the loudest point. Recordings of more than twelve seconds are
/// squeezed into 2 400 pixels; each shows the loudest of up to sixteen moments in its span.
///
/// `Debug` shows no levels: they spell the digits.
pub struct Spectrogram {
    levels: Levels,
    duration_s: f64,
    top_hz: f64,
}

impl Spectrogram {
    /// Analyses one channel; a rate of zero is read as one.
    #[must_use]
    pub fn of(samples: &[f32], rate_hz: u32) -> Self {
        let rate_hz = rate_hz.max(1);
        #[expect(clippy::cast_precision_loss, reason = "exact for any length in memory")]
        let duration_s = samples.len() as f64 / f64::from(rate_hz);
        let top_hz = TOP_HZ.min(f64::from(rate_hz) / 2.0);
        let columns = columns(duration_s);
        Self {
            levels: Levels::of(samples, rate_hz, top_hz, columns, ROWS),
            duration_s,
            top_hz,
        }
    }

    /// The picture as PNG.
    ///
    /// # Errors
    ///
    /// What the encoder says; there is no known cause.
    pub fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut canvas = self.canvas();
        axes::draw(&self.plot(), &mut canvas);
        canvas.to_png()
    }

    /// Writes the picture as PNG, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`WriteError`] names the path and what is wrong.
    pub fn write_png(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        let path = path.as_ref();
        let png = self.to_png().map_err(|error| WriteError::Io {
            path: path.to_owned(),
            error,
        })?;
        write_file(path, &png)
    }

    fn plot(&self) -> Plot {
        Plot {
            columns: self.levels.columns(),
            rows: ROWS,
            duration_s: self.duration_s,
            top_hz: self.top_hz,
        }
    }

    /// The levels in their place, with room for the axes around them.
    fn canvas(&self) -> Canvas {
        let plot = self.plot();
        let (width, height) = plot.size();
        let mut canvas = Canvas::new(width, height, axes::PAPER);
        self.paint(|column, row, colour| {
            let (x, y) = plot.place(column, row);
            canvas.set(x, y, colour);
        });
        canvas
    }

    /// The levels alone.
    fn levels_png(&self) -> io::Result<Vec<u8>> {
        let mut canvas = Canvas::new(self.levels.columns(), ROWS, axes::PAPER);
        self.paint(|column, row, colour| canvas.set(column, ROWS - 1 - row, colour));
        canvas.to_png()
    }

    fn paint(&self, mut set: impl FnMut(usize, usize, Rgb)) {
        let loudest_dbfs = self.levels.loudest_dbfs().max(LOUDEST_DBFS_MIN);
        for column in 0..self.levels.columns() {
            for row in 0..ROWS {
                let below_db = loudest_dbfs - self.levels.dbfs(column, row);
                set(column, row, colour::of(1.0 - below_db / RANGE_DB));
            }
        }
    }
}

impl fmt::Debug for Spectrogram {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Spectrogram")
            .field("columns", &self.levels.columns())
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from floating point stops at the ends, and the clamp is within them"
)]
fn columns(duration_s: f64) -> usize {
    ((duration_s * PIXELS_A_SECOND) as usize).clamp(*COLUMNS.start(), *COLUMNS.end())
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;

    /// Half a second, at half of full scale.
    #[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
    fn sine(hz: f64, rate_hz: u32) -> Vec<f32> {
        (0..rate_hz / 2)
            .map(|index| (f64::from(index) * hz / f64::from(rate_hz) * TAU).sin() as f32 * 0.5)
            .collect()
    }

    fn check_brightest(hz: f64, rate_hz: u32) {
        let spectrogram = Spectrogram::of(&sine(hz, rate_hz), rate_hz);
        let middle = spectrogram.levels.columns() / 2;
        let level = |row: &usize| spectrogram.levels.dbfs(middle, *row);
        let brightest = (0..ROWS)
            .max_by(|a, b| level(a).total_cmp(&level(b)))
            .expect("there are rows");
        let found_hz = spectrogram.top_hz * (brightest as f64 + 0.5) / ROWS as f64;
        assert!(
            (found_hz - hz).abs() < 6.0,
            "{found_hz} for {hz} at {rate_hz}"
        );
        assert!(
            (level(&brightest) + 6.0).abs() < 0.5,
            "half of full scale is -6 dBFS"
        );
    }

    #[test]
    fn a_tone_is_brightest_at_its_frequency_at_any_rate() {
        for rate_hz in [8_000, 11_025, 48_000, 192_000] {
            for hz in [697.0, 1_633.0] {
                check_brightest(hz, rate_hz);
            }
        }
    }

    fn size(samples: &[f32], rate_hz: u32) -> (u32, u32) {
        let png = Spectrogram::of(samples, rate_hz).to_png().expect("encoded");
        let reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .expect("a PNG");
        reader.info().size()
    }

    #[test]
    fn pictures_are_of_sensible_size_however_short_or_long_the_sound() {
        let short = size(&[], 8_000);
        assert_eq!(short, size(&[0.0; 8_000], 8_000));
        let long = size(&vec![0.0; 8_000 * 3_600], 8_000);
        assert_eq!((short.0, long.0 - short.0), (1_200, 1_320));
        assert_eq!(short.1, long.1);
        assert_eq!(short, size(&[0.0; 3], 0));
    }

    #[test]
    fn a_tone_shorter_than_a_pixel_of_a_long_recording_still_shows() {
        let mut samples = vec![0.0; 8_000 * 120];
        samples[400_000..400_800].copy_from_slice(&sine(941.0, 8_000)[..800]);
        let spectrogram = Spectrogram::of(&samples, 8_000);
        assert!(spectrogram.levels.loudest_dbfs() > -7.0);
    }
}
