//! Where a plot is in its picture, and which times and frequencies are named along its edges.
//! Drawing them is left to `axes` and `svg`.

use cxtone_dtmf::keypad;

use super::colour::Rgb;

pub(super) const LOW_GROUP: Rgb = [126, 200, 227];
pub(super) const HIGH_GROUP: Rgb = [158, 222, 160];

pub(super) const MARGIN_LEFT: usize = 64;
pub(super) const MARGIN_RIGHT: usize = 56;
pub(super) const MARGIN_TOP: usize = 14;
pub(super) const MARGIN_BOTTOM: usize = 34;

/// Between the labels of the time axis at least, in pixels.
const TIME_STEP_MIN: f64 = 110.0;

/// Between the labels of the frequency axis.
const HZ_STEP: u16 = 500;

/// A plot of one channel, and what its edges stand for.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) duration_s: f64,
    pub(super) top_hz: f64,
}

impl Plot {
    /// Width and height of the picture.
    pub(super) const fn size(&self) -> (usize, usize) {
        (
            MARGIN_LEFT + self.columns + MARGIN_RIGHT,
            MARGIN_TOP + self.rows + MARGIN_BOTTOM,
        )
    }

    /// The pixel of a column and a row; row 0 is the lowest frequency.
    pub(super) const fn place(&self, column: usize, row: usize) -> (usize, usize) {
        (MARGIN_LEFT + column, MARGIN_TOP + self.rows - 1 - row)
    }

    /// The column of a moment, the last one for all that come later.
    pub(super) fn x_of(&self, at_s: f64) -> usize {
        // A recording of no length has no moments but its first.
        let share = (at_s / self.duration_s).clamp(0.0, 1.0);
        let share = if share.is_nan() { 0.0 } else { share };
        MARGIN_LEFT + pixels(share, self.columns)
    }

    /// The line of a frequency, unless it is above the plot.
    pub(super) fn y_of(&self, hz: f64) -> Option<usize> {
        let share = hz / self.top_hz;
        (0.0..=1.0)
            .contains(&share)
            .then(|| MARGIN_TOP + self.rows - pixels(share, self.rows))
    }

    /// Where along the time axis which time stands.
    pub(super) fn times(&self) -> Vec<(usize, String)> {
        let step_ms = self.time_step_ms();
        (0..=self.columns)
            .map(|index| step_ms * index as f64)
            .take_while(|at_ms| at_ms / 1_000.0 <= self.duration_s)
            .map(|at_ms| (self.x_of(at_ms / 1_000.0), time_text(at_ms, step_ms)))
            .collect()
    }

    /// Where along the frequency axis which frequency stands.
    pub(super) fn frequencies(&self) -> Vec<(usize, String)> {
        let text = |hz: u16| match hz {
            0 => "0 Hz".into(),
            hz => hz.to_string(),
        };
        (0..=u16::MAX)
            .step_by(usize::from(HZ_STEP))
            .map_while(|hz| Some((self.y_of(f64::from(hz))?, text(hz))))
            .collect()
    }

    /// Where the eight tones are, what they are called and how they are coloured.
    pub(super) fn tones(&self) -> Vec<(usize, String, Rgb)> {
        let low = keypad::ROW_HZ.map(|hz| (hz, LOW_GROUP));
        let high = keypad::COLUMN_HZ.map(|hz| (hz, HIGH_GROUP));
        low.into_iter()
            .chain(high)
            .filter_map(|(hz, colour)| Some((self.y_of(f64::from(hz))?, hz.to_string(), colour)))
            .collect()
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
