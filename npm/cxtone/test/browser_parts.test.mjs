// The parts for browsers answer in WebAssembly what the native library answers.
// How they are bundled and what browsers make of them is tested in `npm/packaging`.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { native, same, wasm } from './both.mjs';
import { randomRequests } from './random_requests.mjs';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);
const SEED = 20_261_121;

/** The proof asks more of them. */
const REQUESTS = Number(process.env.CXTONE_RANDOM_REQUESTS ?? 5_000);

const text = (name) => readFileSync(new URL(name, FIXTURES), 'utf8');

function files(folder, ending) {
  const entries = readdirSync(new URL(folder, FIXTURES), { recursive: true });
  const names = entries.filter((name) => name.endsWith(ending)).sort();
  assert.ok(names.length > 0, `${folder} has no ${ending}`);
  return names.map((name) => `${folder}/${name}`);
}

test('the names of the browser\'s parts are names of the facade', () => {
  for (const name of Object.keys(wasm)) {
    assert.equal(typeof wasm[name], typeof native[name], name);
  }
});

test('slim has every name of the parts, however it is loaded, and their error class', async () => {
  const required = createRequire(import.meta.url)('cxtone/slim');
  const imported = await import('cxtone/slim');
  assert.deepEqual(Object.keys(imported).filter((name) => name !== 'default').sort(), [...Object.keys(wasm), 'load'].sort());
  assert.deepEqual(Object.keys(required).sort(), [...Object.keys(wasm), 'load'].sort());
  assert.equal(imported.CxtoneError, wasm.CxtoneError);
});

test('the constants are the same', () => {
  for (const name of ['DTMF_FREQUENCIES', 'MAX_SEQUENCE_LENGTH', 'SUPPORTED_DTMF_TYPES']) {
    assert.deepEqual(wasm[name], native[name]);
  }
});

test('random requests have the same findings', async () => {
  for (const { request, dialect } of randomRequests(SEED, REQUESTS)) {
    await same('validate', request, { dialect });
    await same('validateDtmfPayload', request.dtmfString, request.dtmfType, request.interDigitPause);
  }
});

test('the cases of requests have the findings that stand beside them', async () => {
  for (const file of files('payload', '.json')) {
    for (const { name, raw, findings = [] } of JSON.parse(text(file)).cases) {
      const { answer } = await same('validate', raw);
      assert.equal(answer.length, findings.length, name);
    }
  }
});

test('a bad option is refused in the same words', async () => {
  const refused = [
    ['Detector', { sampleRate: 7999 }],
    ['Detector', { sampleRate: 8000.5 }],
    ['Detector', { profile: 'q24' }],
    ['Detector', { encoding: 'mp3' }],
    ['Detector', { channel: 1.5 }],
    ['Detector', { channel: -1, sampleRate: 7999, profile: 'q24' }],
    ['Detector', { encoding: 'mp3', profile: 'q24' }],
    ['generate', '12x'],
    ['generate', '12x', { sampleRate: 7999 }],
    ['generate', '12x', { sampleRate: 8000.5, toneMs: 1.5 }],
    ['generate', '12x', { toneMs: 1.5 }],
    ['generate', '5'.repeat(31), { sampleRate: 48_000, toneMs: 60_000, gapMs: 60_000 }],
    ['generate', 159],
    ['generateFloat', undefined],
    ['generate', '12', { levelDbm0: 6 }],
    ['generate', '12', { toneMs: 0 }],
    ['generate', '1', { gapMs: 60_001 }],
    ['score', '1', new Float32Array(10), { toneMs: 100 }],
    ['score', '12x', new Float32Array(10), { toneMs: 100.5, sampleRate: 7999 }],
    ['score', '12x', new Float32Array(10), { toneMs: 100, profile: 'q24' }],
    ['score', 1, new Float32Array(10)],
    ['score', '1', [0, 1]],
    ['readWav', new Uint8Array(5)],
    ['readWav', new ArrayBuffer(5)],
    ['readWav', undefined],
    ['readWav', [82, 73, 70, 70]],
    ['readWav', new Int16Array(5)],
    ['writeWav', { sampleRate: 8000, channels: [] }],
    ['writeWav', { sampleRate: 8000.5, channels: [new Float32Array(1)] }, { encoding: 'mp3' }],
    ['writeWav', { sampleRate: 7999, channels: [new Float32Array(1)] }, { encoding: 'mp3' }],
    ['writeWav', { sampleRate: 8000, channels: [[0, 1]] }],
    ['writeWav', { sampleRate: 8000 }],
    ['writeWav'],
    ['checkFlow', undefined],
    ['replayFlow', 'start: nowhere', 5],
    ['drawFlow', 5],
    ['simulateFlow', 'start: nowhere'],
    ['drawFlow', ''],
  ];
  for (const [name, ...given] of refused) {
    const { refused } = name === 'Detector' ? await sameHearing(given[0], []) : await same(name, ...given);
    assert.equal(refused?.code, 'InvalidOptions', `${name} ${JSON.stringify(given)}`);
    assert.doesNotMatch(refused.message, /159|12x/, name);
  }
});

test('an option that is undefined is not given', async () => {
  const [none, samples] = [{ sampleRate: undefined, toneMs: undefined, profile: undefined }, native.generateFloat('159')];
  for (const [name, ...given] of [['generate', '159'], ['generateFloat', '159'], ['score', '159', samples]]) {
    assert.deepEqual(await same(name, ...given, none), await same(name, ...given), name);
  }
  assert.deepEqual(await sameHearing(none, [samples]), await sameHearing({}, [samples]));
});

test('arrays of another realm are heard, scored, written and read as one\'s own', async () => {
  const { generate, generateFloat, writeWav } = native;
  const samples = generate('159');
  const elsewhere = (array) => {
    const { constructor: { name }, byteOffset, byteLength } = array;
    const buffer = array.buffer.slice(byteOffset, byteOffset + byteLength);
    const kind = array instanceof Uint8Array ? 'Uint8Array' : name;
    return runInNewContext(`new ${kind}(bytes.length / ${kind}.BYTES_PER_ELEMENT)`, { bytes: new Uint8Array(buffer) })
      .map((_, index) => array[index]);
  };
  assert.ok(!(elsewhere(samples) instanceof Int16Array));
  const wav = writeWav({ sampleRate: 8000, channels: [samples] });
  for (const [own, options] of [[samples], [generateFloat('159')], [wav.subarray(44), { encoding: 'pcm16' }]]) {
    const { answer } = await sameHearing(options, [elsewhere(own)]);
    assert.equal(answer.filter(({ type }) => type === 'digit').length, 3);
  }
  assert.equal((await same('score', '159', elsewhere(samples))).answer.exact, true);
  assert.deepEqual((await same('readWav', elsewhere(wav))).answer, (await same('readWav', wav)).answer);
  const { answer } = await same('writeWav', { sampleRate: 8000, channels: [elsewhere(samples)] });
  assert.deepEqual(answer, new Uint8Array(wav));
});

/** What both detectors tell of blocks. */
async function sameHearing(options, blocks) {
  const hear = ({ Detector }) => {
    const detector = new Detector(options);
    return [...blocks.flatMap((block) => detector.push(block)), ...detector.finish()];
  };
  const told = [native, wasm].map((from) => {
    try {
      return { answer: hear(from) };
    } catch ({ code, message }) {
      return { refused: { code, message } };
    }
  });
  assert.deepEqual(told[1], told[0]);
  return told[0];
}

test('files are read and written alike, and the same is heard in them', async () => {
  for (const file of files('wav', '.wav')) {
    const bytes = readFileSync(new URL(file, FIXTURES));
    const { answer } = await same('readWav', new Uint8Array(bytes));
    for (const channel of answer?.channels ?? []) {
      const told = await sameHearing({ sampleRate: answer.sampleRate, explain: true }, [channel]);
      assert.ok(told.answer.length > 0 || Math.max(...channel) === 0, file);
      await same('score', '159D', channel, { sampleRate: answer.sampleRate });
    }
    for (const encoding of ['pcm16', 'f32', 'ulaw', 'alaw']) {
      const written = answer && (await same('writeWav', answer, { encoding }));
      assert.ok(written === undefined || written.answer.length > 44, file);
    }
  }
});

test('the same is generated, heard and scored at any rate, however it is cut', async () => {
  for (const sampleRate of [8000, 11_025, 16_000, 44_100, 48_000, 192_000]) {
    const options = { sampleRate, toneMs: 61, gapMs: 53, twistDb: 2.5, levelDbm0: -17.25 };
    const { answer: floats } = await same('generateFloat', '0159*#D', options);
    const { answer: whole } = await same('generate', '0159*#D', options);
    for (const samples of [floats, whole]) {
      for (const cut of [1 + sampleRate / 100, samples.length]) {
        const blocks = [];
        for (let at = 0; at < samples.length; at += Math.floor(cut)) {
          blocks.push(samples.subarray(at, at + Math.floor(cut)));
        }
        const { answer } = await sameHearing({ sampleRate, profile: 'etsi', channel: 2 }, blocks);
        assert.equal(answer.filter(({ type }) => type === 'digit').length, 7);
      }
      await same('score', '0159*#A', samples, { sampleRate, toneMs: 61, gapMs: 53 });
      await same('score', '0159', samples, { sampleRate, blind: true });
    }
  }
});

test('bytes are heard alike, also where they end within a sample', async () => {
  const { answer } = await same('writeWav', { sampleRate: 8000, channels: [native.generate('19')] });
  const bytes = answer.subarray(44);
  const { answer: told } = await sameHearing({}, [bytes.subarray(0, 1001), bytes.subarray(1001)]);
  assert.equal(told.filter(({ type }) => type === 'digit').length, 2);
});

test('flows have the same findings, drawings, calls and tests', async () => {
  for (const file of files('flows', '.yaml')) {
    const flow = text(file);
    for (const dialect of [undefined, 'cxone-v2', 'cxone-agent', 'cxone-v3']) {
      await same('checkFlow', flow, { dialect, agent: true });
      await same('checkFlow', flow, { dialect });
      await same('simulateFlow', flow, { dialect, pollsMs: 250 });
    }
    await same('checkFlow', flow.replace(/goto|next|say/g, 'nxet'));
    await same('checkFlow', flow.slice(0, flow.length / 2));
    await same('drawFlow', flow);
    for (let seed = 0; seed < 20; seed += 1) {
      const { answer } = await same('simulateFlow', flow, { seed, oneTimer: seed % 2 === 0, promptMs: 100 * seed });
      await same('replayFlow', flow, answer.test);
    }
    await same('simulateFlow', flow, { acts: 'ends 2, wait 400, press 1' });
  }
  for (const file of files('flows', '.test.json')) {
    const test = JSON.parse(text(file));
    const { refused } = await same('replayFlow', text(`flows/${test.flow}`), test);
    assert.equal(refused, undefined, file);
  }
});

test('requests are the same in each dialect', async () => {
  const params = { telephonyProviderId: 'p', lineId: 'l', callId: 'c', dtmfString: '12#', dtmfType: 'RFC2833', interDigitPause: 200 };
  const options = { apiUrl: 'https://api.example.com/cx' };
  const asked = [
    [params, options],
    [{ ...params, sessionId: 's' }, { ...options, dialect: 'cxone-agent', toneMs: 90 }],
    [{ ...params, sessionId: 's' }, { ...options, dialect: { name: 'cxone-agent', digitsIn: 'query', servicesVersion: '31.0' } }],
    [{ ...params, callId: 'a/b' }, options],
    [{ ...params, callId: undefined }, options],
    [params, { ...options, toneMs: 90 }],
    [params, { ...options, dialect: 'cxone-agent' }],
    [params, { ...options, dialect: 'cxone-v3' }],
    [params, { apiUrl: 'http://api.example.com' }],
    [params, { apiUrl: 'https://user@api.example.com' }],
    [params, {}],
  ];
  for (const [given, where] of asked) {
    await same('injectionRequest', given, where);
  }
});
