// Shapes that a library answers: JSON of the native one, and the value itself of WebAssembly's.
// What the shapes are is declared in `types`.

/** An answer that has a shape. */
export type Answer = string | object;

/** The value. */
export function valueOf<T>(answer: Answer): T {
  return (typeof answer === 'string' ? JSON.parse(answer) : answer) as T;
}
