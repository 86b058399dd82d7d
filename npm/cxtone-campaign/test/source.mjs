// Parts of the package's source, for tests of what it does not export.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a file of the source exports. */
export async function source(file) {
  const entryPoints = [fileURLToPath(new URL(`../src/${file}`, import.meta.url))];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', platform: 'node', write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
