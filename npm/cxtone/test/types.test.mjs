// The types of the package, by tsd: what they take, what they refuse, and that each name is held to something.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import checker from 'tsd';

const { default: tsd, formatter } = checker;

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const TESTS = 'test/types';

test('the types take what they should, and refuse what they should', async () => {
  const diagnostics = await tsd({ cwd: PACKAGE, typingsFile: 'index.d.ts', testFiles: [`${TESTS}/*.test-d.ts`] });
  assert.equal(diagnostics.length, 0, formatter(diagnostics));
});

test('each name that is exported is held to something', () => {
  const index = readFileSync(join(PACKAGE, 'index.d.ts'), 'utf8');
  const files = [...index.matchAll(/from '\.\/(types\/\w+)'/g)].map(([, name]) => `${name}.d.ts`);
  const exported = files.flatMap((file) => [
    ...readFileSync(join(PACKAGE, file), 'utf8').matchAll(/^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm),
  ]);
  const names = [...new Set(exported.map(([, name]) => name))];
  assert.ok(names.length > 60, `only ${names.length} names are found`);
  const tests = readdirSync(join(PACKAGE, TESTS)).map((file) => readFileSync(join(PACKAGE, TESTS, file), 'utf8'));
  const bodies = tests.map((text) => text.replace(/import [^;]*;/g, '')).join('\n');
  assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(bodies)), []);
});
