// Serves the built workbench on this machine alone, and prints where.

import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { HEADERS } from './policy.mjs';

const SITE = fileURLToPath(new URL('../dist', import.meta.url));

/** The port unless `PORT` names another. */
const PORT = 5757;

/** Serves on a loopback port, 0 for any that is free, and gives the server and its address. */
export async function serve(port = 0) {
  if (!existsSync(join(SITE, 'index.html'))) {
    throw new Error('the workbench is not built; `npm start` builds and serves it');
  }
  const files = sirv(SITE, { gzip: true, brotli: true, setHeaders: protect });
  const server = createServer((request, response) => files(request, response, () => nothing(response)));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

function protect(response) {
  for (const [name, value] of Object.entries(HEADERS)) {
    response.setHeader(name, value);
  }
  response.setHeader('Cache-Control', 'no-cache');
}

function nothing(response) {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end('there is no such file\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = Number(process.env.PORT ?? PORT);
  const { url } = await serve(wanted).catch((error) => {
    if (error.code !== 'EADDRINUSE') {
      throw error;
    }
    return serve();
  });
  console.log(`cxtone workbench: ${url}`);
}
