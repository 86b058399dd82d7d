// What runs in the audio thread: blocks of samples go into the module, and what it tells goes to the node's port.
// There is no fetch and no atob here, so that the module comes compiled; texts go by `worklet_text`.

import { dsp } from './bindings';
import { Library } from './library';
import { Listening } from './listening';

/** What the audio thread has, and TypeScript's library has not. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;

interface ProcessorOptions {
  module: WebAssembly.Module;
  detector: { profile?: string; explain?: boolean; channel?: number };
}

class DetectorProcessor extends AudioWorkletProcessor {
  readonly #listening: Listening;

  constructor({ processorOptions }: { processorOptions: ProcessorOptions }) {
    super();
    const { module, detector } = processorOptions;
    this.#listening = new Listening(new Library(dsp, () => module), { sampleRate, ...detector });
    this.port.onmessage = ({ data }) => {
      if (data === 'finish') {
        this.#tell(this.#listening.finish());
      }
    };
  }

  /** It stays as long as its node does: `false` would end it whenever nothing is connected. */
  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (samples !== undefined) {
      this.#tell(this.#listening.hearFloat(samples));
    }
    return true;
  }

  #tell(events: object | null): void {
    if (events !== null) {
      this.port.postMessage(events);
    }
  }
}

registerProcessor('cxtone-detector', DetectorProcessor);
