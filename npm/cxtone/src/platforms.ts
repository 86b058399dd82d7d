// Which native libraries fit this machine, and what to do when none is there.
// What the library exports is told in `native`.

/** The platforms that a library is built for. */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  // Which C library there is, is not asked: the wrong one does not load, and asking costs more.
  'linux-x64': ['linux-x64-gnu', 'linux-x64-musl'],
  'linux-arm64': ['linux-arm64-gnu', 'linux-arm64-musl'],
  'darwin-x64': ['darwin-x64'],
  'darwin-arm64': ['darwin-arm64'],
  'win32-x64': ['win32-x64-msvc'],
  'win32-arm64': ['win32-arm64-msvc'],
};

/** The places of the library, the likeliest first: the platform's package, then a checkout's build. */
export function libraryPlaces(): string[] {
  const platforms = PLATFORMS[machine()] ?? [];
  return platforms.flatMap((platform) => [
    `@cxtone/native-${platform}`,
    `../../platforms/${platform}/cxtone.node`,
  ]);
}

/** The error for a machine on which no library loads, with the causes chained, the last one first. */
export function missingLibrary(causes: readonly unknown[]): Error {
  const cause = causes.reduce<unknown>((earlier, later) => chained(later, earlier), undefined);
  return new Error(advice(), cause === undefined ? undefined : { cause });
}

function machine(): string {
  return `${process.platform}-${process.arch}`;
}

function chained(later: unknown, earlier: unknown): unknown {
  if (later instanceof Error && later.cause === undefined && earlier !== undefined) {
    later.cause = earlier;
  }
  return later;
}

function advice(): string {
  const [likeliest] = PLATFORMS[machine()] ?? [];
  if (likeliest === undefined) {
    const known = Object.keys(PLATFORMS).join(', ');
    return `cxtone has no native library for ${machine()}. There is one for: ${known}`;
  }
  return [
    `cxtone's native library for ${machine()} could not be loaded. What may help:`,
    '1. Install with optional dependencies: npm install --include=optional cxtone',
    `2. Install the platform's package itself: npm install @cxtone/native-${likeliest}`,
    '3. Where node_modules was copied from another machine or image: delete it and install again here.',
    '4. In a checkout: npm run build',
  ].join('\n');
}
