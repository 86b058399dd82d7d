//! Looks at several spans at once: a sum of products in as wide vectors as the processor has.
//! What the sums mean is `dtmf`'s.

use cxtone_dtmf::many::{LOOK_SAMPLES, LOOK_SUMS};
use pulp::{Arch, Simd, WithSimd};

/// How many spans are looked at together: enough for the sums of one not to wait for each other.
pub(crate) const TOGETHER: usize = 4;

/// What each sample of a span adds to the sums.
pub(crate) type Rows = [[f32; LOOK_SUMS]; LOOK_SAMPLES];

/// The sums over a span.
pub(crate) type Sums = [f32; LOOK_SUMS];

/// The sums over spans of [`LOOK_SAMPLES`]; a span of another length counts as silence.
pub(crate) fn look(arch: Arch, spans: [&[f32]; TOGETHER], rows: &Rows) -> [Sums; TOGETHER] {
    const SILENCE: [f32; LOOK_SAMPLES] = [0.0; LOOK_SAMPLES];
    let spans = spans.map(|span| span.try_into().unwrap_or(&SILENCE));
    arch.dispatch(Look { spans, rows })
}

struct Look<'a> {
    spans: [&'a [f32; LOOK_SAMPLES]; TOGETHER],
    rows: &'a Rows,
}

impl WithSimd for Look<'_> {
    type Output = [Sums; TOGETHER];

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        // The sums of a span fill one vector of 16, two of 8, or four of 4 lanes.
        match S::F32_LANES {
            16 => self.with_vectors::<S, 1>(simd),
            8 => self.with_vectors::<S, 2>(simd),
            4 => self.with_vectors::<S, 4>(simd),
            _ => self.with_vectors::<S, LOOK_SUMS>(simd),
        }
    }
}

impl Look<'_> {
    #[inline(always)]
    fn with_vectors<S: Simd, const VECTORS: usize>(self, simd: S) -> [Sums; TOGETHER] {
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; TOGETHER];
        for (index, row) in self.rows.iter().enumerate() {
            let (weights, _) = S::as_simd_f32s(row);
            for (sums, span) in sums.iter_mut().zip(self.spans) {
                let sample = simd.splat_f32s(span[index]);
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = simd.mul_add_e_f32s(sample, *weights, *sum);
                }
            }
        }
        sums.map(|vectors| {
            let mut lanes = [0.0; LOOK_SUMS];
            let (places, _) = S::as_mut_simd_f32s(&mut lanes);
            places.copy_from_slice(&vectors);
            lanes
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_products_on_every_processor() {
        let rows: Rows = core::array::from_fn(|sample| {
            core::array::from_fn(|sum| ((sample * 7 + sum * 3) % 11) as f32 - 5.0)
        });
        let samples: [[f32; LOOK_SAMPLES]; TOGETHER] = core::array::from_fn(|span| {
            core::array::from_fn(|sample| ((sample * 5 + span) % 13) as f32 - 6.0)
        });
        let expected = samples.map(|samples| {
            let products = |sum: usize| {
                let each = samples.iter().zip(&rows);
                each.map(|(sample, row)| sample * row[sum]).sum::<f32>()
            };
            core::array::from_fn(products)
        });
        // Whole numbers are exact in whatever order.
        for arch in [Arch::new(), Arch::Scalar] {
            let sums = look(arch, samples.each_ref().map(|span| &span[..]), &rows);
            assert_eq!(sums, expected);
        }
    }
}
