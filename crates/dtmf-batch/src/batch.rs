//! Many channels of one rate and profile.

use core::{fmt, iter};

use cxtone_dtmf::{
    Event, Profile, SampleRate,
    many::{Channel, Common, Waits},
};
use pulp::Arch;

use crate::look::{self, TOGETHER};

/// How many channels take turns: few enough for their state to stay near the processor, enough for
/// some to wait for a look together.
const GROUP: usize = 16;

/// Listens to many streams of one sample rate at once.
///
/// Each channel hears what a [`Detector`](cxtone_dtmf::Detector) of its own would, to the last bit,
/// however its stream is cut into blocks. See the [crate's page](crate) for an example.
pub struct Batch {
    common: Box<Common>,
    channels: Vec<Channel>,
    arch: Arch,
}

/// There must be as many blocks as channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockCountMismatch {
    blocks: usize,
    channels: usize,
}

impl Batch {
    /// So many channels of mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile, count: usize) -> Self {
        let common = Box::new(Common::new(rate, profile));
        let channels = iter::repeat_with(|| Channel::new(&common)).take(count);
        Self {
            channels: channels.collect(),
            common,
            arch: Arch::new(),
        }
    }

    /// How many channels there are.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels.len()
    }

    /// Takes the next samples of every channel, full scale = 1, and tells what they decide, with the
    /// number of the channel. Blocks may differ in length and be empty. The events of a channel come in
    /// their order; those of different channels may be mixed.
    ///
    /// # Errors
    ///
    /// [`BlockCountMismatch`] if there is not exactly one block a channel; none is taken then.
    pub fn feed<B: AsRef<[f32]>>(
        &mut self,
        blocks: &[B],
        mut sink: impl FnMut(usize, Event),
    ) -> Result<(), BlockCountMismatch> {
        if blocks.len() != self.channels.len() {
            return Err(BlockCountMismatch {
                blocks: blocks.len(),
                channels: self.channels.len(),
            });
        }
        let groups = self.channels.chunks_mut(GROUP).zip(blocks.chunks(GROUP));
        for (index, (channels, blocks)) in groups.enumerate() {
            let mut group = Group {
                channels,
                common: &self.common,
                arch: self.arch,
                sink: |channel, event| sink(index * GROUP + channel, event),
            };
            group.feed(blocks);
        }
        Ok(())
    }

    /// Tells what is still open at the end of a channel's stream, and makes it ready for another one.
    /// Without such a channel, nothing.
    pub fn finish(&mut self, channel: usize, mut sink: impl FnMut(Event)) {
        if let Some(channel) = self.channels.get_mut(channel) {
            channel.finish(&self.common, &mut sink);
        }
    }
}

/// Some of the channels, and what they listen with.
struct Group<'a, F> {
    channels: &'a mut [Channel],
    common: &'a Common,
    arch: Arch,
    sink: F,
}

impl<F: FnMut(usize, Event)> Group<'_, F> {
    fn feed<B: AsRef<[f32]>>(&mut self, blocks: &[B]) {
        let mut rests: [&[f32]; GROUP] = [&[]; GROUP];
        for (rest, block) in rests.iter_mut().zip(blocks) {
            *rest = block.as_ref();
        }
        while rests.iter().any(|rest| !rest.is_empty()) {
            let mut due = Due::default();
            for (index, rest) in rests.iter_mut().enumerate().take(self.channels.len()) {
                let taken = self.channels[index].take(rest, self.common);
                *rest = &rest[taken..];
                let waits =
                    self.channels[index].go_on(self.common, &mut |event| (self.sink)(index, event));
                due.note(index, waits);
            }
            while !due.is_empty() {
                self.look_at(&mut due);
            }
        }
    }

    /// Looks at all channels for which it is due, once.
    fn look_at(&mut self, due: &mut Due) {
        let Some(rows) = self.common.rows() else {
            return;
        };
        let now = core::mem::take(due);
        for indices in now.indices().chunks(TOGETHER) {
            let mut spans: [&[f32]; TOGETHER] = [&[]; TOGETHER];
            for (span, &index) in spans.iter_mut().zip(indices) {
                *span = self.channels[index].span(self.common);
            }
            let sums = look::look(self.arch, spans, rows);
            let mut looks = [const { None }; TOGETHER];
            for ((look, sums), &index) in looks.iter_mut().zip(&sums).zip(indices) {
                *look = Some(self.channels[index].look(sums));
            }
            for (look, &index) in looks.iter().flatten().zip(indices) {
                let waits = self.channels[index]
                    .attend(look, self.common, &mut |event| (self.sink)(index, event));
                due.note(index, waits);
            }
        }
    }
}

/// The channels of a group for which a look is due.
#[derive(Default)]
struct Due {
    indices: [usize; GROUP],
    count: usize,
}

impl Due {
    fn note(&mut self, index: usize, waits: Waits) {
        if waits == Waits::ForLook {
            self.indices[self.count] = index;
            self.count += 1;
        }
    }

    fn indices(&self) -> &[usize] {
        &self.indices[..self.count]
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl fmt::Display for BlockCountMismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} blocks for {} channels: give one block a channel, an empty one where there is nothing",
            self.blocks, self.channels
        )
    }
}

impl core::error::Error for BlockCountMismatch {}

impl fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("channels", &self.channels.len())
            .finish_non_exhaustive()
    }
}
