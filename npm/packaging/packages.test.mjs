// The packed packages, installed into empty projects: each way in which somebody loads or bundles them.
// What the packages do is tested where they are written.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { pack } from '../../scripts/pack.mjs';
import { PLATFORMS } from '../../scripts/platforms.mjs';
import { Project, ROOT } from './project.mjs';

/** Says its own digits into its own ear; the same in every project. */
const USES = `
const samples = generate('159#');
const detector = new Detector();
const events = [...detector.push(samples), ...detector.finish()];
const heard = events.filter(({ type }) => type === 'digit').map(({ digit }) => digit).join('');
const { valid } = validateDtmfPayload(heard, 'RFC2833', 200);
console.log(heard, valid, typeof DTMFInjector);
`;
const SAYS = '159# true function\n';
const REQUIRES = `const { Detector, DTMFInjector, generate, validateDtmfPayload } = require('cxtone');${USES}`;
const IMPORTS = `import { Detector, DTMFInjector, generate, validateDtmfPayload } from 'cxtone';${USES}`;

const out = mkdtempSync(join(tmpdir(), 'cxtone-tarballs-'));
let packed;
let library;
let program;
let campaign;
let modules;

before(async () => {
  packed = pack(out);
  library = await Project.with([packed.main.path, packed.native.path]);
  program = await Project.with([packed.cli.path, packed.program.path]);
  campaign = await Project.with([packed.campaign.path, packed.cli.path, packed.program.path]);
  modules = await Project.with([packed.wasm.path]);
});

after(() => {
  library?.remove();
  program?.remove();
  campaign?.remove();
  modules?.remove();
  rmSync(out, { recursive: true });
});

test('an installation has no dependencies, no install scripts, and what the licences ask for', () => {
  const eachPlatform = PLATFORMS.length;
  for (const [project, name, optional, dependencies] of [
    [library, 'cxtone', eachPlatform],
    [program, 'cxtone-cli', eachPlatform],
    [campaign, 'cxtone-campaign', 0, ['cxtone-cli']],
    [modules, '@cxtone/wasm', 0],
  ]) {
    const folder = project.path(`node_modules/${name}`);
    const described = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.deepEqual(Object.keys(described.dependencies ?? {}), dependencies ?? [], name);
    assert.equal(described.scripts, undefined, name);
    assert.equal(Object.keys(described.optionalDependencies ?? {}).length, optional, name);
    for (const file of ['README.md', 'LICENSE-APACHE', 'LICENSE-MIT']) {
      assert.ok(existsSync(join(folder, file)), `${name}/${file}`);
    }
  }
});

test('it is required by Node', async () => {
  library.write('uses.cjs', REQUIRES);
  assert.equal(await library.run('node', 'uses.cjs'), SAYS);
});

test('it is imported by Node', async () => {
  library.write('uses.mjs', IMPORTS);
  assert.equal(await library.run('node', 'uses.mjs'), SAYS);
});

test('a test runner that is a browser in Node, as Jest with jsdom, requires it', async () => {
  const resolved = "for (const part of ['', '/dsp', '/flow', '/request']) require(`cxtone${part}`);";
  library.write('in-jsdom.cjs', `${resolved}${REQUIRES}`);
  assert.equal(await library.run('node', '--conditions=browser', 'in-jsdom.cjs'), SAYS);
});

for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`its types are found by TypeScript, resolved as ${moduleResolution}`, async () => {
    library.write('typed.mts', `${IMPORTS}
import { CxtoneError, CXoneAuthClient, injectWithRetry, type DetectorEvent } from 'cxtone';
const auth = new CXoneAuthClient({ authUrl: 'https://a.example', clientId: 'id', clientSecret: 'secret' });
const injector = new DTMFInjector(auth, { apiUrl: 'https://a.example' });
export const sent: Promise<{ success: boolean }> = injectWithRetry(injector, {
  telephonyProviderId: 'p', lineId: 'l', callId: 'c', dtmfString: '1', dtmfType: 'RFC2833', interDigitPause: 200,
});
export const told: DetectorEvent[] = events;
export const code: string = new CxtoneError('why', { code: 'Other' }).code;
// @ts-expect-error: a number is no sequence of digits
generate(159);
`);
    const types = join(ROOT, 'node_modules/@types');
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node', '--typeRoots', types];
    await library.tool('tsc', ...options, '--module', module, '--moduleResolution', moduleResolution, 'typed.mts');
  });
}

test('esbuild bundles it', async () => {
  library.write('bundled.mjs', IMPORTS);
  await library.tool('esbuild', 'bundled.mjs', '--bundle', '--platform=node', '--outfile=by-esbuild.cjs');
  assert.equal(await library.run('node', 'by-esbuild.cjs'), SAYS);
});

test('webpack bundles it', async () => {
  const { default: webpack } = await import('webpack');
  library.write('bundled.mjs', IMPORTS);
  const bundled = await new Promise((resolve, reject) => {
    const output = { path: library.folder, filename: 'by-webpack.cjs' };
    const options = { context: library.folder, mode: 'production', target: 'node', entry: './bundled.mjs', output };
    webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  assert.deepEqual([...bundled.compilation.errors, ...bundled.compilation.warnings].map(String), []);
  assert.equal(await library.run('node', 'by-webpack.cjs'), SAYS);
});

test('vite bundles it for a server', async () => {
  const { build } = await import('vite');
  library.write('bundled.mjs', IMPORTS);
  for (const noExternal of [[], true]) {
    const outDir = noExternal === true ? 'whole-by-vite' : 'by-vite';
    await build({
      root: library.folder,
      configFile: false,
      logLevel: 'warn',
      build: { ssr: 'bundled.mjs', outDir },
      ssr: { noExternal },
    });
    const [built] = ['bundled.mjs', 'bundled.js'].filter((name) => existsSync(library.path(`${outDir}/${name}`)));
    assert.equal(await library.run('node', `${outDir}/${built}`), SAYS, outDir);
  }
});

test('publint has nothing to say', async () => {
  const folders = [
    library.path('node_modules/cxtone'),
    program.path('node_modules/cxtone-cli'),
    campaign.path('node_modules/cxtone-campaign'),
    modules.path('node_modules/@cxtone/wasm'),
  ];
  for (const folder of folders) {
    const { messages } = await publint({ pkgDir: folder, strict: true, level: 'suggestion' });
    assert.deepEqual(messages, [], folder);
  }
});

test('its types are right however they are resolved', async () => {
  // Files that are fetched by their address, not modules that are imported.
  const excludeEntrypoints = ['./worklet-processor', /\.wasm$/];
  for (const { path } of [packed.main, packed.campaign]) {
    const tarball = createPackageFromTarballData(readFileSync(path));
    const { problems, types } = await checkPackage(tarball, { excludeEntrypoints });
    assert.deepEqual(problems, [], path);
    assert.equal(types.kind, 'included', path);
  }
});

test('where no library was installed, the error says what may help', async () => {
  const bare = await Project.with([packed.main.path]);
  try {
    bare.write('uses.cjs', REQUIRES);
    await assert.rejects(bare.run('node', 'uses.cjs'), ({ stderr }) => {
      assert.match(stderr, /1\. Install with optional dependencies: npm install --include=optional cxtone/);
      assert.match(stderr, /\[cause\]: Error: Cannot find module '/);
      return true;
    });
  } finally {
    bare.remove();
  }
});

test('the program of the other package runs, and its exit code comes through', async () => {
  const cxtone = (...words) => program.run('node', program.path('node_modules/cxtone-cli/bin/cxtone.js'), ...words);
  await cxtone('generate', '159#', '--output', 'tones.wav');
  const [{ digits }] = (await cxtone('detect', '--json', 'tones.wav')).trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(digits.map(({ digit }) => digit).join(''), '159#');
  await assert.rejects(cxtone('detect', 'no-such-file.wav'), { code: 1 });
  await assert.rejects(cxtone('no-such-command'), { code: 2 });
});

test('the package for campaigns brings its program, however it is loaded', async () => {
  const uses = `
const place = { store: 'sqlite:none.db' };
campaignStatus(place).catch((error) => console.log(error.code, /no store at none.db/.test(error.message)));
`;
  campaign.write('uses.mjs', `import { campaignStatus } from 'cxtone-campaign';${uses}`);
  campaign.write('uses.cjs', `const { campaignStatus } = require('cxtone-campaign');${uses}`);
  assert.equal(await campaign.run('node', 'uses.mjs'), 'Refused true\n');
  assert.equal(await campaign.run('node', 'uses.cjs'), 'Refused true\n');
  const { dependencies, scripts } = JSON.parse(readFileSync(campaign.path('node_modules/cxtone-campaign/package.json'), 'utf8'));
  assert.deepEqual([Object.keys(dependencies), scripts], [['cxtone-cli'], undefined]);
});

test('the types of the package for campaigns are found by TypeScript', async () => {
  campaign.write('typed.mts', `
import { CampaignError, runCampaign, type CampaignResult } from 'cxtone-campaign';
const calls = [{ callId: 'a', pin: '1', priority: 2 }];
export const ran: Promise<CampaignResult> = runCampaign({ flow: 'flow.yaml', store: 'sqlite:a.db', calls });
export const code: string = new CampaignError('why', { code: 'Refused' }).code;
// @ts-expect-error: a campaign has a store
runCampaign({ flow: 'flow.yaml' });
`);
  const types = join(ROOT, 'node_modules/@types');
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node', '--typeRoots', types];
  await campaign.tool('tsc', ...options, '--module', 'nodenext', '--moduleResolution', 'nodenext', 'typed.mts');
});
