/** A detector in the audio thread of a browser. */

import type { CxtoneError } from './error';
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
 * What is decided arrives as `message` events of its `port`: the `data` is a {@link DetectorMessage}. The port takes a
 * {@link DetectorCommand}. A node that is not closed listens, and keeps its detector, as long as its context is there.
 *
 * @example
 * const node = await createDetectorNode(context);
 * node.port.onmessage = ({ data }) => data.forEach((event) => console.log(event.type, event.digit));
 * source.connect(node);
 * // And when enough was heard:
 * source.disconnect(node);
 * node.port.postMessage('close');
 * @throws {@link CxtoneError} as a rejection: `InvalidOptions` where an option, the context's rate or `module` cannot be
 * used, `NoWebAssembly`
 */
export declare function createDetectorNode(
  context: BaseAudioContext,
  options?: DetectorNodeOptions,
): Promise<AudioWorkletNode>;

/** What the port of such a node tells. */
export type DetectorMessage = (DetectorEvent | FailedEvent)[];

/**
 * What the port of such a node takes. `'finish'` tells what is still open; the next samples begin another stream.
 * `'close'` ends the node: what is open is dropped, its detector is freed, and it tells nothing more.
 */
export type DetectorCommand = 'finish' | 'close';

/** The node has failed, and hears nothing more; another one can be made. */
export interface FailedEvent {
  /** Tells it from the others. */
  type: 'failed';
  /** As a {@link CxtoneError} has it; `Internal` is a defect of this package. */
  code: string;
  /** What happened. */
  message: string;
}
