/**
 * What is sent for an injection, without sending it. The same in Node and in browsers.
 *
 * @packageDocumentation
 */

export { CxtoneError, type ErrorFacts, type ErrorResponse } from './types/error';
export type { AgentDialect, InjectionParams } from './types/injector';
export type { DialectName, Finding } from './types/payload';
export * from './types/request';
