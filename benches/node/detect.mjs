// Listening: what a block costs beyond the samples in it, and an hour of audio beside dtmf-detection-stream. Both run
// in one process in turns, and CPU time is what counts.

import { cpus } from 'node:os';
import DtmfDetectionStream from 'dtmf-detection-stream';
import { Detector, generate } from 'cxtone';

const SAMPLE_RATE = 8_000;

/** 20 ms, as RTP carries them. */
const BLOCK = 160;

/** Turns of each side; the best one counts, as the others were disturbed. */
const TURNS = 5;

/** A call: half a minute with ten digits in it, repeated for the hour. */
const CALL_S = 30;
const CALLS = 3_600 / CALL_S;

const call = callOf();
const blocks = Array.from({ length: call.length / BLOCK }, (_, index) =>
  call.subarray(index * BLOCK, (index + 1) * BLOCK),
);

console.log(
  `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model}, Node ${process.version}.\n`,
);
overhead();
await hour();

/** The same samples in blocks of 20 ms and in blocks of a minute: the difference is the blocks'. */
function overhead() {
  const silence = new Int16Array(SAMPLE_RATE * 60);
  const many = Array.from({ length: silence.length / BLOCK }, (_, index) =>
    silence.subarray(index * BLOCK, (index + 1) * BLOCK),
  );
  const turn = (pieces) => {
    const detector = new Detector();
    return cpuMs(() => pieces.forEach((samples) => detector.push(samples)));
  };
  const best = (pieces) => Math.min(...Array.from({ length: 4 * TURNS }, () => turn(pieces)));
  const [cut, whole] = [best(many), best([silence])];
  const nsBlock = (ms) => Math.round((ms * 1e6) / many.length);
  console.log('| silence, ns for 160 samples | |\n|---|---:|');
  console.log(`| in blocks of 160 | ${nsBlock(cut)} |`);
  console.log(`| in one block of a minute | ${nsBlock(whole)} |`);
  console.log(`| a block's own cost | ${nsBlock(cut - whole)} |\n`);
}

async function hour() {
  const times = { cxtone: [], 'dtmf-detection-stream': [] };
  const heard = {};
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.cxtone.push(cpuMs(() => (heard.cxtone = byDetector())));
    const started = process.cpuUsage();
    heard['dtmf-detection-stream'] = await byStream();
    times['dtmf-detection-stream'].push(spentMs(started));
  }
  console.log('| an hour of calls at 8 kHz | s of CPU time, best of 5 | × real time | digits heard |\n|---|---:|---:|---:|');
  for (const [name, taken] of Object.entries(times)) {
    const best = Math.min(...taken) / 1000;
    console.log(`| ${name} | ${best.toFixed(2)} | ${Math.round(3_600 / best)} | ${heard[name]} of ${CALLS * 10} |`);
  }
  const ratio = Math.min(...times['dtmf-detection-stream']) / Math.min(...times.cxtone);
  console.log(`\ncxtone is ${ratio.toFixed(1)} times as fast.`);
}

function byDetector() {
  const detector = new Detector();
  let digits = 0;
  const count = (events) => events.forEach(({ type }) => (digits += type === 'digit' ? 1 : 0));
  for (let repeated = 0; repeated < CALLS; repeated += 1) {
    blocks.forEach((samples) => count(detector.push(samples)));
  }
  count(detector.finish());
  return digits;
}

async function byStream() {
  const stream = new DtmfDetectionStream({ format: { sampleRate: SAMPLE_RATE, bitDepth: 16, channels: 1 } });
  let digits = 0;
  stream.on('dtmf', () => (digits += 1));
  // It reads a buffer from its start wherever the chunk begins, so each block has a buffer of its own.
  const bytes = blocks.map((samples) => Buffer.from(samples.slice().buffer));
  for (let repeated = 0; repeated < CALLS; repeated += 1) {
    for (const block of bytes) {
      if (!stream.write(block)) {
        await new Promise((resolve) => stream.once('drain', resolve));
      }
    }
  }
  stream.destroy();
  return digits;
}

/** Of 30 s: ten digits, 14 s of something like a voice, the rest silence on a line. */
function callOf() {
  const samples = Int16Array.from({ length: SAMPLE_RATE * CALL_S }, (_, index) => line(index));
  samples.set(generate('1590*#3267', { toneMs: 100, gapMs: 100 }), SAMPLE_RATE);
  for (let index = 8 * SAMPLE_RATE; index < 22 * SAMPLE_RATE; index += 1) {
    samples[index] += voice(index / SAMPLE_RATE);
  }
  return samples;
}

/** A little noise; the same in every run. */
function line(index) {
  return Math.round(8 * Math.sin(index * index * 0.7));
}

/** Harmonics of a pitch that glides, in syllables. */
function voice(second) {
  const syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * second));
  const phase = 2 * Math.PI * (130 * second + 4 * Math.sin(2 * Math.PI * 0.9 * second));
  let sum = 0;
  for (let harmonic = 1; harmonic <= 20; harmonic += 1) {
    sum += Math.sin(harmonic * phase) / harmonic;
  }
  return Math.round(3_000 * syllable * sum);
}

function cpuMs(work) {
  const started = process.cpuUsage();
  work();
  return spentMs(started);
}

function spentMs(started) {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
