// Runs in the audio thread: hands the samples of its input over in blocks. What they are for is the page's business.

/** Samples of one block: some 40 ms. */
const BLOCK = 2048;

/** What an audio thread has, of which TypeScript's library knows nothing. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Recorder extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK);
  #at = 0;

  process([input]: Float32Array[][]): boolean {
    for (const sample of input?.[0] ?? []) {
      this.#block[this.#at] = sample;
      this.#at += 1;
      if (this.#at === BLOCK) {
        this.port.postMessage(this.#block, [this.#block.buffer]);
        this.#block = new Float32Array(BLOCK);
        this.#at = 0;
      }
    }
    return true;
  }
}

registerProcessor('recorder', Recorder);
