// The module `dsp`, in a file that the parts share which need it: `cxtone/dsp` and `cxtone/worklet`.

export { default } from 'cxtone-module:dsp';
