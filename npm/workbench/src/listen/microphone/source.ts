// The microphone, as it is: without what browsers do to make speech pleasant, which spoils tones.

import type { Profile } from 'cxtone/dsp';
import type { DetectorMessage } from 'cxtone/worklet';

/** What is asked of a microphone. */
const UNSPOILED = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };

/** Who is told what the microphone gives. */
export interface Listener {
  /** Digits, as they are decided. */
  heard(events: DetectorMessage): void;
  /** Samples, full scale ±1. */
  samples(block: Float32Array): void;
}

/** An open microphone. */
export interface Source {
  /** Samples a second. */
  sampleRateHz: number;
  /** Closes it. */
  close(): Promise<void>;
}

/** Opens the microphone; throws where there is none, or where it may not be used. */
export async function openMicrophone(profile: Profile, listener: Listener): Promise<Source> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: UNSPOILED });
  const context = new AudioContext();
  const close = async (): Promise<void> => {
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  };
  try {
    const module = await compiled('dsp.wasm');
    await Promise.all(['processor.js', 'recorder.js'].map((url) => context.audioWorklet.addModule(url)));
    // As `createDetectorNode` does, which brings a copy of the processor, and bindings to judge options that are
    // chosen from a list here: 6.5 KB, gzipped, for nothing that the page lacks.
    const processorOptions = { module, detector: { profile } };
    const detector = new AudioWorkletNode(context, 'cxtone-detector', { numberOfOutputs: 0, processorOptions });
    const recorder = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 });
    detector.port.onmessage = ({ data }: MessageEvent<DetectorMessage>) => listener.heard(data);
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => listener.samples(data);
    const source = context.createMediaStreamSource(stream);
    source.connect(detector);
    source.connect(recorder);
    await context.resume();
  } catch (error) {
    await close();
    throw error;
  }
  return { sampleRateHz: context.sampleRate, close };
}

/** From bytes: not every host says of a module what it is, and compiling while fetching wants that. */
async function compiled(url: string): Promise<WebAssembly.Module> {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} could not be fetched: status ${answer.status}`);
  }
  return WebAssembly.compile(await answer.arrayBuffer());
}
