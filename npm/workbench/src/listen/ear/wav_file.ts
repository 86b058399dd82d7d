// A WAV file that is read in pieces, so that its length does not matter. What the bytes mean is the package's to say:
// each piece is handed to it as a WAV file of its own.

import { readWav } from 'cxtone/slim';

/** Chunks before the samples: more than this is no recording. */
const CHUNKS_MAX = 1000;

/** Bytes of the chunk that tells the format: 40 in the longest form there is. */
const FORMAT_BYTES_MAX = 1024;

/** Bytes from which the package tells what is wrong with a file that is no WAV. */
const REFUSED_BYTES = 4096;

/** What a pipe writes as a size that it does not know. */
const UNKNOWN_SIZE = 0xffffffff;

/** Where the samples lie, and in what format. */
interface Layout {
  format: Uint8Array;
  dataAt: number;
  dataBytes: number;
}

/** An opened WAV file. */
export class WavFile {
  private constructor(
    private readonly blob: Blob,
    private readonly layout: Layout,
    /** Samples a second. */
    readonly sampleRateHz: number,
    /** How many there are. */
    readonly channels: number,
    /** Bytes of one sample of all channels. */
    private readonly frameBytes: number,
  ) {}

  /** Opens a file, or throws what is wrong with it. */
  static async open(blob: Blob): Promise<WavFile> {
    const layout = await layoutOf(blob);
    if (layout === undefined) {
      readWav(new Uint8Array(await blob.slice(0, REFUSED_BYTES).arrayBuffer()));
      throw new Error('there are no samples in this WAV file');
    }
    const view = new DataView(layout.format.buffer);
    const file = new WavFile(
      blob,
      layout,
      view.getUint32(12, true),
      view.getUint16(10, true),
      view.getUint16(20, true),
    );
    // The package judges the format, with no samples yet.
    readWav(file.wrapped(new Uint8Array()));
    return file;
  }

  /** Samples of each channel in all. */
  get frames(): number {
    return Math.floor(this.layout.dataBytes / this.frameBytes);
  }

  /** How many samples of each channel there are in about so many bytes. */
  framesIn(bytes: number): number {
    return Math.max(1, Math.floor(bytes / this.frameBytes));
  }

  /** The samples of each channel from one frame to before another. */
  async read(from: number, to: number): Promise<Float32Array[]> {
    const [first, last] = [from, Math.min(to, this.frames)].map(
      (frame) => this.layout.dataAt + frame * this.frameBytes,
    );
    const bytes = await this.blob.slice(first, Math.max(first ?? 0, last ?? 0)).arrayBuffer();
    return readWav(this.wrapped(new Uint8Array(bytes))).channels;
  }

  /** Bytes of samples as a WAV file of their own. */
  private wrapped(data: Uint8Array): Uint8Array {
    const { format } = this.layout;
    const whole = new Uint8Array(12 + format.length + 8 + data.length);
    const view = new DataView(whole.buffer);
    whole.set(new TextEncoder().encode('RIFF'));
    view.setUint32(4, whole.length - 8, true);
    whole.set(new TextEncoder().encode('WAVE'), 8);
    whole.set(format, 12);
    whole.set(new TextEncoder().encode('data'), 12 + format.length);
    view.setUint32(12 + format.length + 4, data.length, true);
    whole.set(data, 12 + format.length + 8);
    return whole;
  }
}

/** Whether a file begins as a WAV file does. */
export async function isWav(blob: Blob): Promise<boolean> {
  const head = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  return text(head, 0) === 'RIFF' && text(head, 8) === 'WAVE';
}

/** Walks from chunk to chunk up to the samples; nothing where there are none. */
async function layoutOf(blob: Blob): Promise<Layout | undefined> {
  let format: Uint8Array | undefined;
  let at = (await isWav(blob)) ? 12 : blob.size;
  for (let count = 0; count < CHUNKS_MAX && at + 8 <= blob.size; count += 1) {
    const head = new Uint8Array(await blob.slice(at, at + 8).arrayBuffer());
    const size = new DataView(head.buffer).getUint32(4, true);
    if (text(head, 0) === 'fmt ' && size <= FORMAT_BYTES_MAX) {
      format = new Uint8Array(await blob.slice(at, at + 8 + size).arrayBuffer());
    } else if (text(head, 0) === 'data') {
      const there = blob.size - at - 8;
      const isUsable =
        format !== undefined && format.length >= 24 && new DataView(format.buffer).getUint16(20, true) > 0;
      const dataBytes = size === UNKNOWN_SIZE ? there : Math.min(size, there);
      return format !== undefined && isUsable ? { format, dataAt: at + 8, dataBytes } : undefined;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
