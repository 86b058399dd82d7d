/** A detector in the audio thread of a browser. */

import type { DetectorEvent, Profile } from './sound';

/** How to listen in the audio thread. */
export interface DetectorNodeOptions {
  /** What counts as a digit; default `att`. */
  profile?: Profile;
  /** Whether to tell why something is a digit, and what nearly was one; default `false`. */
  explain?: boolean;
  /** What is told as `channel`, from 1; default 1. It names the channel and chooses none. */
  channel?: number;
  /**
   * Where `cxtone/worklet-processor` is served. Default: a `blob:` URL of a copy within this module, which a
   * Content-Security-Policy with a `script-src` must allow.
   */
  processorUrl?: string | URL;
  /**
   * The module of `@cxtone/wasm/dsp.wasm`, compiled, where it is served as a file, as for `cxtone/slim`. Default: the one
   * within this package's script, which is not loaded otherwise.
   */
  module?: WebAssembly.Module;
}

/**
 * A node with one input, whose first channel is listened to, and no output. It listens at the context's rate, 8000 to
 * 192000 Hz.
 *
 * What is decided arrives as `message` events of its `port`: the `data` is a {@link DetectorEvent}[]. Posting
 * `'finish'` to the port tells what is still open; the next samples begin another stream.
 *
 * @example
 * const node = await createDetectorNode(context);
 * node.port.onmessage = ({ data }) => data.forEach((event) => console.log(event.type, event.digit));
 * source.connect(node);
 */
export declare function createDetectorNode(
  context: BaseAudioContext,
  options?: DetectorNodeOptions,
): Promise<AudioWorkletNode>;

/** What the port of such a node tells. */
export type DetectorMessage = DetectorEvent[];
