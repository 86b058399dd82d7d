// The package's sound part, which is fetched when the first sound is made.

import { generateFloat, load, writeWav } from 'cxtone/slim';

await load({ dsp: 'dsp.wasm', wav: 'wav.wasm' });

export { generateFloat, writeWav };
