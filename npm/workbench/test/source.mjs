// Parts of the page's source, bundled as the page's are, for tests without a browser.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** What these statements export; paths are those of `src`. */
export async function bundled(statements) {
  const { outputFiles } = await build({
    stdin: { contents: statements, resolveDir: SOURCE, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
