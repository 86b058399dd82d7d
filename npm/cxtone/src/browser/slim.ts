// What `cxtone/slim` exports. Each name is defined in a file of its own.

// By its name: the bundler takes one that each part has from a shared file for several.
export { CxtoneError } from '../cxtone_error';
export * from './dsp';
export * from './flow';
export * from './index';
export * from './request';
export { load } from './sources';
