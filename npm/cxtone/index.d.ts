/**
 * DTMF into live CXone calls: the source module's names and signatures, without its defects.
 *
 * @packageDocumentation
 */

export * from './types/auth';
export * from './types/discovery';
export * from './types/emulator';
export * from './types/error';
export * from './types/events';
export * from './types/flows';
export * from './types/injector';
export * from './types/logger';
export * from './types/payload';
export * from './types/request';
export * from './types/rtp';
export * from './types/sound';
export * from './types/streams';
