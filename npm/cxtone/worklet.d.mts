export * from './worklet.js';
