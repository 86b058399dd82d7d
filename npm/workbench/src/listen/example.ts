// A recording to try the tab with: digits of different levels in a little noise, one too short, one too twisted.

import { fetched } from '../dom/fetched';

/** Rate of the samples in Hz. */
const SAMPLE_RATE_HZ = 8000;

/** What sounds, one after the other. No receiver takes a tone of 22 ms, and none need take a twist of 14 dB. */
const TONES = [
  { digits: '1', toneMs: 90, gapMs: 90, levelDbm0: -10, twistDb: 0 },
  { digits: '2', toneMs: 90, gapMs: 90, levelDbm0: -18, twistDb: 3 },
  { digits: '3', toneMs: 22, gapMs: 158, levelDbm0: -10, twistDb: 0 },
  { digits: '4', toneMs: 90, gapMs: 90, levelDbm0: -26, twistDb: -4 },
  { digits: '#', toneMs: 90, gapMs: 90, levelDbm0: -12, twistDb: 1 },
  { digits: '5', toneMs: 90, gapMs: 200, levelDbm0: -12, twistDb: 14 },
];

/** Amplitude of the noise, of full scale: about −60 dBFS. */
const NOISE = 0.0015;

/** The recording. */
export async function example(): Promise<Blob> {
  const { generateFloat, writeWav } = await fetched(() => import('../sound/dsp'));
  const pieces = TONES.map(({ digits, ...tone }) => generateFloat(digits, { ...tone, sampleRate: SAMPLE_RATE_HZ }));
  const lead = new Float32Array(SAMPLE_RATE_HZ / 5);
  const samples = Float32Array.from(
    [lead, ...pieces].flatMap((piece) => [...piece]),
    noisy(),
  );
  return new Blob([writeWav({ sampleRate: SAMPLE_RATE_HZ, channels: [samples] }).slice()], { type: 'audio/wav' });
}

/** Adds noise, the same every time: a linear congruential generator of 32 bits. */
function noisy(): (sample: number) => number {
  let state = 1;
  return (sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return sample + (state / 2 ** 31 - 1) * NOISE;
  };
}
