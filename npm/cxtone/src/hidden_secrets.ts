// Configs that hold secrets: they can be read and changed, and neither JSON nor `util.inspect` shows them.

/** A copy with these properties hidden; the config itself where it has none of them. */
export function hidingSecrets<T extends object>(config: T, secrets: readonly (keyof T)[]): T {
  if (!secrets.some((key) => config?.[key] !== undefined)) {
    return config;
  }
  const copy = { ...config };
  for (const key of secrets) {
    let secret = copy[key];
    Object.defineProperty(copy, key, {
      // An accessor, as `util.inspect` can be told to show hidden values.
      get: () => secret,
      set: (value: T[typeof key]) => {
        secret = value;
      },
      configurable: true,
      enumerable: false,
    });
  }
  return copy;
}
