// One injection in a worker: told when it is done, or when it is on its way where the worker is to be stopped.

const { parentPort, threadId, workerData } = require('node:worker_threads');
const { CXoneAuthClient, DTMFInjector } = require('cxtone');

const { url, isStopped } = workerData;
const login = { authUrl: url, clientId: 'a', clientSecret: 'b', logger: null };
// By turns tokens come natively and from JavaScript, whose function ends with the worker.
const client = threadId % 3 === 0 ? { getAccessToken: async () => 'token' } : new CXoneAuthClient(login);
const injector = new DTMFInjector(client, { apiUrl: url, logger: null });
const injection = injector.injectDTMF({
  telephonyProviderId: 'p',
  lineId: 'l',
  callId: `worker-${threadId}`,
  dtmfString: '1',
  dtmfType: 'RFC2833',
  interDigitPause: 50,
});

if (isStopped) {
  parentPort.postMessage('begun');
} else {
  injection.then(() => parentPort.postMessage('injected'));
}
