// The source's validation, as its tutorial means it: what the comparison's other side checks before it sends.

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];
const FREQUENCIES = Object.fromEntries(
  KEYS.flatMap((row, low) => Array.from(row, (key, high) => [key, [ROWS[low], COLUMNS[high]]])),
);

export function validateDtmfPayload(digits, type, pause) {
  if (typeof digits !== 'string' || digits === '' || digits.length > 16) {
    throw new Error('digits');
  }
  for (const digit of digits) {
    if (!FREQUENCIES[digit.toUpperCase()]) {
      throw new Error('digit');
    }
  }
  if (!['RFC2833', 'SIPINFO', 'INBAND'].includes(type) || pause < 50 || pause > 1000) {
    throw new Error('type or pause');
  }
  const frequencies = digits.toUpperCase().split('').map((digit) => FREQUENCIES[digit]);
  return { frequencies, carrierCompatible: true, valid: true };
}
