/**
 * Flow files without a call: findings, calls in virtual time, drawings. The same in Node and in browsers.
 *
 * @packageDocumentation
 */

export { CxtoneError, type ErrorFacts, type ErrorResponse } from './types/error';
export {
  checkFlow,
  drawFlow,
  type FlowCheckOptions,
  type FlowFinding,
  replayFlow,
  type SimulatedCall,
  type SimulationOptions,
  simulateFlow,
} from './types/flows';
