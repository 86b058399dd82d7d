//! Digits marked in a picture: a box around either tone, and the key above.
//! Where the digits are is told by whoever has listened.

use core::fmt;

use super::{
    canvas::{Canvas, TEXT_HEIGHT, text_width},
    colour::Rgb,
    plot::{MARGIN_TOP, Plot},
};

/// The colour of boxes and keys.
pub(super) const MARK: Rgb = [255, 255, 255];

/// How far a box reaches above and below its tone, in pixels of 4 Hz: past the ±3 % that a digit's
/// tone may be off.
const HALF_HEIGHT: usize = 13;

/// A box is at least this wide, in pixels.
const WIDTH_MIN: usize = 3;

/// Between the top of the plot and the keys, and between keys at least, in pixels.
const KEY_GAP: usize = 6;

/// A digit in a picture. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Mark {
    /// The character on the key.
    pub key: char,
    /// When it began, in seconds.
    pub start_s: f64,
    /// When it ended, in seconds.
    pub end_s: f64,
    /// Its tones, in Hz.
    pub tones_hz: [f64; 2],
}

/// A mark in pixels.
pub(super) struct Placed {
    /// Left upper and right lower corner of the box around either tone.
    pub(super) boxes: Vec<((usize, usize), (usize, usize))>,
    /// The key's middle and top; none where the one before takes its place.
    pub(super) key_at: Option<(usize, usize)>,
    pub(super) key: char,
}

impl fmt::Debug for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mark([digit])")
    }
}

/// Where the marks are, in the order of their times.
pub(super) fn placed(plot: &Plot, marks: &[Mark]) -> Vec<Placed> {
    let mut free_from = 0;
    let place = |mark: &Mark| {
        let left = plot.x_of(mark.start_s);
        let right = plot.x_of(mark.end_s).max(left + WIDTH_MIN);
        let around = |hz: f64| {
            let y = plot.y_of(hz)?;
            let top = y.saturating_sub(HALF_HEIGHT).max(MARGIN_TOP);
            let bottom = (y + HALF_HEIGHT).min(MARGIN_TOP + plot.rows - 1);
            Some(((left, top), (right, bottom)))
        };
        let middle = left.midpoint(right);
        let half = text_width("0") / 2;
        let has_room = middle >= free_from + half;
        if has_room {
            free_from = middle + half + KEY_GAP;
        }
        Placed {
            boxes: mark.tones_hz.into_iter().filter_map(around).collect(),
            key_at: has_room.then_some((middle, MARGIN_TOP + KEY_GAP)),
            key: mark.key,
        }
    };
    marks.iter().map(place).collect()
}

pub(super) fn draw(plot: &Plot, marks: &[Mark], canvas: &mut Canvas) {
    for placed in placed(plot, marks) {
        for (upper, lower) in placed.boxes {
            canvas.frame(upper, lower, MARK);
        }
        if let Some((middle, top)) = placed.key_at {
            let key = placed.key.to_string();
            canvas.text(middle.saturating_sub(text_width(&key) / 2), top, &key, MARK);
        }
    }
}

/// How high the line of keys is.
pub(super) const KEY_HEIGHT: usize = TEXT_HEIGHT;
