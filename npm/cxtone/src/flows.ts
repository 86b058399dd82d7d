// `checkFlow`, `simulateFlow`, `replayFlow`, `drawFlow`: flow files without a call.
// Rules, findings and virtual time are the native library's.

import type { FlowCheckOptions, FlowFinding, SimulatedCall, SimulationOptions } from '../types/flows';
import { valueOf } from './answer';
import { CxtoneError } from './cxtone_error';
import { made } from './failure';
import { neededText } from './kinds';
import { native } from './native';

/** Everything that is wrong with a flow file, for what it is to run on. */
export function checkFlow(text: string, options: FlowCheckOptions = {}): FlowFinding[] {
  return valueOf<FlowFinding[]>(made(() => native.checkFlow(neededText('flow', text), options)));
}

/** A call through a flow in virtual time: the same flow, caller and seed give the same call. */
export function simulateFlow(text: string, options: SimulationOptions = {}): SimulatedCall {
  const { caller, ...rest } = options;
  const script = typeof caller === 'object' ? JSON.stringify(caller) : caller;
  const asked = script === undefined ? rest : { ...rest, caller: script };
  return valueOf<SimulatedCall>(made(() => native.simulateFlow(neededText('flow', text), asked)));
}

/** Lets the call of a test happen again; throws where it is another. */
export function replayFlow(text: string, test: string | object): void {
  const written = typeof test === 'object' ? JSON.stringify(test) : test;
  const differs = made(() => native.replayFlow(neededText('flow', text), neededText('test', written)));
  if (differs !== null) {
    throw new CxtoneError(differs, { code: 'FlowDiffers' });
  }
}

/** The flow as a drawing, in SVG. */
export function drawFlow(text: string): string {
  return made(() => native.drawFlow(neededText('flow', text)));
}
