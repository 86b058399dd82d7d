// Files of other formats as WAV files, through whatever this browser can decode.

import { fetched } from '../dom/fetched';

/** The rate that other formats are brought to, in Hz: enough for any tone of a keypad. */
const SAMPLE_RATE_HZ = 16_000;

/** Files that the browser decodes at once and as a whole; WAV files have no such limit. */
const DECODED_BYTES_MAX = 200 * 1024 * 1024;

/** The file itself where it is a WAV file, else what the browser makes of it. */
export async function asWav(file: File): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...head) === 'RIFF') {
    return file;
  }
  if (file.size > DECODED_BYTES_MAX) {
    throw new Error('only WAV files may be larger than 200 MB; convert it to WAV');
  }
  const channels = await decoded(file);
  const { writeWav } = await fetched(() => import('../sound/dsp'));
  return new Blob([writeWav({ sampleRate: SAMPLE_RATE_HZ, channels }).slice()], { type: 'audio/wav' });
}

async function decoded(file: File): Promise<Float32Array[]> {
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE_HZ);
  const buffer = await context.decodeAudioData(await file.arrayBuffer()).catch(() => {
    throw new Error('this is no WAV file, and nothing else that this browser can decode');
  });
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
}
