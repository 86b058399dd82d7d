//! What stands around and over a spectrogram: seconds below, hertz on the left, and the eight
//! DTMF frequencies as thin lines with their names on the right.
//! The levels themselves are painted elsewhere.

use cxtone_dtmf::keypad;

use super::{
    canvas::{Canvas, TEXT_HEIGHT, text_width},
    colour::Rgb,
};

const PAPER: Rgb = [16, 15, 30];
const INK: Rgb = [196, 196, 214];
const FRAME: Rgb = [92, 90, 122];
const LOW_GROUP: Rgb = [126, 200, 227];
const HIGH_GROUP: Rgb = [158, 222, 160];

/// How much of a grid line covers the plot: levels stay readable beneath it.
const GRID_SHARE: f32 = 0.22;

/// Every so many pixels of a grid line are drawn, and as many left out.
const DASH: usize = 3;

const MARGIN_LEFT: usize = 64;
const MARGIN_RIGHT: usize = 56;
const MARGIN_TOP: usize = 14;
const MARGIN_BOTTOM: usize = 34;

/// Between plot, tick and text.
const TICK: usize = 5;

/// Between the labels of the time axis at least, in pixels.
const TIME_STEP_MIN: f64 = 110.0;

/// Between the labels of the frequency axis.
const HZ_STEP: u16 = 500;

/// Where the plot is in the picture, and what its edges stand for.
pub(super) struct Plot {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) duration_s: f64,
    pub(super) top_hz: f64,
}

impl Plot {
    pub(super) fn canvas(&self) -> Canvas {
        let width = MARGIN_LEFT + self.columns + MARGIN_RIGHT;
        let height = MARGIN_TOP + self.rows + MARGIN_BOTTOM;
        Canvas::new(width, height, PAPER)
    }

    /// The pixel of a column and a row; row 0 is the lowest frequency.
    pub(super) fn place(&self, column: usize, row: usize) -> (usize, usize) {
        (MARGIN_LEFT + column, MARGIN_TOP + self.rows - 1 - row)
    }

    pub(super) fn draw_axes(&self, canvas: &mut Canvas) {
        self.draw_frame(canvas);
        self.draw_times(canvas);
        self.draw_frequencies(canvas);
        for (hz, colour) in keypad::ROW_HZ
            .map(|hz| (hz, LOW_GROUP))
            .into_iter()
            .chain(keypad::COLUMN_HZ.map(|hz| (hz, HIGH_GROUP)))
        {
            self.draw_tone(canvas, hz, colour);
        }
    }

    fn draw_frame(&self, canvas: &mut Canvas) {
        let (left, right) = (MARGIN_LEFT - 1, MARGIN_LEFT + self.columns);
        let (top, bottom) = (MARGIN_TOP - 1, MARGIN_TOP + self.rows);
        for x in left..=right {
            canvas.set(x, top, FRAME);
            canvas.set(x, bottom, FRAME);
        }
        for y in top..=bottom {
            canvas.set(left, y, FRAME);
            canvas.set(right, y, FRAME);
        }
    }

    fn draw_times(&self, canvas: &mut Canvas) {
        let bottom = MARGIN_TOP + self.rows;
        let step_ms = self.time_step_ms();
        for index in 0..=self.columns {
            let at_ms = step_ms * index as f64;
            let share = at_ms / 1_000.0 / self.duration_s;
            if share.is_nan() || share > 1.0 {
                return;
            }
            let x = MARGIN_LEFT + pixels(share, self.columns);
            for y in bottom..bottom + TICK {
                canvas.set(x, y, INK);
            }
            let text = time_text(at_ms, step_ms);
            let left = x.saturating_sub(text_width(&text) / 2);
            canvas.text(left, bottom + 2 * TICK, &text, INK);
        }
    }

    /// The least of 1, 2, 5 and their tenfolds that leaves room for the labels, in ms.
    fn time_step_ms(&self) -> f64 {
        let ms_a_pixel = self.duration_s * 1_000.0 / self.columns as f64;
        let wanted_ms = (TIME_STEP_MIN * ms_a_pixel).max(1.0);
        let decade = 10f64.powf(wanted_ms.log10().floor());
        [1.0, 2.0, 5.0, 10.0]
            .map(|step| step * decade)
            .into_iter()
            .find(|step| *step >= wanted_ms)
            .unwrap_or(wanted_ms)
    }

    fn draw_frequencies(&self, canvas: &mut Canvas) {
        for hz in (0..=u16::MAX).step_by(usize::from(HZ_STEP)) {
            let Some(y) = self.y_of(f64::from(hz)) else {
                return;
            };
            for x in MARGIN_LEFT - TICK..MARGIN_LEFT {
                canvas.set(x, y, INK);
            }
            let text = if hz == 0 {
                "0 Hz".into()
            } else {
                hz.to_string()
            };
            let left = (MARGIN_LEFT - 2 * TICK).saturating_sub(text_width(&text));
            canvas.text(left, y.saturating_sub(TEXT_HEIGHT / 2), &text, INK);
        }
    }

    fn draw_tone(&self, canvas: &mut Canvas, hz: f32, colour: Rgb) {
        let Some(y) = self.y_of(f64::from(hz)) else {
            return;
        };
        for x in (0..self.columns).filter(|x| (x / DASH).is_multiple_of(2)) {
            canvas.blend(MARGIN_LEFT + x, y, colour, GRID_SHARE);
        }
        let left = MARGIN_LEFT + self.columns + TICK;
        let top = y.saturating_sub(TEXT_HEIGHT / 2);
        canvas.text(left, top, &hz.to_string(), colour);
    }

    /// The line of a frequency, unless it is above the plot.
    fn y_of(&self, hz: f64) -> Option<usize> {
        let share = hz / self.top_hz;
        (share <= 1.0).then(|| MARGIN_TOP + self.rows - pixels(share, self.rows))
    }
}

/// Seconds with as many decimals as the steps need; milliseconds where they are below ten.
fn time_text(at_ms: f64, step_ms: f64) -> String {
    let at_s = at_ms / 1_000.0;
    match step_ms {
        step_ms if step_ms < 10.0 => format!("{at_ms:.0} ms"),
        step_ms if step_ms < 100.0 => format!("{at_s:.2} s"),
        step_ms if step_ms < 1_000.0 => format!("{at_s:.1} s"),
        _ => format!("{at_s:.0} s"),
    }
}

/// So much of a length in whole pixels; a share is between 0 and 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "no greater than a length in pixels"
)]
fn pixels(share: f64, length: usize) -> usize {
    (share * length as f64).round() as usize
}
