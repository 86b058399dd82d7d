// Digits to samples and back: detector, stream, generator, score, WAV.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import {
  CxtoneError,
  Detector,
  createDetectorStream,
  detect,
  generate,
  generateFloat,
  readWav,
  score,
  writeWav,
} from 'cxtone';

const SENT = '159*0#AD';

const digitsOf = (events) =>
  events.filter(({ type }) => type === 'digit').map(({ digit }) => digit).join('');

function heard(samples, options, block = samples.length) {
  const detector = new Detector(options);
  const events = [];
  for (let at = 0; at < samples.length; at += block) {
    events.push(...detector.push(samples.subarray(at, at + block)));
  }
  return [...events, ...detector.finish()];
}

test('what was generated is heard, at any rate and in either kind of samples', () => {
  for (const sampleRate of [8_000, 11_025, 48_000]) {
    assert.equal(digitsOf(heard(generate(SENT, { sampleRate }), { sampleRate })), SENT);
    assert.equal(digitsOf(heard(generateFloat(SENT, { sampleRate }), { sampleRate })), SENT);
  }
});

test('how samples are cut changes nothing', () => {
  const samples = generate(SENT);
  const whole = heard(samples);
  for (const block of [1, 7, 160]) {
    assert.deepEqual(heard(samples, {}, block), whole);
  }
});

test('a digit is told while it lasts, and measured when it is over', () => {
  const [confirmed, digit] = heard(generate('5', { toneMs: 70, levelDbm0: -12, twistDb: 3 }));
  assert.equal(confirmed.type, 'confirmed');
  assert.equal(confirmed.digit, '5');
  assert.ok(confirmed.at < 0.045, `${confirmed.at}`);
  assert.ok(Math.abs(digit.end - digit.start - 0.07) < 0.004, `${digit.start} to ${digit.end}`);
  assert.ok(Math.abs(digit.levelDbm0 + 12) < 0.3, `${digit.levelDbm0}`);
  assert.ok(Math.abs(digit.twistDb - 3) < 0.3, `${digit.twistDb}`);
});

test('reasons are told where they are asked for', () => {
  const [nearMiss] = heard(generate('5', { toneMs: 26, gapMs: 200 }), { explain: true });
  assert.equal(nearMiss.type, 'near-miss');
  assert.ok(nearMiss.explained.checks.some(({ passes }) => !passes));
});

test('bytes are heard in each encoding, also cut within a sample', () => {
  const samples = generate(SENT);
  for (const encoding of ['pcm16', 'f32', 'ulaw', 'alaw']) {
    const wav = writeWav({ sampleRate: 8_000, channels: [samples] }, { encoding });
    const bytes = wav.subarray(wav.indexOf('data') + 8);
    for (const block of [3, 501, bytes.length]) {
      assert.equal(digitsOf(heard(bytes, { encoding }, block)), SENT, `${encoding} by ${block}`);
    }
  }
});

test('a stream takes what a socket gives and tells digits', async () => {
  const samples = generate(SENT);
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const events = [];
  await pipeline(Readable.from([bytes.subarray(0, 777), bytes.subarray(777)]), createDetectorStream(), async (told) => {
    for await (const event of told) {
      events.push(event);
    }
  });
  assert.equal(digitsOf(events), SENT);
});

test('a stream fails on what are no samples', async () => {
  const told = createDetectorStream().resume();
  await assert.rejects(pipeline(Readable.from([['1', '2']]), told), { code: 'InvalidOptions' });
});

test('chunks are heard as they come', async () => {
  const samples = generate(SENT);
  const events = [];
  for await (const event of detect([samples.subarray(0, 900), samples.subarray(900)])) {
    events.push(event);
  }
  assert.deepEqual(events, heard(samples));
});

test('a score tells who decided and what was wrong', async () => {
  const samples = generate('1274');
  const known = await score('1234', samples, { toneMs: 100, gapMs: 100 });
  assert.deepEqual(
    [known.recognitionMethod, known.recognitionRate, known.hits, known.substituted, known.exact],
    ['likelihood-test', 0.75, 3, 1, false],
  );
  assert.deepEqual(known.confusion, [{ expected: '3', heard: '7', count: 1 }]);
  assert.deepEqual(known.verdicts.map(({ finding }) => finding), ['present', 'present', 'substituted', 'present']);
  const blind = await score('1274', generateFloat('1274'), { blind: true });
  assert.deepEqual([blind.recognitionMethod, blind.exact, blind.verdicts], ['detector', true, undefined]);
});

test('samples may change while they are scored', async () => {
  const samples = generateFloat(SENT);
  const scored = score(SENT, samples);
  samples.fill(0);
  assert.equal((await scored).exact, true);
});

test('WAV files come back as they went, 16 bits to the last bit', () => {
  const channels = [generate('1'), generate('2')];
  const { sampleRate, channels: read } = readWav(writeWav({ sampleRate: 16_000, channels }));
  assert.equal(sampleRate, 16_000);
  for (const [index, channel] of channels.entries()) {
    assert.deepEqual(Int16Array.from(read[index], (sample) => sample * 32_768), channel);
  }
});

test('what cannot be used is refused with its name, and no digit is shown', async () => {
  const refused = (why, act) => {
    const told = { name: 'CxtoneError', code: 'InvalidOptions', message: why };
    assert.throws(act, told);
    assert.throws(act, CxtoneError);
  };
  refused(/^sampleRate: .*8000/, () => new Detector({ sampleRate: 4_000 }));
  refused(/^sampleRate: 8000.5 is no whole number$/, () => new Detector({ sampleRate: 8_000.5 }));
  refused(/^profile: bell is none of att, ntt, etsi$/, () => new Detector({ profile: 'bell' }));
  refused(/^encoding: "mp3" is no encoding/, () => new Detector({ encoding: 'mp3' }));
  refused(/samples must be/, () => new Detector().push([1, 2, 3]));
  refused(/samples must be/, () => new Detector().push(new Float64Array(8)));
  refused(/^digits: character 3 is no DTMF digit/, () => generate('98x'));
  refused(/^toneMs: -1 is no whole number/, () => generate('1', { toneMs: -1 }));
  refused(/^tone: /, () => generate('1', { levelDbm0: 6 }));
  refused(/^bytes: /, () => readWav(Buffer.from('RIFF')));
  refused(/channels/, () => writeWav({ sampleRate: 8_000, channels: [] }));
  await assert.rejects(score('12', generate('12'), { toneMs: 50 }), { message: /both toneMs and gapMs/ });
});
