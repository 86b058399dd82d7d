// Tokens, loggers and errors, as TypeScript sees them.

import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type AuthConfig,
  CXoneAuthClient,
  CxtoneError,
  type ErrorFacts,
  type ErrorResponse,
  type Finding,
  type Logger,
  type TokenProvider,
} from '../..';

const config = { authUrl: 'https://example.com', clientId: 'id', clientSecret: 'secret' };
expectAssignable<AuthConfig>({ ...config, dialect: 'cxone-v2', ca: 'PEM', proxy: 'http://proxy', logger: null });
expectAssignable<AuthConfig>({ authUrl: '', dialect: 'cxone-agent', accessKeyId: 'id', accessKeySecret: 'secret' });
expectNotAssignable<AuthConfig>({ clientId: 'id' });
expectNotAssignable<AuthConfig>({ ...config, dialect: 'latin' });

const client = new CXoneAuthClient(config);
expectType<Promise<string>>(client.getAccessToken());
expectType<string | null>(client.token);
expectType<number>(client.tokenExpiry);
expectType<AuthConfig>(client.config);
client.token = null;
expectError(new CXoneAuthClient());
expectError((client.tokenExpiry = 'soon'));

expectAssignable<TokenProvider>(client);
expectAssignable<TokenProvider>({ getAccessToken: () => 'token' });
expectAssignable<TokenProvider>({ getAccessToken: async () => 'token' });
expectNotAssignable<TokenProvider>({ getAccessToken: () => 1 });

expectAssignable<Logger>(console);
expectNotAssignable<Logger>({ info() {} });

const error = new CxtoneError('why', { code: 'Ambiguous', cause: new Error('lost') });
expectAssignable<Error>(error);
expectType<string>(error.code);
expectType<boolean>(error.retryable);
expectType<ErrorResponse | undefined>(error.response);
expectType<ErrorResponse | undefined>(error.last);
expectType<number | undefined>(error.attempts);
expectType<string[] | undefined>(error.missing);
expectType<Finding[] | undefined>(error.findings);
expectType<Record<string, unknown>>(error.toJSON());
expectError((error.code = 'Other'));
expectAssignable<ErrorFacts>({ code: 'Token', retryable: true, attempts: 1, missing: ['scope'], findings: [] });
expectNotAssignable<ErrorFacts>({ retryable: true });

declare const response: ErrorResponse;
expectType<number>(response.status);
expectType<Record<string, string | string[]>>(response.headers);
expectType<unknown>(response.data);
