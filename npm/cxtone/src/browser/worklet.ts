// What `cxtone/worklet` exports: a detector as a node of the audio graph.
// What runs in the audio thread is told in `worklet_processor`.

import type { DetectorNodeOptions } from '../../types/worklet';
import processor from 'cxtone-text:processor';

/** Contexts that know the processor. */
const registered = new WeakMap<BaseAudioContext, Promise<void>>();

/** A node with one input, whose first channel is listened to. */
export async function createDetectorNode(
  context: BaseAudioContext,
  options: DetectorNodeOptions = {},
): Promise<AudioWorkletNode> {
  const { processorUrl, module, ...detector } = options;
  const known = registered.get(context) ?? register(context, processorUrl);
  registered.set(context, known);
  await known;
  return new AudioWorkletNode(context, 'cxtone-detector', {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    processorOptions: { module: module ?? (await inlined()), detector },
  });
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
