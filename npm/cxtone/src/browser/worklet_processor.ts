// What runs in the audio thread: blocks of samples go into the module, and what it tells goes to the node's port.
// There is no fetch and no atob here, so that the module comes compiled; texts go by `worklet_text`.

import type { DetectorCommand, DetectorMessage } from '../../types/worklet';
import { CxtoneError } from '../cxtone_error';
import type { NativeDetectorOptions } from '../native';
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
  /** Those that the page's thread has found usable. */
  detector: Omit<NativeDetectorOptions, 'sampleRate'>;
}

/** All processors of the thread share it, as the bindings have one instance: whoever meets a broken one makes another. */
let library: Library<typeof dsp> | undefined;

class DetectorProcessor extends AudioWorkletProcessor {
  #listening: Listening | undefined;

  constructor({ processorOptions }: { processorOptions: ProcessorOptions }) {
    super();
    const { module, detector } = processorOptions;
    const shared = library ?? new Library(dsp, () => module);
    this.#guarded(() => {
      this.#listening = new Listening(shared, { ...detector, sampleRate });
      // One that has not answered may be of a wrong module.
      library = shared;
    });
    this.port.onmessage = ({ data }: MessageEvent<DetectorCommand>) => this.#obey(data);
  }

  /** It stays as long as it listens: `false` would end it whenever nothing is connected. */
  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (samples !== undefined) {
      this.#tell((listening) => listening.hearFloat(samples));
    }
    return this.#listening !== undefined;
  }

  #obey(command: DetectorCommand): void {
    if (command === 'finish') {
      this.#tell((listening) => listening.finish());
    } else if (command === 'close') {
      this.#end();
    }
  }

  #tell(events: (listening: Listening) => object | null): void {
    const listening = this.#listening;
    if (listening !== undefined) {
      this.#guarded(() => {
        const told = events(listening);
        if (told !== null) {
          this.#post(told as DetectorMessage);
        }
      });
    }
  }

  /** What fails here would stop the node without a word. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { code, message } = error instanceof CxtoneError ? error : { code: 'Internal', message: String(error) };
      this.#post([{ type: 'failed', code, message }]);
      this.#end();
    }
  }

  #end(): void {
    const listening = this.#listening;
    this.#listening = undefined;
    listening?.free();
  }

  #post(message: DetectorMessage): void {
    this.port.postMessage(message);
  }
}

registerProcessor('cxtone-detector', DetectorProcessor);
