// Many calls into the native library without the network, in rounds, and how much memory each round left behind.

const { setTimeout: pause } = require('node:timers/promises');
const { Detector, generate, score, validateDtmfPayload } = require('cxtone');

const ROUNDS = 3;
const MB = 1024 * 1024;
const DIGITS = '159#';
const TONES = generate(DIGITS);
const BLOCK = 160;

/** Calls of a round, by their kind. */
const CALLS = { validate: 100_000, hear: 100_000, generate: 1_000, score: 100 };

const detector = new Detector();

async function round() {
  for (let index = 0; index < CALLS.validate; index += 1) {
    validateDtmfPayload(DIGITS, 'INBAND', 50);
  }
  for (let index = 0; index < CALLS.hear; index += 1) {
    const start = (index * BLOCK) % (TONES.length - BLOCK);
    detector.push(TONES.subarray(start, start + BLOCK));
  }
  for (let index = 0; index < CALLS.generate; index += 1) {
    generate(DIGITS);
  }
  for (let index = 0; index < CALLS.score; index += 1) {
    await score(DIGITS, TONES);
  }
}

async function memory() {
  for (let times = 0; times < 4; times += 1) {
    globalThis.gc();
    await pause(10);
  }
  return process.memoryUsage().rss;
}

async function main() {
  await round();
  const looks = [await memory()];
  for (let times = 0; times < ROUNDS; times += 1) {
    await round();
    looks.push(await memory());
  }
  const grownMb = looks.slice(1).map((look, index) => (look - looks[index]) / MB);
  console.log(JSON.stringify({ grownMb }));
}

main();
