// The declarations of the parts, held against what they declare. It is compiled, and never bundled.

import type * as declaredDsp from '../../dsp';
import type * as declaredFlow from '../../flow';
import type * as declaredRequest from '../../request';
import type * as declaredSlim from '../../slim';
import type * as declaredWorklet from '../../worklet';
import * as dsp from './dsp';
import * as flow from './flow';
import * as request from './request';
import * as slim from './slim';
import * as worklet from './worklet';

/** Whatever is declared is there, with such a type. */
export const conform: [
  typeof declaredDsp,
  typeof declaredFlow,
  typeof declaredRequest,
  typeof declaredSlim,
  typeof declaredWorklet,
] = [dsp, flow, request, slim, worklet];

/** Whatever is there is declared. */
export const complete: [
  Record<keyof typeof dsp, true>,
  Record<keyof typeof flow, true>,
  Record<keyof typeof request, true>,
  Record<keyof typeof slim, true>,
  Record<keyof typeof worklet, true>,
] = [] as unknown as [
  Record<keyof typeof declaredDsp, true>,
  Record<keyof typeof declaredFlow, true>,
  Record<keyof typeof declaredRequest, true>,
  Record<keyof typeof declaredSlim, true>,
  Record<keyof typeof declaredWorklet, true>,
];
