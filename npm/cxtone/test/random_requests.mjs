// Requests from a seed: digits, wrong characters of every kind, and values that are no texts.
// What is asked with them is told in the tests.

/** Characters that stand where digits should: pauses, separators, digits of other scripts, halves of pairs. */
const CHARACTERS = [
  ...'0123456789*#ABCDabcd0123456789*#',
  ...'wW,pP -()eExX\'"\\\n\t',
  'é', '５', '٤', '七', '＃', 'Ⅳ', '𝟕', '\u{1b}', '\u{202e}', '\u{fe0f}', '\u{200d}', '\u{1f600}', '\ud800', '\udc00',
];

const TYPES = ['RFC2833', 'SIPINFO', 'INBAND', 'rfc 2833', 'sip-info', 'FAX', '', '1234', 'RFC1234', 2833, 2834, null, []];

const PAUSES = [50, 200, 1000, 49, 1001, 200.5, -1, -0, 0, NaN, Infinity, 2 ** 32, 1e300, '200', null, undefined, true];

const VALUES = [undefined, null, true, false, 1234, NaN, [], {}, () => 1, Symbol('s'), 10n, new Date(0)];

const LENGTH_MAX = 24;

/** So many requests, each with a dialect, the same ones for a seed. */
export function* randomRequests(seed, count) {
  const draw = drawing(seed);
  const one = (list) => list[draw(list.length)];
  const digits = () => {
    if (draw(16) === 0) {
      return one(VALUES);
    }
    const wrong = draw(2) === 0;
    const text = Array.from({ length: draw(LENGTH_MAX) }, () => CHARACTERS[draw(wrong ? CHARACTERS.length : 20)]).join('');
    return draw(64) === 0 ? text.repeat(200) : text;
  };
  for (let made = 0; made < count; made += 1) {
    const request = {
      dtmfString: digits(),
      dtmfType: draw(16) === 0 ? digits() : one(TYPES),
      interDigitPause: draw(8) === 0 ? draw(2000) : one(PAUSES),
    };
    yield { request, dialect: one([undefined, 'cxone-v2', 'cxone-agent']) };
  }
}

/** Whole numbers below a limit, from a linear congruential generator (Knuth's MMIX). */
function drawing(seed) {
  let state = BigInt(seed);
  return (limit) => {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    return Number((state >> 33n) % BigInt(limit));
  };
}
