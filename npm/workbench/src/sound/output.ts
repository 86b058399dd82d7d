// Digits as sound from this machine's loudspeaker. The samples are the package's, fetched when first needed.

import type { ToneOptions } from 'cxtone/dsp';

/** Something that is being played. */
export interface Playing {
  /** How much of it has been played, in ms. */
  playedMs(): number;
  /** Ends it; a second time does nothing. */
  stop(): void;
  /** Resolves when it is over, by its end or by `stop`. */
  ended: Promise<void>;
}

/** How loud the page plays, of full scale: tones at their level are unpleasant in headphones. */
const GAIN = 0.6;

let context: AudioContext | undefined;

/** Plays digits. It needs a click or a key before, as browsers allow no sound without one. */
export async function play(digits: string, tones: Omit<ToneOptions, 'sampleRate'>): Promise<Playing> {
  const sound = ready();
  const { generateFloat } = await import('./dsp');
  return playSamples(generateFloat(digits, { ...tones, sampleRate: sound.sampleRate }), sound.sampleRate);
}

/** Plays samples of one channel. */
export function playSamples(samples: Float32Array, sampleRateHz: number): Playing {
  const sound = ready();
  const buffer = sound.createBuffer(1, Math.max(samples.length, 1), sampleRateHz);
  buffer.getChannelData(0).set(samples);
  const source = new AudioBufferSourceNode(sound, { buffer });
  source.connect(new GainNode(sound, { gain: GAIN })).connect(sound.destination);
  const ended = new Promise<void>((resolve) => source.addEventListener('ended', () => resolve()));
  const begunAt = sound.currentTime;
  source.start();
  return { playedMs: () => (sound.currentTime - begunAt) * 1000, stop: () => source.stop(), ended };
}

function ready(): AudioContext {
  context ??= new AudioContext({ latencyHint: 'interactive' });
  void context.resume();
  return context;
}
