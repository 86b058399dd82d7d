// A far end of nothing but node:http: it takes what it is sent, and answers as it is told to.
// Its paths and fields are those of the source's text, written down once more.

import http from 'node:http';

const TOKEN_PATH = '/oauth/token';

/** Starts one on a free port of this machine. */
export async function plainServer() {
  const server = new PlainServer();
  await server.listen();
  return server;
}

class PlainServer {
  /** All requests, in the order in which they came. */
  requests = [];
  #ordered = { dtmf: [], token: [] };
  #tokens = 0;
  #http = http.createServer((request, response) => this.#receive(request, response));

  listen() {
    return new Promise((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
  }

  get url() {
    return `http://127.0.0.1:${this.#http.address().port}`;
  }

  next(on, kind, details) {
    const { times = 1, ...rest } = details;
    this.#ordered[on].push(...Array.from({ length: times }, () => ({ kind, ...rest })));
  }

  stop() {
    this.#http.closeAllConnections();
    return new Promise((resolve) => this.#http.close(resolve));
  }

  async #receive(request, response) {
    const { method, url: path, headers } = request;
    const noted = { method, path, headers, body: '', at: performance.now(), status: null, endedAt: null };
    this.requests.push(noted);
    for await (const chunk of request) {
      noted.body += chunk;
    }
    response.on('close', () => {
      noted.endedAt = performance.now();
    });
    const on = path === TOKEN_PATH ? 'token' : 'dtmf';
    const order = this.#ordered[on].shift() ?? { kind: 'usual' };
    if (order.delayMs !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, order.delayMs));
    }
    if (order.kind === 'dropAfter') {
      request.socket.destroy();
      return;
    }
    if (order.kind === 'stall') {
      return;
    }
    const answer = ANSWERS[order.kind]({ ...order, on, sent: noted.body, token: () => this.#token() });
    noted.status = answer.status;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  }

  #token() {
    this.#tokens += 1;
    return `bearer-of-tests-${this.#tokens}`;
  }
}

/** What each kind is answered with. */
const ANSWERS = {
  usual({ on, token }) {
    if (on === 'token') {
      return { status: 200, body: { access_token: token(), token_type: 'Bearer', expires_in: 3600 } };
    }
    return { status: 200, body: { status: 'accepted' } };
  },
  grant: ({ token, ...grant }) => ({
    status: 200,
    body: { access_token: token(), ...grant.fields },
  }),
  echo: ({ status = 200, sent }) => ({ status, headers: { 'x-echo': JSON.stringify(sent) }, body: sent }),
  success: ({ status = 202 }) => ({ status, body: '' }),
  rateLimit: ({ retryAfter }) => ({
    status: 429,
    headers: retryAfter === undefined ? {} : { 'retry-after': shown(retryAfter) },
    body: { error: 'rateLimited' },
  }),
  unauthorized: () => ({ status: 401, body: { error: 'invalidToken' } }),
  forbidden: () => ({ status: 403, body: { error: 'insufficientScope' } }),
  conflict: () => ({ status: 409, body: { error: 'conflict' } }),
  refused: () => ({ status: 400, body: { error: 'badRequest' } }),
  serverError: ({ status = 503 }) => ({ status, body: { error: 'broken' } }),
};

/** Seconds, any text, or a date so many seconds from now. */
function shown(retryAfter) {
  if (typeof retryAfter === 'object') {
    return new Date(Date.now() + retryAfter.dateInS * 1000).toUTCString();
  }
  return String(retryAfter);
}
