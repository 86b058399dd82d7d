// The request of an injection, shown instead of being sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { injectionRequest } from 'cxtone';

const PARAMS = {
  telephonyProviderId: 'prov-1',
  lineId: 'line-2',
  callId: 'call-3',
  dtmfString: '12#',
  dtmfType: 'RFC2833',
  interDigitPause: 200,
};
const OPTIONS = { apiUrl: 'https://api.example.com/cx' };

function check(params, options, expected) {
  assert.deepEqual(injectionRequest({ ...PARAMS, ...params }, { ...OPTIONS, ...options }), expected);
}

function refused(params, options, code, message) {
  assert.throws(() => injectionRequest({ ...PARAMS, ...params }, { ...OPTIONS, ...options }), { code, message });
}

test('the request of cxone-v2 is written as it would be sent, without the token', () => {
  check({}, {}, {
    method: 'POST',
    url: 'https://api.example.com/cx/api/v2/telephony/providers/prov-1/lines/line-2/calls/call-3/dtmf',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: '{"dtmf":"12#","dtmfType":"RFC2833","interDigitPause":200}',
    playOutMs: 900,
  });
});

test('the request of cxone-agent has the digits where its tenant reads them', () => {
  const url = 'https://api.example.com/cx/incontactapi/services/v30.0/agent-sessions/s-1/send-dtmf';
  check({ sessionId: 's-1' }, { dialect: 'cxone-agent', toneMs: 50 }, {
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: '{"dtmfSequence":"12#","toneDurationMS":50,"toneSpacingMS":200}',
    playOutMs: 750,
  });
  check({ sessionId: 's-1' }, { dialect: { name: 'cxone-agent', digitsIn: 'query' }, toneMs: 50 }, {
    method: 'POST',
    url: `${url}?dtmfSequence=12%23&toneDurationMS=50&toneSpacingMS=200`,
    headers: { accept: 'application/json' },
    body: '',
    playOutMs: 750,
  });
});

test('what cannot be sent is refused with the reason', () => {
  refused({ callId: undefined }, {}, 'InvalidId', /the call id is empty/);
  refused({ dtmfType: 'FAX' }, {}, 'InvalidPayload', /FAX/);
  refused({}, { toneMs: 90 }, 'InvalidPayload', /Tone duration/);
  refused({}, { toneMs: 0.5 }, 'InvalidOptions', /toneMs/);
  refused({}, { apiUrl: 'http://api.example.com' }, 'InvalidOptions', /https/);
  refused({}, { dialect: 'cxone-v9' }, 'InvalidOptions', /dialect/);
  refused({}, { dialect: 'cxone-agent' }, 'WrongAddress', /session/);
});
