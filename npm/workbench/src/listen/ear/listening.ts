// Listens to a whole recording, piece by piece, and tells how far it is. Drawing is left to `picture`.

import { Detector, type DetectorEvent, type Profile } from 'cxtone/slim';

import { Outline } from './outline';
import { type FromEar, type Heard, HEARD_MAX } from './protocol';
import type { WavFile } from './wav_file';

/** Bytes of the file that are heard at once: between two pieces it can be cancelled. */
const PIECE_BYTES = 1 << 20;

/** How often it is told how far it is, in ms. */
const TOLD_EVERY_MS = 60;

/** What is heard with reasons; after that many, digits come without them. */
const REASONS_MAX = 5000;

/** One recording being listened to. */
export class Listening {
  /** Whether somebody wants no more of it. */
  isCancelled = false;
  readonly #detectors: Detector[];
  readonly #outline: Outline;
  #heard: Heard[] = [];
  #count = 0;
  #toldAt = -Infinity;

  constructor(
    readonly id: number,
    private readonly file: WavFile,
    options: { profile: Profile; explain: boolean },
    private readonly tell: (told: FromEar) => void,
  ) {
    const sampleRate = file.sampleRateHz;
    const detector = (at: number): Detector => new Detector({ ...options, sampleRate, channel: at + 1 });
    this.#detectors = Array.from({ length: file.channels }, (_, at) => detector(at));
    this.#outline = new Outline(file.channels, file.frames);
  }

  /** Listens to the end, or until it is cancelled. */
  async run(): Promise<void> {
    const begun = performance.now();
    const step = this.file.framesIn(PIECE_BYTES);
    let frame = 0;
    while (frame < this.file.frames && !this.isCancelled) {
      const channels = await this.file.read(frame, frame + step);
      this.#outline.push(channels);
      channels.forEach((samples, at) => this.#keep(this.#detectors[at]?.push(samples) ?? []));
      frame += channels[0]?.length || step;
      this.#progress(frame);
    }
    this.#detectors.forEach((detector) => this.#keep(detector.finish()));
    this.#toldAt = -Infinity;
    this.#progress(Math.min(frame, this.file.frames));
    const how = this.isCancelled ? 'cancelled' : 'done';
    this.tell({ kind: 'over', id: this.id, how, tookMs: performance.now() - begun });
  }

  #keep(events: DetectorEvent[]): void {
    for (const event of events) {
      if (event.type !== 'confirmed' && this.#count < HEARD_MAX) {
        this.#count += 1;
        this.#heard.push(this.#count > REASONS_MAX ? withoutReasons(event) : event);
      }
    }
  }

  #progress(frame: number): void {
    const now = performance.now();
    if (now - this.#toldAt >= TOLD_EVERY_MS) {
      this.#toldAt = now;
      const listenedS = frame / this.file.sampleRateHz;
      this.tell({ kind: 'progress', id: this.id, listenedS, heard: this.#heard, outline: this.#outline.copy() });
      this.#heard = [];
    }
  }
}

function withoutReasons(event: Heard): Heard {
  if (event.type === 'near-miss') {
    return { ...event, explained: { ...event.explained, figures: [] } };
  }
  const { explained: _, ...rest } = event;
  return rest;
}
