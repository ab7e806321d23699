import type { EngineName, LoadEngine } from '../model/load.ts';

/** Every engine, loaded only when it is used. */
const engines: Record<EngineName, () => Promise<LoadEngine>> = {
  native: async () => (await import('./native/engine.ts')).nativeEngine,
  autocannon: async () => (await import('./autocannon/engine.ts')).autocannonEngine,
};

export function loadEngine(name: EngineName): Promise<LoadEngine> {
  return engines[name]();
}
