// One injection of long tones, and nothing that would end the process.

const { CXoneAuthClient, DTMFInjector } = require('cxtone');

const [, , url] = process.argv;
const client = new CXoneAuthClient({ authUrl: url, clientId: 'a', clientSecret: 'b', logger: null });
const injector = new DTMFInjector(client, { apiUrl: url, logger: null });
const params = {
  telephonyProviderId: 'p',
  lineId: 'l',
  callId: 'long',
  dtmfString: '1234567890123456',
  dtmfType: 'RFC2833',
  interDigitPause: 1000,
};

injector.registerCTIMonitor(({ event }) => console.log('told', event));
process.on('exit', () => console.log('ends while the call is locked:', injector.channelLocks.has('long')));
injector.injectDTMF(params, { signal: new AbortController().signal, timeoutMs: 60_000 }).then(() => console.log('injected'));
