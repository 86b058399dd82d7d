// What `cxtone/slim` exports. Each name is defined in a file of its own.

export * from './dsp';
export * from './flow';
export * from './index';
export * from './request';
export { load } from './sources';
