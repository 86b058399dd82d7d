// The packed package in a real browser: through each bundler, as plain modules, in the audio thread, under a policy.
// What the parts answer is tested where they are written.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { pack } from '../../scripts/pack.mjs';
import { MODULES, bytesMax, loaded, sizes } from '../../scripts/sizes.mjs';
import { Project } from './project.mjs';
import { Site } from './site.mjs';

/** What every page does with the parts, wherever they come from. */
const USES = `
const samples = generate('159#');
const detector = new Detector();
const events = [...detector.push(samples), ...detector.finish()];
const heard = events.filter(({ type }) => type === 'digit').map(({ digit }) => digit).join('');
const request = { dtmfString: heard, dtmfType: 'RFC2833', interDigitPause: 200 };
const params = { ...request, telephonyProviderId: 'p', lineId: 'l', callId: 'c' };
const { method, playOutMs } = injectionRequest(params, { apiUrl: 'https://api.example.com' });
const { channels } = readWav(writeWav({ sampleRate: 8000, channels: [samples] }));
const { exact } = await score(heard, channels[0]);
const [{ code }] = checkFlow('start: nowhere');
globalThis.said = [heard, validate(request).length, code, method, playOutMs, exact].join(' ');
`;
const SAYS = '159# 0 flow::missing-field POST 1200 true';
const NAMES = {
  cxtone: 'validate',
  'cxtone/dsp': 'Detector, generate, readWav, score, writeWav',
  'cxtone/flow': 'checkFlow',
  'cxtone/request': 'injectionRequest',
};
const PAGE = (script) => `<!doctype html><meta charset="utf-8"><title>cxtone</title><script type="module" src="${script}"></script>`;

/** Nothing but the site's own scripts, and WebAssembly. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const out = mkdtempSync(join(tmpdir(), 'cxtone-tarballs-'));
let project;
let site;

before(async () => {
  const { main, wasm } = pack(out, undefined, ['main', 'wasm']);
  project = await Project.with([main.path, wasm.path]);
  project.write('uses.mjs', imports((name) => name) + USES);
  site = await Site.of(project.folder);
});

after(async () => {
  await site?.close();
  project?.remove();
  rmSync(out, { recursive: true });
});

function imports(from) {
  return Object.entries(NAMES).map(([name, names]) => `import { ${names} } from '${from(name)}';\n`).join('');
}

/** A page with a script; what it says under the policy. */
async function check(script, says = SAYS, policy = POLICY) {
  project.write('index.html', PAGE(script));
  assert.equal(await site.said('index.html', policy), says);
}

test('the modules are as small as was promised', () => {
  for (const module of MODULES) {
    const [bytes, most] = [loaded(module), bytesMax(module)];
    assert.ok(bytes <= most, `${module} and its bindings have ${bytes} bytes after gzip, and may have ${most}`);
  }
});

test('plain modules need no bundler', async () => {
  const paths = { cxtone: 'index', 'cxtone/dsp': 'dsp', 'cxtone/flow': 'flow', 'cxtone/request': 'request' };
  project.write('plain.mjs', imports((name) => `/node_modules/cxtone/dist/browser/${paths[name]}.mjs`) + USES);
  await check('/plain.mjs');
});

test('esbuild bundles it', async () => {
  const [entry, outfile] = [project.path('uses.mjs'), project.path('by-esbuild.js')];
  await build({ entryPoints: [entry], bundle: true, format: 'esm', outfile, logLevel: 'warning' });
  await check('/by-esbuild.js');
});

test('webpack bundles it, imported or required', async () => {
  await byWebpack('./uses.mjs', 'by-webpack.js');
  await check('/by-webpack.js');
  const required = imports((name) => name).replace(/import (.*) from '(.*)';/g, "const $1 = require('$2');");
  project.write('uses.cjs', `${required}(async () => {${USES}})();`);
  await byWebpack('./uses.cjs', 'required-by-webpack.js');
  await check('/required-by-webpack.js');
});

async function byWebpack(entry, filename) {
  const { default: webpack } = await import('webpack');
  const options = {
    context: project.folder,
    mode: 'production',
    entry,
    output: { path: project.folder, filename },
    performance: { hints: false },
  };
  const stats = await new Promise((resolve, reject) => {
    webpack(options, (error, done) => (error ? reject(error) : resolve(done)));
  });
  assert.deepEqual([...stats.compilation.errors, ...stats.compilation.warnings].map(String), []);
}

test('vite bundles it', async () => {
  const { build: vite } = await import('vite');
  mkdirSync(project.path('vite'), { recursive: true });
  project.write('vite/index.html', PAGE('/uses.mjs'));
  project.write('vite/uses.mjs', imports((name) => name) + USES);
  await vite({
    root: project.path('vite'),
    base: '/vite/dist/',
    configFile: false,
    logLevel: 'error',
    build: { chunkSizeWarningLimit: 10_000 },
  });
  assert.equal(await site.said('vite/dist/index.html', POLICY), SAYS);
});

test('vite serves it while somebody develops', async () => {
  const { createServer } = await import('vite');
  assert.equal(await saidInDevelopment(createServer, project.path('vite')), SAYS);
});

async function saidInDevelopment(createServer, root) {
  const server = await createServer({ root, configFile: false, logLevel: 'error', server: { port: 0 } });
  try {
    await server.listen();
    const page = await site.browser.newPage();
    await page.goto(server.resolvedUrls.local[0]);
    const said = await page.waitForFunction(() => globalThis.said, undefined, { timeout: 120_000 });
    const answer = await said.jsonValue();
    await page.close();
    return answer;
  } finally {
    await server.close();
  }
}

test('who only validates loads nothing else', async () => {
  project.write('validates.mjs', "import { validate } from 'cxtone';\nglobalThis.said = String(validate({}).length);\n");
  const outfile = project.path('validates.js');
  await build({ entryPoints: [project.path('validates.mjs')], bundle: true, minify: true, format: 'esm', outfile });
  await check('/validates.js', '3');
  const most = 1.4 * sizes('validator.wasm').bytes + 12_000;
  assert.ok(readFileSync(outfile).length < most, `${readFileSync(outfile).length} bytes`);
});

test('where a policy allows no WebAssembly, loading works and asking says what to allow', async () => {
  project.write('forbidden.mjs', `import { CxtoneError, DTMF_FREQUENCIES, validate } from '/node_modules/cxtone/dist/browser/index.mjs';
try { validate({}); } catch (error) {
  globalThis.said = [error instanceof CxtoneError, error.code, error.message.includes("'wasm-unsafe-eval'"), DTMF_FREQUENCIES[1][0]].join(' ');
}`);
  await check('/forbidden.mjs', 'true NoWebAssembly true 697', "script-src 'self'");
});

test('slim loads the modules from where they are served, and from bytes', async () => {
  const slim = '/node_modules/cxtone/dist/browser/slim.mjs';
  const names = Object.values(NAMES).join(', ');
  project.write('slim.mjs', `import { load, ${names} } from '${slim}';
try { validate({}); throw new Error('it was not refused'); } catch (error) { if (error.code !== 'NotLoaded') throw error; }
const at = (part) => new URL(\`/node_modules/@cxtone/wasm/\${part}.wasm\`, import.meta.url);
const bytes = await (await fetch(at('validator'))).arrayBuffer();
await load({ validator: bytes, dsp: at('dsp'), wav: fetch(at('wav')), flow: String(at('flow')), request: WebAssembly.compileStreaming(fetch(at('request'))) });
${USES}`);
  await check('/slim.mjs');
});

const SERVED = "'/node_modules/cxtone/dist/browser/worklet-processor.js'";

for (const [how, url, module, policy] of [
  ['served by the page', SERVED, 'undefined', POLICY],
  ['within the module', 'undefined', 'undefined', "script-src 'self' blob: 'wasm-unsafe-eval'"],
  ['and its module served by the page', SERVED, "await WebAssembly.compileStreaming(fetch('/node_modules/@cxtone/wasm/dsp.wasm'))", POLICY],
]) {
  test(`the audio thread hears digits, its script ${how}`, async () => {
    project.write('worklet.mjs', `import { createDetectorNode } from '/node_modules/cxtone/dist/browser/worklet.mjs';
import { generateFloat } from '/node_modules/cxtone/dist/browser/dsp.mjs';
const sampleRate = 48000;
const samples = generateFloat('159D', { sampleRate });
const context = new OfflineAudioContext(1, samples.length, sampleRate);
const source = new AudioBufferSourceNode(context, { buffer: context.createBuffer(1, samples.length, sampleRate) });
source.buffer.copyToChannel(samples, 0);
const node = await createDetectorNode(context, { channel: 3, processorUrl: ${url}, module: ${module} });
const digits = [];
node.port.onmessage = ({ data }) => {
  digits.push(...data.filter(({ type, channel }) => type === 'digit' && channel === 3));
  if (digits.length === 4) globalThis.said = digits.map(({ digit, start }) => digit + start.toFixed(1)).join(' ');
};
source.connect(node);
source.start();
await context.startRendering();
node.port.postMessage('finish');
`);
    await check('/worklet.mjs', '10.0 50.2 90.4 D0.6', policy);
  });
}

test('what a node cannot be made with is refused where it is asked for, and a closed node is silent', async () => {
  project.write('nodes.mjs', `import { createDetectorNode } from '/node_modules/cxtone/dist/browser/worklet.mjs';
import { CxtoneError, generateFloat } from '/node_modules/cxtone/dist/browser/dsp.mjs';
const processorUrl = ${SERVED};
const context = (sampleRate) => new OfflineAudioContext(1, sampleRate, sampleRate);
const refusals = [];
for (const [rate, options] of [[48000, { profile: 'q24' }], [48000, { channel: 1.5 }], [3000, {}]]) {
  await createDetectorNode(context(rate), { processorUrl, ...options })
    .catch((error) => refusals.push([error instanceof CxtoneError, error.code, error.message.split(':')[0]].join(' ')));
}
const playing = context(48000);
const samples = generateFloat('159D', { sampleRate: 48000 });
const source = new AudioBufferSourceNode(playing, { buffer: playing.createBuffer(1, samples.length, 48000) });
source.buffer.copyToChannel(samples, 0);
const nodes = [await createDetectorNode(playing, { processorUrl }), await createDetectorNode(playing, { processorUrl })];
const heard = nodes.map(({ port }) => {
  const told = [];
  port.onmessage = ({ data }) => told.push(...data);
  return told;
});
nodes.forEach((node) => source.connect(node));
source.start();
const digits = (told) => told.filter(({ type }) => type === 'digit').map(({ digit }) => digit).join('');
const until = async (is) => { while (!is()) await new Promise((resolve) => setTimeout(resolve)); };
// Within the second digit one is closed. That the other answers tells that the thread has got both messages.
playing.suspend(0.25).then(async () => {
  nodes[0].port.postMessage('close');
  nodes[1].port.postMessage('finish');
  await until(() => digits(heard[1]).startsWith('15'));
  playing.resume();
});
await playing.startRendering();
nodes.forEach(({ port }) => port.postMessage('finish'));
await until(() => digits(heard[1]).endsWith('D'));
globalThis.said = [...refusals, digits(heard[0])].join(', ');
`);
  const refused = ['profile', 'channel', 'sampleRate'].map((option) => `true InvalidOptions ${option}`);
  await check('/nodes.mjs', [...refused, '1'].join(', '));
});

/** As the documents have it. */
const FROM_PACKAGE = `import { load, validate } from 'cxtone/slim';
await load({ validator: new URL('@cxtone/wasm/validator.wasm', import.meta.url) });
globalThis.said = String(validate({}).length);
`;

test('the documents say how a module comes into a bundle', () => {
  const [, line] = FROM_PACKAGE.split('\n');
  for (const file of ['node_modules/cxtone/README.md', 'node_modules/cxtone/types/slim.d.ts', 'node_modules/@cxtone/wasm/README.md']) {
    assert.ok(readFileSync(project.path(file), 'utf8').includes(line), file);
  }
});

test('webpack bundles a module by its address', async () => {
  project.write('slim-from-package.mjs', FROM_PACKAGE);
  await byWebpack('./slim-from-package.mjs', 'slim-by-webpack.js');
  await check('/slim-by-webpack.js', '3');
});

test('vite bundles and serves a module by its address', async () => {
  mkdirSync(project.path('vite-slim'), { recursive: true });
  project.write('vite-slim/index.html', PAGE('/slim.mjs'));
  project.write('vite-slim/slim.mjs', FROM_PACKAGE);
  const root = project.path('vite-slim');
  const { build: vite, createServer } = await import('vite');
  await vite({ root, base: '/vite-slim/dist/', configFile: false, logLevel: 'error', build: { target: 'es2022' } });
  assert.equal(await site.said('vite-slim/dist/index.html', POLICY), '3');
  assert.equal(await saidInDevelopment(createServer, root), '3');
});

test('slim takes bytes in Node, and says what it cannot compile', async () => {
  project.write('slim.cjs', `const { readFile } = require('node:fs/promises');
const { load, validate } = require('cxtone/slim');
(async () => {
  await load({ validator: Buffer.from('<!doctype html>') }).catch(({ code, message, cause }) => {
    console.log(code, /no module of @cxtone\\/wasm$/.test(message), cause instanceof WebAssembly.CompileError);
  });
  await load({ validator: await readFile(require.resolve('@cxtone/wasm/validator.wasm')) });
  console.log(validate({}).length);
})();
`);
  assert.equal(await project.run('node', 'slim.cjs'), 'NoWebAssembly true true\n3\n');
});

test('where a policy allows no WebAssembly, slim says what to allow', async () => {
  project.write('forbidden-slim.mjs', `import { load } from '/node_modules/cxtone/dist/browser/slim.mjs';
load({ validator: '/node_modules/@cxtone/wasm/validator.wasm' }).catch(({ code, message }) => {
  globalThis.said = [code, message.includes("'wasm-unsafe-eval'")].join(' ');
});`);
  await check('/forbidden-slim.mjs', 'NoWebAssembly true', "default-src 'none'; script-src 'self'; connect-src 'self'");
});

test('where nothing may be compiled, the modules are imported compiled', async () => {
  const outfile = project.path('by-workerd.mjs');
  await build({
    stdin: { contents: `${imports((name) => name)}${USES}console.log(globalThis.said);`, resolveDir: project.folder },
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    platform: 'browser',
    target: 'es2022',
    outfile,
    plugins: [{ name: 'compiled', setup: compiledModules }],
    external: ['node:fs'],
  });
  assert.ok(!readFileSync(outfile, 'utf8').includes('atob'));
  assert.equal(await project.run('node', 'by-workerd.mjs'), `${SAYS}\n`);
});

/** As workerd does: the import of a module gives it compiled. */
function compiledModules(bundling) {
  bundling.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
    contents: `import { readFileSync } from 'node:fs';\nexport default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
  }));
}

for (const name of ['cxtone', '@cxtone/wasm']) {
  test(`every file that the package ${name} names is in it`, () => namesWhatItHas(project.path(`node_modules/${name}`)));
}

function namesWhatItHas(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(files));
  for (const file of files(exports)) {
    assert.ok(existsSync(join(folder, file)), file);
  }
}

test('the package has the module of its main part, and no other as a file', () => {
  const files = readdirSync(project.path('node_modules/cxtone/dist'));
  assert.deepEqual(files.filter((name) => name.endsWith('.wasm')), ['validator.wasm']);
});
