// What the engine itself says of a module, to compare ours with.

/**
 * @typedef {{ validate(bytes: Uint8Array): boolean,
 *   Module: { new (bytes: Uint8Array): object, imports(module: object): { name: string }[],
 *     exports(module: object): { name: string }[] } }} Engine
 */
const engine = /** @type {{ WebAssembly: Engine }} */ (/** @type {unknown} */ (globalThis))
  .WebAssembly;

/** @param {Uint8Array} bytes */
export function isValid(bytes) {
  return engine.validate(bytes);
}

/** @param {Uint8Array} bytes @returns {{ imports: string[], exports: string[] }} */
export function namesOf(bytes) {
  const module = new engine.Module(bytes);
  return {
    imports: engine.Module.imports(module).map(({ name }) => name),
    exports: engine.Module.exports(module).map(({ name }) => name),
  };
}
