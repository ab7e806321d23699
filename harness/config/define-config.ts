import type { ConfigInput } from '../model/config.ts';

/** The configuration as it is; so written, an editor knows what may stand in it. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}
