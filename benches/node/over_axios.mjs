// The source's way to inject: axios for token and digits, a promise as each call's lock. The lock is mended, as with
// the source's own the first injection never sends; nothing else is made better.

import axios from 'axios';
import { validateDtmfPayload } from './source_validation.mjs';

export class AxiosAuth {
  constructor(config) {
    this.config = config;
    this.token = null;
    this.tokenExpiry = 0;
  }

  async getAccessToken() {
    if (this.token && Date.now() < this.tokenExpiry) {
      return this.token;
    }
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: this.config.clientId,
      client_secret: this.config.clientSecret,
      scope: 'telephony:call:control telephony:line:readwrite',
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await axios.post(`${this.config.authUrl}/oauth/token`, form, { headers, timeout: 5000 });
    this.token = answer.data.access_token;
    this.tokenExpiry = Date.now() + answer.data.expires_in * 1000 - 30_000;
    return this.token;
  }
}

export class AxiosInjector {
  constructor(auth, config, logger) {
    Object.assign(this, { auth, config, logger, locks: new Map(), monitors: [] });
  }

  async injectDTMF(params) {
    const { telephonyProviderId, lineId, callId, dtmfString, dtmfType, interDigitPause } = params;
    const release = await this.#lock(callId);
    try {
      const audit = {
        timestamp: new Date().toISOString(),
        callId,
        dtmfString,
        dtmfType,
        interDigitPause,
        validation: validateDtmfPayload(dtmfString, dtmfType, interDigitPause),
        status: 'pending',
        latencyMs: 0,
        recognitionRate: 0,
      };
      const started = performance.now();
      const token = await this.auth.getAccessToken();
      const path = `/api/v2/telephony/providers/${telephonyProviderId}/lines/${lineId}/calls/${callId}/dtmf`;
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      };
      const body = { dtmf: dtmfString, dtmfType, interDigitPause };
      const options = { headers, timeout: 10_000, maxRedirects: 0 };
      const answer = await axios.post(this.config.apiUrl + path, body, options);
      audit.latencyMs = parseFloat((performance.now() - started).toFixed(2));
      audit.status = answer.status === 200 ? 'success' : 'failed';
      audit.recognitionRate = answer.status === 200 ? 1.0 : 0.0;
      this.logger.info('DTMF injection completed', audit);
      this.monitors.forEach((tell) => tell({ event: 'dtmf.injected', callId, auditEntry: audit, payload: answer.data }));
      return { success: true, data: answer.data, audit };
    } finally {
      release();
    }
  }

  async #lock(callId) {
    const before = this.locks.get(callId);
    let release;
    const mine = new Promise((resolve) => {
      release = resolve;
    });
    this.locks.set(callId, mine);
    await before;
    return () => {
      if (this.locks.get(callId) === mine) {
        this.locks.delete(callId);
      }
      release();
    };
  }
}
