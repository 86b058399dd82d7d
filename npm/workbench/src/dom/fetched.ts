// Code that is fetched when it is needed, and anew where that has failed before.

/** In the words of a browser that says what it could not fetch. */
const ADDRESS = /https?:\/\/\S+/;

/** What could not be fetched. */
const failed = new Set<string>();

/** How often something was fetched under another address. */
let again = 0;

/**
 * What an `import()` gives. Where it fails a second time, the same is fetched under another address: a browser may keep
 * the first failure for good.
 */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const address = ADDRESS.exec(String(cause))?.[0] ?? '';
    if (address === '' || !failed.has(address)) {
      failed.add(address);
      throw cause;
    }
    again += 1;
    return (await import(`${address}?again=${again}`)) as T;
  }
}
