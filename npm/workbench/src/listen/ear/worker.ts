// The worker that listens, so that the page never waits. It has the recordings open; what is heard goes to the page.

import { load, score } from 'cxtone/slim';

import { Listening } from './listening';
import { picture } from './picture';
import {
  type Answer,
  type FromEar,
  type Question,
  REASONS_S_MAX,
  type Stretch,
  STRETCH_S_MAX,
  type ToEar,
} from './protocol';
import { WavFile } from './wav_file';

// Orders come at once, so somebody has to be there for them before the modules are.
const modules = load({ dsp: 'dsp.wasm', wav: 'wav.wasm' });

const files = new Map<number, WavFile>();

let listening: Listening | undefined;

/** Recordings that somebody wanted no more of, until nobody listens to them; some may only be being opened. */
const cancelled = new Set<number>();

self.addEventListener('message', ({ data }: MessageEvent<ToEar>) => void follow(data));

async function follow(order: ToEar): Promise<void> {
  if (order.kind === 'cancel') {
    cancel(order.id);
  } else if (order.kind === 'forget') {
    files.delete(order.id);
  } else if (order.kind === 'listen') {
    const { id } = order;
    await listen(order)
      .catch((error: unknown) => tell({ kind: 'failed', id, message: wording(error) }))
      .finally(() => cancelled.delete(id));
  } else if (order.kind === 'question') {
    const { turn } = order;
    await answered(order.question).then(
      (answer) => tell({ kind: 'answer', turn, answer }),
      (error: unknown) => tell({ kind: 'refusal', turn, message: wording(error) }),
    );
  }
}

function cancel(id: number): void {
  cancelled.add(id);
  if (listening?.id === id) {
    listening.isCancelled = true;
  }
}

async function listen({ id, wav, profile, withReasons }: Extract<ToEar, { kind: 'listen' }>): Promise<void> {
  await modules;
  const file = await WavFile.open(wav);
  if (!cancelled.has(id)) {
    files.set(id, file);
  }
  const { sampleRateHz, channels } = file;
  const durationS = file.frames / sampleRateHz;
  const explain = withReasons === 'always' || durationS <= REASONS_S_MAX;
  tell({ kind: 'opened', id, opened: { sampleRateHz, channels, durationS, hasReasons: explain } });
  listening = new Listening(id, file, { profile, explain }, tell);
  listening.isCancelled = cancelled.has(id);
  await listening.run();
}

async function answered(question: Question): Promise<Answer> {
  const { samples, sampleRateHz } = await samplesOf(question.stretch);
  if (question.kind === 'samples') {
    return { samples, sampleRateHz };
  }
  if (question.kind === 'picture') {
    return picture(samples, sampleRateHz, question.columns, question.rows);
  }
  return score(question.expected, samples, { ...question.options, sampleRate: sampleRateHz });
}

async function samplesOf({
  id,
  channel,
  fromS,
  toS,
}: Stretch): Promise<{ samples: Float32Array<ArrayBuffer>; sampleRateHz: number }> {
  const file = files.get(id);
  if (file === undefined) {
    throw new Error('the recording is not open');
  }
  const rate = file.sampleRateHz;
  const from = Math.max(0, Math.floor(fromS * rate));
  const to = Math.ceil(Math.min(toS, fromS + STRETCH_S_MAX) * rate);
  const channels = await file.read(from, to);
  return { samples: new Float32Array(channels[channel] ?? []), sampleRateHz: rate };
}

function tell(told: FromEar): void {
  self.postMessage(told);
}

function wording(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
