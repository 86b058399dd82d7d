// Listening in WebAssembly beside the native library, by turns in one process; CPU time is what counts.

import { cpus } from 'node:os';
import { Detector as Native, generate } from 'cxtone';
import { Detector as Wasm } from '../../npm/cxtone/dist/browser/dsp.mjs';

const SAMPLE_RATE = 8_000;

/** A second: what calling costs does not show. */
const BLOCK = SAMPLE_RATE;

const SECONDS = 600;

/** Turns of each side; the best one counts, as the others were disturbed. */
const TURNS = 7;

const SEED = 1;

console.log(
  `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model}, Node ${process.version}.\n`,
);
console.log('| ten minutes at 8 kHz | WebAssembly, × real time | native, × real time | WebAssembly : native |\n|---|---:|---:|---:|');
row('silence', new Float32Array(SAMPLE_RATE * SECONDS));
row('noise at −35 dBm0', noise());
row('a call: ten digits each half minute', calls());

function row(name, samples) {
  const best = { wasm: Infinity, native: Infinity };
  const heard = {};
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [side, Detector] of [['wasm', Wasm], ['native', Native]]) {
      best[side] = Math.min(best[side], cpuMs(() => (heard[side] = digits(new Detector(), samples))));
    }
  }
  if (heard.wasm !== heard.native) {
    throw new Error(`${name}: not the same digits`);
  }
  const times = (ms) => Math.round((SECONDS * 1000) / ms);
  const [wasm, native] = [times(best.wasm), times(best.native)];
  console.log(`| ${name} | ${wasm} | ${native} | ${(wasm / native).toFixed(2)} |`);
}

function digits(detector, samples) {
  let heard = '';
  for (let at = 0; at < samples.length; at += BLOCK) {
    for (const event of detector.push(samples.subarray(at, at + BLOCK))) {
      heard += event.type === 'digit' ? event.digit : '';
    }
  }
  return heard;
}

function calls() {
  const samples = new Float32Array(SAMPLE_RATE * SECONDS);
  const tones = generate('0123456789');
  for (let at = 0; at + tones.length < samples.length; at += 30 * SAMPLE_RATE) {
    samples.set(Float32Array.from(tones, (sample) => sample / 32_768), at);
  }
  return samples;
}

/** Uniform, from a linear congruential generator (Numerical Recipes). */
function noise() {
  let state = SEED;
  return Float32Array.from({ length: SAMPLE_RATE * SECONDS }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.04;
  });
}

function cpuMs(work) {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
