// What may be sent, as TypeScript sees it.

import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type DialectName,
  DTMF_FREQUENCIES,
  type Finding,
  type InjectionRequest,
  injectionRequest,
  MAX_INTER_DIGIT_PAUSE,
  MAX_SEQUENCE_LENGTH,
  MIN_INTER_DIGIT_PAUSE,
  type RawRequest,
  type RequestOptions,
  SUPPORTED_DTMF_TYPES,
  validate,
  validateDtmfPayload,
  type Validation,
} from '../..';

expectType<Readonly<Record<string, readonly [number, number]>>>(DTMF_FREQUENCIES);
expectType<readonly string[]>(SUPPORTED_DTMF_TYPES);
expectType<number>(MAX_SEQUENCE_LENGTH);
expectType<number>(MIN_INTER_DIGIT_PAUSE);
expectType<number>(MAX_INTER_DIGIT_PAUSE);
expectError(SUPPORTED_DTMF_TYPES.push('X'));

expectType<Validation>(validateDtmfPayload('1', 'INBAND', 50));
expectType<Validation>(validateDtmfPayload(undefined, 1, '50'));
expectError(validateDtmfPayload('1', 'INBAND'));
declare const validation: Validation;
expectType<(readonly [number, number])[]>(validation.frequencies);
expectType<boolean>(validation.valid);
expectType<boolean>(validation.carrierCompatible);

expectType<Finding[]>(validate({ dtmfString: 1 }, { dialect: 'cxone-agent' }));
expectAssignable<RawRequest>({ dtmfString: null, dtmfType: 7, interDigitPause: '50' });
expectNotAssignable<RawRequest>('1');
expectError(validate({}, { dialect: 'latin' }));
expectType<'cxone-v2' | 'cxone-agent'>('cxone-v2' as DialectName);
declare const finding: Finding;
expectType<[string, string, string, string]>([finding.code, finding.pointer, finding.message, finding.help]);

const params = { callId: 'c', dtmfString: '1', dtmfType: 'INBAND', interDigitPause: 50 };
expectAssignable<RequestOptions>({ apiUrl: 'https://example.com' });
expectNotAssignable<RequestOptions>({});
expectType<InjectionRequest>(injectionRequest(params, { apiUrl: 'https://example.com' }));
expectError(injectionRequest(params));
declare const request: InjectionRequest;
expectType<string>(request.method);
expectType<string>(request.url);
