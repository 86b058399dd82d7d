// The platforms that are released, as npm tells them apart. Each is built on a machine of its own kind:
// which one that is stands in the release workflow.
// Which of them the facade tries to load on a machine is told in `npm/cxtone/src/platforms.ts`.

/** One row a platform. */
export const PLATFORMS = [
  { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64' },
  { name: 'darwin-x64', os: 'darwin', cpu: 'x64' },
  { name: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { name: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl' },
  { name: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc' },
  { name: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl' },
  { name: 'win32-arm64-msvc', os: 'win32', cpu: 'arm64' },
  { name: 'win32-x64-msvc', os: 'win32', cpu: 'x64' },
];

/** The row of the machine that this runs on. It is told apart by how Node itself was built. */
export function thisPlatform() {
  const { platform, arch } = process;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  const libc = platform === 'linux' ? (glibc ? 'glibc' : 'musl') : undefined;
  const found = PLATFORMS.find((row) => row.os === platform && row.cpu === arch && row.libc === libc);
  if (found === undefined) {
    throw new Error(`no release is built for ${platform}-${arch}; add a row to scripts/platforms.mjs`);
  }
  return found;
}

/** The row of a name. */
export function platformNamed(name) {
  const found = PLATFORMS.find((row) => row.name === name);
  if (found === undefined) {
    const names = PLATFORMS.map((row) => row.name).join(', ');
    throw new Error(`${name} is no platform of a release; they are ${names}`);
  }
  return found;
}
