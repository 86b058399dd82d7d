// Digits into calls, as TypeScript sees them.

import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AgentDialect,
  type AuditConfig,
  type AuditEntry,
  type ChannelLocks,
  type CtiEvent,
  type CtiMonitor,
  CXoneAuthClient,
  type DiscoveryOptions,
  discoverTenant,
  DTMFInjector,
  type HeardCounts,
  type Injecting,
  type InjectionOptions,
  type InjectionParams,
  type InjectionResult,
  type InjectorConfig,
  injectWithRetry,
  type Latency,
  listenRtp,
  type Release,
  RtpListener,
  type RtpOptions,
  type Tenant,
  type Validation,
} from '../..';

const apiUrl = 'https://example.com';
expectAssignable<InjectorConfig>({ apiUrl, verify: true, recording: '{callId}.wav', legacyAudit: false });
expectAssignable<InjectorConfig>({ apiUrl, dialect: 'cxone-agent', audit: { file: 'a', keyFile: 'b' } });
expectAssignable<AgentDialect>({ name: 'cxone-agent', servicesVersion: '30.0', digitsIn: 'query' });
expectNotAssignable<AgentDialect>({ name: 'cxone-v2' });
expectNotAssignable<InjectorConfig>({});
expectNotAssignable<InjectorConfig>({ apiUrl, dialect: 'latin' });
expectAssignable<AuditConfig>({ file: 'calls.audit' });
expectNotAssignable<AuditConfig>({ keyFile: 'audit.key' });

const params = { callId: 'c', dtmfString: '1', dtmfType: 'INBAND', interDigitPause: 50 };
expectAssignable<InjectionParams>({ ...params, telephonyProviderId: 'p', lineId: 'l' });
expectAssignable<InjectionParams>({ ...params, sessionId: 's' });
expectNotAssignable<InjectionParams>({ ...params, interDigitPause: '50' });
expectNotAssignable<InjectionParams>({ callId: 'c' });
expectAssignable<InjectionOptions>({ signal: new AbortController().signal, timeoutMs: 1, toneMs: 70, verify: true });
expectNotAssignable<InjectionOptions>({ verify: 'yes' });

expectAssignable<DiscoveryOptions>({ issuer: apiUrl, tenantId: 't', trust: ['example.com'], ca: 'PEM', proxy: '' });
expectNotAssignable<DiscoveryOptions>({ issuer: apiUrl });
expectType<Promise<Tenant>>(discoverTenant({ issuer: apiUrl, tenantId: 't' }));
expectType<{ authUrl: string; apiUrl: string }>({} as Tenant);

expectAssignable<RtpOptions>({ callId: 'c', host: '127.0.0.1', port: 0 });
expectAssignable<RtpOptions>({ callId: 'c', payloadType: 96, renders: ['RFC2833', 'SIPINFO', 'INBAND'] });
expectNotAssignable<RtpOptions>({ callId: 'c', renders: ['DTMF'] });
expectNotAssignable<RtpOptions>({ port: 0 });
expectType<Promise<RtpListener>>(listenRtp({ callId: 'c' }));
expectNotAssignable<new () => unknown>(RtpListener);
declare const tap: RtpListener;
expectType<[string, number, void]>([tap.host, tap.port, tap.stop()]);
expectAssignable<InjectionOptions>({ tap, verify: true });
expectNotAssignable<InjectionOptions>({ tap: { port: 1 } });

const injector = new DTMFInjector({ getAccessToken: () => 'token' }, { apiUrl });
expectError(new DTMFInjector(new CXoneAuthClient({ authUrl: apiUrl })));
expectType<Promise<InjectionResult>>(injector.injectDTMF(params, { verify: true }));
expectError(injector.injectDTMF({ callId: 'c' }));
expectType<Release>(injector.registerCTIMonitor(() => {}));
expectType<Promise<Release>>(injector.acquireChannelLock('call'));
expectType<Promise<void>>(injector.releaseChannelLock());
expectType<string>(injector.metrics());
expectType<CtiMonitor[]>(injector.ctiCallbacks);
expectType<ChannelLocks>(injector.channelLocks);
expectType<Promise<void> | undefined>(injector.channelLocks.get('call'));
expectType<number>(injector.channelLocks.size);
expectError((injector.channelLocks = new Map()));
class Own extends DTMFInjector {
  override async injectDTMF(given: InjectionParams, options?: InjectionOptions): Promise<InjectionResult> {
    return super.injectDTMF(given, options);
  }
}
expectAssignable<Injecting>(new Own({ getAccessToken: () => '' }, { apiUrl }));

expectType<Promise<InjectionResult>>(injectWithRetry(injector, params));
expectType<Promise<InjectionResult>>(injectWithRetry({ injectDTMF: injector.injectDTMF }, params, 3, { timeoutMs: 1 }));
expectError(injectWithRetry(injector, params, '3'));
expectError(injectWithRetry(params));

declare const result: InjectionResult;
expectType<true>(result.success);
expectType<unknown>(result.data);
expectType<AuditEntry>(result.audit);
expectType<'pending' | 'success' | 'error' | 'ambiguous'>(result.audit.status);
expectType<string>(result.audit.dtmfString);
expectType<number>(result.audit.recognitionRate);
expectType<'audio' | 'status' | undefined>(result.audit.recognitionSource);
expectType<Validation>(result.audit.validation);
expectType<HeardCounts | undefined>(result.audit.recognition);
expectType<Latency | undefined>(result.audit.latency);
declare const counts: HeardCounts;
expectType<[number, number, number, number, number, boolean]>([
  counts.hits,
  counts.expected,
  counts.missed,
  counts.inserted,
  counts.substituted,
  counts.exact,
]);
declare const latency: Latency;
expectType<[number, number, number, number]>([latency.lockWait, latency.token, latency.firstByte, latency.total]);

declare const event: CtiEvent;
expectType<'dtmf.injected' | 'dtmf.failed'>(event.event);
expectType<AuditEntry>(event.auditEntry);
expectType<unknown>(event.payload);
expectAssignable<CtiMonitor>(async ({ callId }: CtiEvent) => callId);
expectNotAssignable<CtiMonitor>((event: string) => event);
