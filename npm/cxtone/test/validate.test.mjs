// The constants and the validation, under `require` and under `import`.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as imported from 'cxtone';

const required = createRequire(import.meta.url)('cxtone');
const { CxtoneError, validate, validateDtmfPayload } = imported;

test('import and require give the same things, so that a class is one class', () => {
  const names = Object.keys(required).sort();
  assert.deepEqual(Object.keys(imported).filter((name) => name !== 'default').sort(), names);
  for (const name of names) {
    assert.equal(imported[name], required[name], name);
  }
});

test('the constants are the source\'s', () => {
  assert.deepEqual(imported.DTMF_FREQUENCIES['5'], [770, 1336]);
  assert.deepEqual(imported.DTMF_FREQUENCIES.D, [941, 1633]);
  assert.equal(Object.keys(imported.DTMF_FREQUENCIES).length, 16);
  assert.deepEqual(imported.SUPPORTED_DTMF_TYPES, ['RFC2833', 'SIPINFO', 'INBAND']);
  assert.equal(imported.MAX_SEQUENCE_LENGTH, 16);
  assert.equal(imported.MIN_INTER_DIGIT_PAUSE, 50);
  assert.equal(imported.MAX_INTER_DIGIT_PAUSE, 1000);
});

test('a valid request gives each digit\'s frequencies', () => {
  assert.deepEqual(validateDtmfPayload('1a#', 'RFC2833', 200), {
    frequencies: [[697, 1209], [697, 1633], [941, 1477]],
    carrierCompatible: true,
    valid: true,
  });
});

test('what is not valid throws in the source\'s words', () => {
  const check = (request, message) => {
    assert.throws(() => validateDtmfPayload(...request), (error) => {
      assert.ok(error instanceof CxtoneError && error instanceof Error);
      assert.equal(error.code, 'InvalidPayload');
      assert.equal(error.message, message);
      return true;
    });
  };
  for (const digits of ['', undefined, null, 1234, ['1'], {}]) {
    check([digits, 'RFC2833', 200], 'DTMF sequence must be a non-empty string');
  }
  check(['1'.repeat(17), 'RFC2833', 200], 'DTMF sequence exceeds maximum length of 16 characters');
  check(['1x', 'RFC2833', 200], 'Invalid DTMF character: x. Must be 0-9, *, #, A-D');
  check(['1', 'FAX', 200], 'Unsupported DTMF type: FAX. Must be one of RFC2833, SIPINFO, INBAND');
  check(['1', 'RFC2833', 49], 'Inter-digit pause must be between 50 and 1000 milliseconds');
});

test('all faults are told at once', () => {
  assert.throws(() => validateDtmfPayload('1x', 'FAX', 5), (error) => {
    const pointers = error.findings.map((finding) => finding.pointer);
    assert.deepEqual(pointers, ['/dtmfString', '/dtmfType', '/interDigitPause']);
    return true;
  });
});

test('N17: the pause is a strict integer', () => {
  for (const pause of [Number.NaN, undefined, '200', [100], 200.5, null, Infinity, true]) {
    assert.throws(() => validateDtmfPayload('1', 'RFC2833', pause), {
      message: 'Inter-digit pause must be between 50 and 1000 milliseconds',
    });
  }
  for (const pause of [50, 1000]) {
    assert.equal(validateDtmfPayload('1', 'RFC2833', pause).valid, true);
  }
});

test('methods work without their object', () => {
  const [validate] = [imported].map((module) => module.validateDtmfPayload);
  assert.equal(validate('1', 'INBAND', 50).valid, true);
});

test('validate lists all that is wrong, and nothing where a request may be sent', () => {
  const request = { dtmfString: '12#', dtmfType: 'INBAND', interDigitPause: 200 };
  assert.deepEqual(validate(request), []);
  assert.deepEqual(validate(request, { dialect: 'cxone-agent' }).map(({ code }) => code), ['type-known']);
  assert.deepEqual(validate({}).map(({ code }) => code), ['digits-present', 'type-known', 'pause-range']);
});
