// Which digits of a raw recording two packages of npm hear: `node heard.mjs FOLDER/ours FOLDER/spandsp`
// after `npm install dtmf-detection-stream goertzeljs` beside it.

import { readFileSync } from "node:fs";
import DtmfDetectionStream from "dtmf-detection-stream";
import Dtmf from "goertzeljs/lib/dtmf.js";

const RATE_HZ = 8000;
const FRAME_BYTES = 320;

// 20 ms, so that a whole buffer fits into a tone of 40 ms wherever it begins.
const GOERTZEL_BUFFER = 160;

async function detectionStream(raw) {
  const heard = [];
  const stream = new DtmfDetectionStream({ format: { sampleRate: RATE_HZ, bitDepth: 16, channels: 1 } });
  stream.on("dtmf", ({ digit }) => heard.push(digit.toUpperCase()));
  for (let start = 0; start < raw.length; start += FRAME_BYTES) {
    // It reads a chunk's whole memory, so each chunk gets memory of its own.
    const chunk = new Uint8Array(raw.subarray(start, start + FRAME_BYTES));
    await new Promise((done) => stream._write(chunk, null, done));
  }
  return heard;
}

async function goertzel(raw) {
  const heard = [];
  const detector = new Dtmf({ sampleRate: RATE_HZ });
  let last = "";
  for (let start = 0; start + 2 * GOERTZEL_BUFFER <= raw.length; start += 2 * GOERTZEL_BUFFER) {
    const buffer = Array.from({ length: GOERTZEL_BUFFER }, (_, index) => raw.readInt16LE(start + 2 * index) / 32768);
    const [digit] = detector.processBuffer(buffer);
    if (digit && digit !== last) heard.push(digit);
    last = digit;
  }
  return heard;
}

// The longest common subsequence: digits heard in the order in which they were sent.
function hits(sent, heard) {
  let row = new Array(heard.length + 1).fill(0);
  for (const digit of sent) {
    const next = [0];
    heard.forEach((it, index) => next.push(it === digit ? row[index] + 1 : Math.max(row[index + 1], next[index])));
    row = next;
  }
  return row[heard.length];
}

for (const [name, hear] of [["dtmf-detection-stream", detectionStream], ["goertzeljs", goertzel]]) {
  for (const path of process.argv.slice(2)) {
    const sent = [...readFileSync(`${path}.txt`, "utf8")];
    const heard = await hear(readFileSync(`${path}.raw`));
    const hit = hits(sent, heard);
    console.log(`${name}: ${path}: ${hit} of ${sent.length}, ${heard.length - hit} besides`);
  }
}
process.exit(0);
