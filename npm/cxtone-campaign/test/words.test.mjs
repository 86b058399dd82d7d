// What options become on the program's command line and in its environment.
// That the program takes each of these flags is asked of the program itself.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PROGRAM } from './field.mjs';
import { source } from './source.mjs';

const { environment, words } = await source('words.ts');

/** What stands before all options. */
const BEGINNING = ['campaign', 'run', '--json', '--flow=flow.yaml'];

/** Options, and the words that come of them. */
const ROWS = [
  [{}, []],
  [{ worker: undefined, stay: false, verify: undefined, promptHosts: [], recordingRenders: [] }, []],
  [{ calls: 'calls.csv' }, ['--calls=calls.csv']],
  [{ calls: '-' }, ['--calls=./-']],
  [{ calls: 'emulator' }, ['--calls=./emulator']],
  [{ calls: [] }, ['--calls=-']],
  [{ worker: 'two' }, ['--worker=two']],
  [{ worker: '--json' }, ['--worker=--json']],
  [{ dialect: 'cxone-agent' }, ['--dialect=cxone-agent']],
  [{ dtmfType: 'RFC2833' }, ['--type=RFC2833']],
  [{ concurrent: 7 }, ['--concurrent=7']],
  [{ concurrentAll: 9 }, ['--concurrent-all=9']],
  [{ ratePerS: 0.5 }, ['--rate=0.5']],
  [{ leaseS: 3 }, ['--lease=3']],
  [{ recording: 'https://a/{callId}.wav' }, ['--recording=https://a/{callId}.wav']],
  [{ speed: 20 }, ['--speed=20']],
  [{ audit: 'logs' }, ['--audit=logs']],
  [{ audit: 'logs', auditSegmentBytes: 4096 }, ['--audit=logs', '--audit-segment-bytes=4096']],
  [{ audit: 'logs', auditDaily: true }, ['--audit=logs', '--audit-daily']],
  [{ audit: 'logs', digitsKeyFile: 'digits.key' }, ['--audit=logs', '--audit-digits-key=digits.key']],
  [{ keyFile: 'audit.key' }, ['--key-file=audit.key']],
  [{ calls: 'calls.csv', loadOnly: true }, ['--calls=calls.csv', '--load-only']],
  [{ stay: true }, ['--stay']],
  [{ dtmfType: 'SIPINFO', verify: true }, ['--type=SIPINFO', '--verify']],
  [{ dtmfType: 'SIPINFO', settle: true }, ['--type=SIPINFO', '--settle']],
  [{ countKeysAhead: true }, ['--count-keys-ahead']],
  [{ proxyFromEnv: true }, ['--proxy-from-env']],
  [{ promptHosts: ['https://a', 'https://b'] }, ['--prompt-host=https://a', '--prompt-host=https://b']],
  [
    { dtmfType: 'RFC2833', settle: true, recordingRenders: ['RFC2833', 'SIPINFO'] },
    ['--type=RFC2833', '--settle', '--recording-renders=RFC2833', '--recording-renders=SIPINFO'],
  ],
];

for (const [options, expected] of ROWS) {
  test(`${JSON.stringify(options)} is ${expected.join(' ') || 'nothing'}`, async () => {
    const given = words({ flow: 'flow.yaml', ...options });
    assert.deepEqual(given, [...BEGINNING, ...expected]);
    // A word that the program does not know is a usage error, which it looks for before it is asked for help.
    await promisify(execFile)(PROGRAM, [...given, '--store=sqlite:none.db', '--help']);
  });
}

test('a flow has to be named', () => {
  for (const flow of [undefined, '', 7]) {
    assert.throws(() => words({ flow }), { name: 'CampaignError', code: 'InvalidOptions' });
  }
});

test('the tenant stands in the environment, and what is not given is left to the outer one', () => {
  assert.deepEqual(environment({ apiUrl: 'https://a', clientSecret: 's', accessKeySecret: 'k' }), {
    ...environment(),
    CXONE_API_URL: 'https://a',
    CXONE_CLIENT_SECRET: 's',
    CXONE_ACCESS_KEY_SECRET: 'k',
  });
  assert.ok(Object.values(environment()).every((value) => value === undefined));
});
