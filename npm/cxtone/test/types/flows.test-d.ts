// Flows and the emulator, as TypeScript sees them.

import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AuthConfig,
  checkFlow,
  drawFlow,
  type EmulatedAddress,
  type EmulatedAgent,
  type EmulatedCall,
  Emulator,
  type EmulatorOptions,
  type FlowCheckOptions,
  type FlowFinding,
  type FlowMasking,
  type FlowRunOptions,
  type FlowRunReport,
  type FlowSending,
  type HeardDigits,
  type InjectorConfig,
  replayFlow,
  runFlow,
  simulateFlow,
  type SimulatedCall,
  type SimulationOptions,
  startEmulator,
  type TranscriptLine,
} from '../..';

expectType<FlowFinding[]>(checkFlow('start: a'));
expectAssignable<FlowCheckOptions>({ dialect: 'cxone-v2', agent: true });
expectNotAssignable<FlowCheckOptions>({ dialect: 'latin' });
declare const finding: FlowFinding;
expectType<'warning' | 'error'>(finding.severity);
expectType<[number, number]>([finding.line, finding.column]);

expectAssignable<SimulationOptions>({ acts: 'hang-up', seed: 1, pollsMs: 250, dialect: 'cxone-v2', oneTimer: false });
expectAssignable<SimulationOptions>({ caller: { acts: [] }, promptMs: 1, spokenPrompts: true });
expectNotAssignable<SimulationOptions>({ seed: '1' });
expectType<SimulatedCall>(simulateFlow('start: a', { seed: 1 }));
declare const call: SimulatedCall;
expectType<TranscriptLine[]>(call.transcript);
expectType<{ atMs: number; line: string }>({} as TranscriptLine);
expectType<void>(replayFlow('start: a', call.test));
expectError(replayFlow('start: a'));
expectType<string>(drawFlow('start: a'));

const tenant = { callId: 'c', apiUrl: 'https://example.com', clientId: 'id', clientSecret: 'secret' };
const masking: FlowMasking = { contactId: '1', accessKeyId: 'id', accessKeySecret: 'secret' };
expectAssignable<FlowRunOptions>({ ...tenant, masking, countKeysAhead: true, dialect: 'cxone-v2' });
expectAssignable<FlowRunOptions>({ ...tenant, sending: { telephonyProviderId: 'p', lineId: 'l', dtmfType: 'INBAND' } });
expectNotAssignable<FlowRunOptions>({ callId: 'c' });
expectNotAssignable<FlowMasking>({ contactId: '1' });
expectNotAssignable<FlowSending>({ telephonyProviderId: 'p', lineId: 'l' });
expectType<Promise<FlowRunReport>>(runFlow('start: a', tenant));
declare const report: FlowRunReport;
expectType<string>(report.digits);
expectType<string>(report.entered);
expectType<string | undefined>(report.mayBeMasked);
expectType<boolean>(report.ambiguous);
expectError((report.entered = '1'));

/** The fields of the shape that both front ends tell, and the digits beside it. */
type Told = 'callId' | 'runId' | 'outcome' | 'path' | 'digits' | 'ambiguous' | 'transcript';
type Sometimes = 'step' | 'error' | 'mayBeMasked' | 'notLogged';
expectType<keyof FlowRunReport>({} as Told | Sometimes | 'entered');

expectAssignable<EmulatorOptions>({ port: 0, calls: 1, callsMax: 2, seed: 1, speed: 10, callers: ['hang-up'] });
expectNotAssignable<EmulatorOptions>({ speed: 'fast' });
expectType<Promise<Emulator>>(startEmulator({ seed: 1 }));
expectNotAssignable<new () => unknown>(Emulator);
declare const emulator: Emulator;
expectType<AuthConfig>(emulator.authConfig);
expectType<InjectorConfig>(emulator.injectorConfig);
expectType<EmulatedAgent>(emulator.agent);
expectType<string[]>(emulator.agent.contacts);
expectType<EmulatedAddress>(emulator.address());
expectType<Promise<EmulatedCall>>(emulator.call('c'));
expectType<Promise<string>>(emulator.heard('c'));
expectType<Promise<void>>(emulator.stop());
declare const emulated: EmulatedCall;
expectType<HeardDigits[]>(emulated.heard);
