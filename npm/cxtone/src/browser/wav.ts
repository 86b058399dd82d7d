// What `cxtone/dsp` exports of WAV files, with a module of its own: who reads none does not load it.

export { readWav, writeWav } from '../wav';
