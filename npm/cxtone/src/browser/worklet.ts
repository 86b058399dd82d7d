// What `cxtone/worklet` exports: a detector as a node of the audio graph.
// What runs in the audio thread is told in `worklet_processor`.

import type { DetectorNodeOptions } from '../../types/worklet';
import type { NativeDetectorOptions } from '../native';
import processor from 'cxtone-text:processor';
import { dsp } from './bindings';
import { Library } from './library';
import { Listening } from './listening';

/** Contexts that know the processor. */
const registered = new WeakMap<BaseAudioContext, Promise<void>>();

/** Judges options: the bindings have one instance, of whichever module has answered first. */
let judge: Library<typeof dsp> | undefined;

/** A node with one input, whose first channel is listened to. */
export async function createDetectorNode(
  context: BaseAudioContext,
  options: DetectorNodeOptions = {},
): Promise<AudioWorkletNode> {
  const { processorUrl, module: given, profile, explain, channel } = options;
  const module = given ?? (await inlined());
  const detector = { profile, explain, channel };
  refuseUnusable(module, { ...detector, sampleRate: context.sampleRate });
  const known = registered.get(context) ?? register(context, processorUrl);
  registered.set(context, known);
  await known;
  return new AudioWorkletNode(context, 'cxtone-detector', {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    processorOptions: { module, detector },
  });
}

/** Here it is an error of whoever asks; in the audio thread nobody would hear of it. */
function refuseUnusable(module: WebAssembly.Module, options: NativeDetectorOptions): void {
  const asked = judge ?? new Library(dsp, () => module);
  new Listening(asked, options).free();
  judge = asked;
}

/** It is fetched where it is needed: who gives a module does not load another one. */
async function inlined(): Promise<WebAssembly.Module> {
  const { default: source } = await import('./dsp_module');
  return source();
}

async function register(context: BaseAudioContext, url: string | URL | undefined): Promise<void> {
  const own = url === undefined ? URL.createObjectURL(new Blob([processor], { type: 'text/javascript' })) : undefined;
  try {
    await context.audioWorklet.addModule(own ?? String(url));
  } catch (error) {
    registered.delete(context);
    throw error;
  } finally {
    if (own !== undefined) {
      URL.revokeObjectURL(own);
    }
  }
}
