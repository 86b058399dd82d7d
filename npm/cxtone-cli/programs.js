// Where the programs are that may run on this machine, by the platform's packages that are installed.
// How one is started is left to who asks.
'use strict';

const { platform, arch } = process;

/** The file's name in each of the packages. */
const FILE = platform === 'win32' ? 'cxtone.exe' : 'cxtone';

// Which C library there is, is not asked: a program of the other one does not start.
const SUFFIXES = { linux: ['-gnu', '-musl'], win32: ['-msvc'] }[platform] ?? [''];

/** The programs' paths, in the order in which they are to be tried: one that is ENOENT gives way to the next. */
exports.programs = () => SUFFIXES.flatMap((suffix) => found(`@cxtone/cli-${platform}-${arch}${suffix}`));

/** What to say where there is none. */
exports.absent =
  `there is no program for ${platform}-${arch}. Where there is a package for it, install with\n` +
  'optional dependencies: npm install --include=optional cxtone-cli';

function found(name) {
  try {
    return [require.resolve(`${name}/${FILE}`)];
  } catch {
    return [];
  }
}
