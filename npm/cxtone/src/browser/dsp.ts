// What `cxtone/dsp` exports. Each name is defined in a file of its own.

export { CxtoneError } from '../cxtone_error';
export { Detector, detect } from '../detector';
export { generate, generateFloat, score } from '../sound';
export { readWav, writeWav } from './wav';
