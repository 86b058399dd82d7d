// Listening to the microphone: digits as they come, and afterwards a recording like any other.

import type { DetectorMessage } from 'cxtone/worklet';

import { fetched } from '../../dom/fetched';
import { nextFrame } from '../../dom/next_frame';
import { part } from '../../dom/part';
import { complain, forgive, reason } from '../problems';
import type { Takes } from '../takes';
import { duration } from '../times';
import { Recording } from './recording';
import type { Source } from './source';
import { Trace } from './trace';

/** Follows the buttons. */
export function setUpMicrophone(takes: Takes): void {
  const begin = part('listen-microphone', HTMLButtonElement);
  let session: Session | undefined;
  begin.addEventListener('click', async () => {
    begin.disabled = true;
    forgive();
    session = new Session(takes);
    await session.begin().catch(tell);
    begin.disabled = session.isOpen;
  });
  part('listen-stop', HTMLButtonElement).addEventListener('click', async () => {
    await session?.end().catch(tell);
    begin.disabled = false;
    begin.focus();
  });
}

/** One time of listening. */
class Session {
  readonly #trace = new Trace(part('listen-live-trace', HTMLCanvasElement));
  readonly #draw = nextFrame(() => this.#show());
  #recording: Recording | undefined;
  #source: Source | undefined;

  constructor(private readonly takes: Takes) {}

  /** Whether the microphone is open. */
  get isOpen(): boolean {
    return this.#source !== undefined;
  }

  async begin(): Promise<void> {
    const digits = part('listen-live-digits', HTMLElement);
    digits.replaceChildren();
    const { openMicrophone } = await import('./source');
    this.#source = await openMicrophone(this.takes.profile, {
      heard: (events) => events.forEach((event) => this.#hear(event, digits)),
      samples: (block) => this.#take(block),
    });
    this.#recording = new Recording(this.#source.sampleRateHz);
    part('listen-live', HTMLElement).hidden = false;
    part('listen-stop', HTMLButtonElement).focus();
  }

  /** Closes the microphone and has what it gave listened to once more, with reasons. */
  async end(): Promise<void> {
    const [source, recording] = [this.#source, this.#recording];
    this.#source = undefined;
    this.#recording = undefined;
    part('listen-live', HTMLElement).hidden = true;
    await source?.close();
    if (recording !== undefined && recording.lengthS > 0) {
      const { writeWav } = await fetched(() => import('../../sound/dsp'));
      const bytes = writeWav({ sampleRate: recording.sampleRateHz, channels: [recording.samples()] });
      this.takes.add(`Microphone, ${duration(recording.lengthS)}`, new Blob([bytes.slice()], { type: 'audio/wav' }));
    }
  }

  /** What fails in the audio thread is told; the recording goes on, as it is listened to once more afterwards. */
  #hear(event: DetectorMessage[number], digits: HTMLElement): void {
    if (event.type === 'confirmed') {
      digits.append(event.digit);
    } else if (event.type === 'failed') {
      complain(`No digits are told any more: ${event.message}`);
    }
  }

  #take(block: Float32Array): void {
    this.#trace.push(block);
    this.#draw();
    const isFull = this.#recording?.push(block) === false;
    if (isFull && this.isOpen) {
      part('listen-stop', HTMLButtonElement).click();
    }
  }

  #show(): void {
    this.#trace.draw();
    part('listen-live-time', HTMLElement).textContent = duration(this.#recording?.lengthS ?? 0);
  }
}

function tell(error: unknown): void {
  const name = error instanceof DOMException ? error.name : '';
  const said: Record<string, string> = {
    NotAllowedError: 'The microphone may not be used: allow it for this page in the browser’s settings.',
    NotFoundError: 'There is no microphone.',
  };
  complain(said[name] ?? `The microphone could not be used: ${reason(error)}`);
}
