// What runs in the audio thread, in a scope that has what such a thread has: its messages, its end, and what it keeps.
// That browsers run it is tested in `npm/packaging`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { generateFloat } from 'cxtone';

const DIST = new URL('../dist/', import.meta.url);
const SCRIPT = readFileSync(new URL('browser/worklet-processor.js', DIST), 'utf8');
const MODULE = new WebAssembly.Module(readFileSync(new URL('dsp.wasm', DIST)));
const SAMPLE_RATE = 48_000;

/** Modules of another part, of somebody else's, and what is none. */
const WRONG = [
  new WebAssembly.Module(readFileSync(new URL('validator.wasm', DIST))),
  new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
  readFileSync(new URL('dsp.wasm', DIST)),
];

/** The samples of a block of Web Audio. */
const BLOCK = 128;

/** The least memory that a module of WebAssembly grows by. */
const PAGE_BYTES = 65_536;

/** An audio thread: its processors, its instances, and the next call that is to trap in one. */
class Thread {
  instances = [];
  traps = false;

  constructor() {
    const thread = this;
    const scope = createContext({
      sampleRate: SAMPLE_RATE,
      AudioWorkletProcessor: class {
        port = { told: [], postMessage: (message) => this.port.told.push(structuredClone(message)) };
      },
      registerProcessor: (_, processor) => (this.Processor = processor),
      WebAssembly: {
        ...WebAssembly,
        LinkError: WebAssembly.LinkError,
        RuntimeError: WebAssembly.RuntimeError,
        Module: WebAssembly.Module,
        Instance: class {
          constructor(module, imports) {
            const { exports } = new WebAssembly.Instance(module, imports);
            thread.instances.push(exports);
            this.exports = { ...exports, detector_hearFloat: (...given) => thread.heard(exports, given) };
          }
        },
      },
    });
    runInContext(SCRIPT, scope);
  }

  heard(exports, given) {
    if (this.traps) {
      this.traps = false;
      throw new WebAssembly.RuntimeError('unreachable');
    }
    return exports.detector_hearFloat(...given);
  }

  processor(detector = {}, module = MODULE) {
    return new this.Processor({ processorOptions: { module, detector } });
  }

  get bytes() {
    return this.instances.at(-1).memory.buffer.byteLength;
  }
}

/** Lets a processor hear samples; whether it wants more. */
function hear(processor, samples) {
  let wants = true;
  for (let at = 0; at < samples.length; at += BLOCK) {
    wants = processor.process([[samples.subarray(at, at + BLOCK)]], [], {});
  }
  return wants;
}

const send = ({ port }, data) => port.onmessage({ data });
const digits = ({ port }) =>
  port.told.flat().filter(({ type }) => type === 'digit').map(({ digit }) => digit).join('');

const samples = generateFloat('159D', { sampleRate: SAMPLE_RATE });

test('a closed processor tells nothing more and is given up', () => {
  const processor = new Thread().processor();
  assert.equal(hear(processor, samples), true);
  send(processor, 'finish');
  assert.equal(digits(processor), '159D');
  assert.equal(processor.process([[]], [], {}), true);
  const { length } = processor.port.told;
  hear(processor, samples.subarray(0, 4_000));
  send(processor, 'close');
  send(processor, 'close');
  send(processor, 'finish');
  assert.equal(hear(processor, samples), false);
  assert.deepEqual(processor.port.told.slice(length).flat().map(({ type }) => type), ['confirmed']);
});

test('closed processors keep no memory', () => {
  const thread = new Thread();
  const round = () => {
    for (let count = 0; count < 500; count += 1) {
      const processor = thread.processor({ explain: true });
      hear(processor, samples.subarray(0, BLOCK));
      send(processor, 'close');
    }
  };
  round();
  const before = thread.bytes;
  round();
  assert.ok(thread.bytes - before <= PAGE_BYTES, `${thread.bytes - before} bytes`);
});

test('a processor that traps says so, and so does each beside it; the next one has another instance', () => {
  const thread = new Thread();
  const [first, beside] = [thread.processor(), thread.processor()];
  assert.equal(thread.instances.length, 1);
  thread.traps = true;
  assert.equal(hear(first, samples), false);
  assert.equal(hear(beside, samples), false);
  for (const { port } of [first, beside]) {
    assert.deepEqual(port.told.flat().map(({ type, code }) => `${type} ${code}`), ['failed Internal']);
    assert.match(port.told[0][0].message, /^cxtone failed within WebAssembly/);
  }
  const next = thread.processor();
  hear(next, samples);
  send(next, 'finish');
  assert.equal(digits(next), '159D');
  assert.equal(thread.instances.length, 2);
});

test('options that the page did not refuse are refused here by a message', () => {
  const processor = new Thread().processor({ profile: 'q24' });
  assert.deepEqual(processor.port.told, [
    [{ type: 'failed', code: 'InvalidOptions', message: 'profile: q24 is none of att, ntt, etsi' }],
  ]);
  assert.equal(hear(processor, samples), false);
});

test('a wrong module is refused in the audio thread, and the right one works after it', () => {
  const thread = new Thread();
  for (const wrong of WRONG) {
    const { told } = thread.processor({}, wrong).port;
    assert.deepEqual(told.flat().map(({ type, code }) => `${type} ${code}`), ['failed InvalidOptions']);
    assert.match(told[0][0].message, /^the module is not the one/);
  }
  const processor = thread.processor();
  hear(processor, samples);
  send(processor, 'finish');
  assert.equal(digits(processor), '159D');
});

test('a wrong module is refused on the page, and the right one makes a node after it', async (t) => {
  const [{ createDetectorNode }, { CxtoneError }] = await Promise.all(
    ['worklet', 'error'].map((name) => import(new URL(`browser/${name}.mjs`, DIST))),
  );
  globalThis.AudioWorkletNode = class {};
  t.after(() => delete globalThis.AudioWorkletNode);
  const context = { sampleRate: SAMPLE_RATE, audioWorklet: { addModule: async () => {} } };
  const node = (module, options) => createDetectorNode(context, { processorUrl: 'served', module, ...options });
  for (const wrong of WRONG) {
    await assert.rejects(node(wrong), (error) => error instanceof CxtoneError && error.code === 'InvalidOptions');
  }
  await assert.rejects(node(MODULE, { profile: 'q24' }), { code: 'InvalidOptions', message: /^profile: q24/ });
  assert.ok((await node(MODULE)) instanceof AudioWorkletNode);
});
