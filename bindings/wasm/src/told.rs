//! Values that are told to JavaScript, written one after the other.
//! Those that serde describes are walked through in `told_by_serde`.

use alloc::{string::String, vec, vec::Vec};

/// How many bytes tell how many follow.
const HEAD: usize = 4;

/// What a value begins with. `given` has the tags of the other direction.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Tag {
    Null = 1,
    False = 2,
    True = 3,
    Number = 4,
    Text = 5,
    /// A number of 32 bits: JavaScript writes as few digits of it as tell it from its neighbours, as JSON has it.
    Single = 7,
    List = 8,
    Object = 9,
    /// The end of a list or an object.
    End = 10,
    /// Why there is no answer.
    Refused = 11,
    Bytes = 13,
}

/// An answer while it is being written.
pub(crate) struct Told {
    bytes: Vec<u8>,
}

#[cfg_attr(
    not(all(
        feature = "dsp",
        feature = "wav",
        feature = "flow",
        feature = "request"
    )),
    allow(dead_code, reason = "each module tells some kinds of values")
)]
impl Told {
    pub(crate) fn new() -> Self {
        Self {
            bytes: vec![0; HEAD],
        }
    }

    /// The whole answer, its length at its head.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        let len = u32::try_from(self.bytes.len() - HEAD).unwrap_or(u32::MAX);
        self.bytes[..HEAD].copy_from_slice(&len.to_le_bytes());
        self.bytes
    }

    pub(crate) fn refused(&mut self, why: &str) {
        self.tagged_text(Tag::Refused, why);
    }

    pub(crate) fn null(&mut self) {
        self.tag(Tag::Null);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.tag(if flag { Tag::True } else { Tag::False });
    }

    /// A number; what is none becomes null, as in JSON.
    pub(crate) fn number(&mut self, number: f64) {
        if number.is_finite() {
            self.tag(Tag::Number);
            self.bytes.extend(number.to_le_bytes());
        } else {
            self.null();
        }
    }

    /// The same of 32 bits.
    pub(crate) fn single(&mut self, number: f32) {
        if number.is_finite() {
            self.tag(Tag::Single);
            self.bytes.extend(number.to_le_bytes());
        } else {
            self.null();
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.tagged_text(Tag::Text, text);
    }

    pub(crate) fn text_of(&mut self, characters: impl Iterator<Item = char>) {
        self.text(&characters.collect::<String>());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.tag(Tag::Bytes);
        self.counted(bytes);
    }

    /// Samples as the bytes that JavaScript's typed arrays have.
    pub(crate) fn samples(&mut self, samples: &[f32]) {
        self.tag(Tag::Bytes);
        self.count(size_of_val(samples));
        self.bytes
            .extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    }

    /// The same of 16 bits.
    pub(crate) fn samples_of_16_bits(&mut self, samples: impl ExactSizeIterator<Item = i16>) {
        self.tag(Tag::Bytes);
        self.count(samples.len() * size_of::<i16>());
        self.bytes.extend(samples.flat_map(i16::to_le_bytes));
    }

    /// Values until [`end`](Self::end).
    pub(crate) fn list(&mut self) {
        self.tag(Tag::List);
    }

    /// Keys and values by turns until [`end`](Self::end).
    pub(crate) fn object(&mut self) {
        self.tag(Tag::Object);
    }

    pub(crate) fn end(&mut self) {
        self.tag(Tag::End);
    }

    fn tag(&mut self, tag: Tag) {
        self.bytes.push(tag as u8);
    }

    fn tagged_text(&mut self, tag: Tag, text: &str) {
        self.tag(tag);
        self.counted(text.as_bytes());
    }

    fn counted(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// Memory of 32 bits has no longer ones.
    fn count(&mut self, len: usize) {
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&len.to_le_bytes());
    }
}
