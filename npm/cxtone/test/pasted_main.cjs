// The main program of the pasted module as people have it, with its classes gone: what is left needs no change.

const { CXoneAuthClient, DTMFInjector, injectWithRetry } = require('cxtone');

async function main() {
  const authClient = new CXoneAuthClient({
    authUrl: `${process.env.TEST_URL}/oauth`,
    clientId: 'client-of-main',
    clientSecret: 'secret-of-main',
  });
  const injector = new DTMFInjector(authClient, { apiUrl: process.env.TEST_URL });
  injector.registerCTIMonitor(({ event, callId, auditEntry }) => {
    console.log('CTI Monitor Event:', event, callId, auditEntry.status);
  });
  const result = await injectWithRetry(injector, {
    telephonyProviderId: 'provider-1',
    lineId: 'line-1',
    callId: 'call-of-main',
    dtmfString: '1234#',
    dtmfType: 'RFC2833',
    interDigitPause: 200,
  });
  console.log('Injection Result:', result.success, result.data.status, result.audit.status);
}

main().catch((error) => {
  console.error('Injection failed:', error.message);
  process.exitCode = 1;
});
