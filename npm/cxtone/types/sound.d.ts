/** Digits as sound: detector, generator, score, WAV files. */

/** What counts as a digit: `att` (ITU-T Q.24, AT&T; the default), `ntt` (Q.24, NTT) or `etsi` (ES 201 235-3). */
export type Profile = 'att' | 'ntt' | 'etsi';

/** How samples stand as bytes, little-endian: 16 bits (the default), floating point of 32 bits, G.711 µ-law or A-law. */
export type Encoding = 'pcm16' | 'f32' | 'ulaw' | 'alaw';

/** How to listen. */
export interface DetectorOptions {
  /** Samples a second, 8000 to 192000; default 8000. */
  sampleRate?: number;
  /** What counts as a digit; default `att`. */
  profile?: Profile;
  /** Whether to tell why something is a digit, and what nearly was one; takes longer. Default `false`. */
  explain?: boolean;
  /** What is told as `channel`, from 1; default 1. */
  channel?: number;
  /** What bytes are; default `pcm16`. Typed arrays of samples need none. */
  encoding?: Encoding;
}

/** Samples of one channel (full scale of floats: ±1), or bytes in the encoding of the options. */
export type Samples = Int16Array | Float32Array | Uint8Array;

/** A digit is being heard. It is never withdrawn; a `digit` follows when it is over. */
export interface ConfirmedEvent {
  /** Tells it from the others. */
  type: 'confirmed';
  /** One of `0-9`, `*`, `#`, `A-D`. */
  digit: string;
  /** When it began, in seconds of the stream. */
  start: number;
  /** When this was known, in seconds of the stream. */
  at: number;
  /** As in the options. */
  channel: number;
}

/** A digit is over; told about 70 ms after its end. */
export interface DigitEvent {
  /** Tells it from the others. */
  type: 'digit';
  /** One of `0-9`, `*`, `#`, `A-D`. */
  digit: string;
  /** When it began, in seconds of the stream. */
  start: number;
  /** When it ended, in seconds of the stream. */
  end: number;
  /** When it was confirmed, in seconds of the stream. */
  at: number;
  /** As in the options. */
  channel: number;
  /** Level of the stronger tone in dBm0; a full-scale sine has +3.14. */
  levelDbm0: number;
  /** Level of the high tone less that of the low tone, in dB. */
  twistDb: number;
  /** How far the low tone is from its nominal frequency, in percent. */
  lowOffsetPercent: number;
  /** How far the high tone is from its nominal frequency, in percent. */
  highOffsetPercent: number;
  /** Why it is one; with `explain`. */
  explained?: Explained;
}

/** What is a digit but for one thing; with `explain`. */
export interface NearMissEvent {
  /** Tells it from the others. */
  type: 'near-miss';
  /** The digit that it would be. */
  digit: string;
  /** When it began, in seconds of the stream. */
  start: number;
  /** When it ended, in seconds of the stream. */
  end: number;
  /** When this was known, in seconds of the stream. */
  at: number;
  /** As in the options. */
  channel: number;
  /** Why it is none. */
  explained: Explained;
}

/** What a detector tells. */
export type DetectorEvent = ConfirmedEvent | DigitEvent | NearMissEvent;

/** Every measure beside its limits, and what moved the score. */
export interface Explained {
  /** `plain digit`, `digit`, `echo`, `missed`. */
  outcome: string;
  /** What is wrong, with `missed`. */
  missed?: string;
  /** Each measure beside its limits. */
  checks: MeasureCheck[];
  /** What each figure did to the score. */
  figures: ScoreFigure[];
}

/** One measure beside its limits. */
export interface MeasureCheck {
  /** What is measured. */
  aspect: string;
  /** In which unit. */
  unit: string;
  /** How much it is. */
  measured: number;
  /** How much it must be at least, where there is such a limit. */
  least?: number;
  /** How much it may be at most, where there is such a limit. */
  most?: number;
  /** Whether it is within them. */
  passes: boolean;
}

/** What one figure did to the score of a digit. */
export interface ScoreFigure {
  /** What it tells. */
  figure: string;
  /** In which unit. */
  unit: string;
  /** How much it is here. */
  value: number;
  /** How much it is in a usual digit. */
  typical: number;
  /** How far it moved the score from that of a usual digit; below 0 where it tells against one. */
  contribution: number;
}

/** Listens to one channel. How the samples are cut into blocks never changes what is told. */
export declare class Detector {
  /** @throws {@link CxtoneError} `InvalidOptions` */
  constructor(options?: DetectorOptions);
  /**
   * Takes the next samples where they lie, without copying them, and tells what they decide: mostly nothing.
   *
   * @throws {@link CxtoneError} `InvalidOptions`: what was given are no samples
   */
  push(samples: Samples): DetectorEvent[];
  /** What is still open at the end of the stream; the next samples begin another one. */
  finish(): DetectorEvent[];
}

/**
 * Listens to chunks as they come.
 *
 * @throws {@link CxtoneError} `InvalidOptions`
 */
export declare function detect(
  chunks: AsyncIterable<Samples> | Iterable<Samples>,
  options?: DetectorOptions,
): AsyncGenerator<DetectorEvent, void, undefined>;

/** What tones sound like. */
export interface ToneOptions {
  /** Samples a second, 8000 to 192000; default 8000. */
  sampleRate?: number;
  /** Length of each tone, 1 to 60000 ms; default 100. */
  toneMs?: number;
  /** Length of the silence after each tone, 0 to 60000 ms; default 100. */
  gapMs?: number;
  /** Level of the stronger tone in dBm0; default −10. Tones that would clip are refused. */
  levelDbm0?: number;
  /** Level of the high tone less that of the low tone in dB; default 0. */
  twistDb?: number;
}

/**
 * Digits as samples of 16 bits, the gap after the last tone included.
 *
 * @param digits - up to 64 of `0-9`, `*`, `#`, `A-D`
 * @throws {@link CxtoneError} `InvalidOptions`
 */
export declare function generate(digits: string, options?: ToneOptions): Int16Array;

/** The same with floats, full scale ±1. */
export declare function generateFloat(digits: string, options?: ToneOptions): Float32Array;

/** How to measure. */
export interface ScoreOptions {
  /** Samples a second, 8000 to 192000; default 8000. */
  sampleRate?: number;
  /** What counts as a digit; default `att`. */
  profile?: Profile;
  /** Length that each tone should have, together with `gapMs`; default: the median of what is heard. */
  toneMs?: number;
  /** Length that each gap should have, together with `toneMs`. */
  gapMs?: number;
  /** How far these may be off, in ms; default 10. */
  toleranceMs?: number;
  /** Whether a detector that does not know the digits decides alone; default `false`. */
  blind?: boolean;
}

/** How well digits are recognised. It spells no digit that was heard as it was sent. */
export interface Score {
  /** max(0, (N − S − M − I) / N). */
  recognitionRate: number;
  /** Who decided. */
  recognitionMethod: 'likelihood-test' | 'detector';
  /** Hits / N. */
  hitRate: number;
  /** Whether just the expected digits were heard, in their order. */
  exact: boolean;
  /** N: how many digits were expected. */
  expected: number;
  /** How many of them were heard. */
  hits: number;
  /** S: how many were heard as others. */
  substituted: number;
  /** M: how many were not heard. */
  missed: number;
  /** I: how many were heard that nobody expected. */
  inserted: number;
  /** Tones and gaps of wrong length. */
  timingErrors: TimingErrors;
  /** Which digits were heard as which others. */
  confusion: Confusion[];
  /** What became of each expected digit, by its position from 1; not with `blind`. */
  verdicts?: Verdict[];
}

/** How many tones and gaps are of wrong length. */
export interface TimingErrors {
  /** Both together. */
  total: number;
  /** Tones. */
  tones: number;
  /** Gaps. */
  gaps: number;
}

/** A digit that was heard as another one. */
export interface Confusion {
  /** What was expected. */
  expected: string;
  /** What was heard. */
  heard: string;
  /** How often. */
  count: number;
}

/** What became of one expected digit. */
export interface Verdict {
  /** Which one it is, from 1. */
  position: number;
  /** Whether it is there, another is in its place, or none: what the counts say too. */
  finding: 'present' | 'substituted' | 'missing';
  /**
   * How probable it is that the digit is there, 0 to 1, as far as noise is white within each band. It is the test's
   * alone, and low where only the detector has heard the digit.
   */
  probability: number;
  /** How much likelier the digit is than the likeliest of all else, as a natural logarithm; 4 is asked for. */
  logOdds: number;
  /** When the digit, or the other one in its place, begins, in seconds of the samples. */
  start?: number;
}

/**
 * How well digits are recognised in one channel's samples. In Node it is measured on another thread, from a copy.
 *
 * Each expected digit is decided by a likelihood test against the other digits and against nothing; a detector that
 * does not know them hears those that nobody expects.
 *
 * @throws {@link CxtoneError} `InvalidOptions`, as a rejection
 */
export declare function score(
  expected: string,
  samples: Int16Array | Float32Array,
  options?: ScoreOptions,
): Promise<Score>;

/** What a WAV file holds. */
export interface Wav {
  /** Samples a second. */
  sampleRate: number;
  /** The samples of each channel, full scale ±1. */
  channels: Float32Array[];
}

/**
 * The samples in the bytes of a WAV file: PCM of 8 to 32 bits, float, G.711.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: what is wrong with the file
 */
export declare function readWav(bytes: Uint8Array | ArrayBuffer): Wav;

/**
 * The bytes of a WAV file with these samples.
 *
 * @throws {@link CxtoneError} `InvalidOptions`
 */
export declare function writeWav(
  wav: { sampleRate: number; channels: (Int16Array | Float32Array)[] },
  options?: { encoding?: Encoding },
): Uint8Array;
