export * from './dsp.js';
