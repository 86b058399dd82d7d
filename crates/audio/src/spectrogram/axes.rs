//! What stands around and over a spectrogram of pixels: seconds below, hertz on the left, and the
//! eight DTMF frequencies as thin lines with their names on the right.
//! Where they stand is `plot`'s; the levels themselves are painted elsewhere.

use super::{
    canvas::{Canvas, TEXT_HEIGHT, text_width},
    colour::Rgb,
    plot::{MARGIN_LEFT, MARGIN_TOP, Plot},
};

pub(super) const PAPER: Rgb = [16, 15, 30];
pub(super) const INK: Rgb = [196, 196, 214];
pub(super) const FRAME: Rgb = [92, 90, 122];

/// How much of a grid line covers the plot: levels stay readable beneath it.
pub(super) const GRID_SHARE: f32 = 0.22;

/// Every so many pixels of a grid line are drawn, and as many left out.
pub(super) const DASH: usize = 3;

/// Between plot, tick and text.
pub(super) const TICK: usize = 5;

pub(super) fn draw(plot: &Plot, canvas: &mut Canvas) {
    canvas.frame(
        (MARGIN_LEFT - 1, MARGIN_TOP - 1),
        (MARGIN_LEFT + plot.columns, MARGIN_TOP + plot.rows),
        FRAME,
    );
    let bottom = MARGIN_TOP + plot.rows;
    for (x, text) in plot.times() {
        for y in bottom..bottom + TICK {
            canvas.set(x, y, INK);
        }
        let left = x.saturating_sub(text_width(&text) / 2);
        canvas.text(left, bottom + 2 * TICK, &text, INK);
    }
    for (y, text) in plot.frequencies() {
        for x in MARGIN_LEFT - TICK..MARGIN_LEFT {
            canvas.set(x, y, INK);
        }
        let left = (MARGIN_LEFT - 2 * TICK).saturating_sub(text_width(&text));
        canvas.text(left, y.saturating_sub(TEXT_HEIGHT / 2), &text, INK);
    }
    for (y, text, colour) in plot.tones() {
        for x in (0..plot.columns).filter(|x| (x / DASH).is_multiple_of(2)) {
            canvas.blend(MARGIN_LEFT + x, y, colour, GRID_SHARE);
        }
        let left = MARGIN_LEFT + plot.columns + TICK;
        canvas.text(left, y.saturating_sub(TEXT_HEIGHT / 2), &text, colour);
    }
}
