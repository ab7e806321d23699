import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const parts = ['modes', 'scenarios', 'workloads'] as const;

/** Names that stand in a configuration. */
export type NamesInConfig = Readonly<Record<(typeof parts)[number], readonly string[]>>;

const none: NamesInConfig = { modes: [], scenarios: [], workloads: [] };

/**
 * The names that stand in the configuration of a folder, for completion: while somebody types, a configuration that is
 * a program is not run, but read for the keys that are written out in it. What is not as it should be has no names.
 * @param file one in place of the folder's own
 */
export async function glanceAtConfig(folder: string, file?: string): Promise<NamesInConfig> {
  try {
    const name = file ?? readdirSync(folder).find((entry) => /^bench\.config\.\w+$/.test(entry));
    if (name === undefined) return await inManifest(join(folder, 'package.json'));
    const text = readFileSync(join(folder, name), 'utf8');
    if (['.ts', '.js', '.mjs'].includes(extname(name))) return namesInProgram(text);
    const { parse } = await import('yaml');
    return namesIn(parse(text));
  } catch {
    return none;
  }
}

async function inManifest(path: string): Promise<NamesInConfig> {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isObject(manifest) ? namesIn(manifest.bench) : none;
}

function namesIn(config: unknown): NamesInConfig {
  const keys = (part: (typeof parts)[number]) => {
    const found = isObject(config) ? config[part] : undefined;
    return isObject(found) ? Object.keys(found) : [];
  };
  return { modes: keys('modes'), scenarios: keys('scenarios'), workloads: keys('workloads') };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Words, texts, and single signs; comments match and are passed over, so that nothing in them or in texts counts. */
const tokens =
  /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[\w$]+|[^\s\w]/g;

/** Keys of the objects that `modes`, `scenarios` and `workloads` are, where they are written out. */
export function namesInProgram(text: string): NamesInConfig {
  const all = (text.match(tokens) ?? []).filter((token) => !/^\/[/*]/.test(token));
  const keys = (part: string) => {
    const start = all.findIndex(
      (token, index) => bareKey(token) === part && all[index + 1] === ':' && all[index + 2] === '{',
    );
    return start === -1 ? [] : keysAfter(all, start + 3);
  };
  return { modes: keys('modes'), scenarios: keys('scenarios'), workloads: keys('workloads') };
}

/** From behind an opening brace to the one that closes it. */
function keysAfter(all: readonly string[], start: number): readonly string[] {
  const keys: string[] = [];
  let depth = 1;
  for (let index = start; index < all.length && depth > 0; index++) {
    const token = all[index] ?? '';
    const beginsEntry = index === start || (depth === 1 && all[index - 1] === ',');
    const key = bareKey(token);
    if (depth === 1 && beginsEntry && key !== null && [':', ',', '}', '('].includes(all[index + 1] ?? ''))
      keys.push(key);
    if ('{[('.includes(token)) depth += 1;
    else if ('}])'.includes(token)) depth -= 1;
  }
  return keys;
}

function bareKey(token: string): string | null {
  if (/^[A-Za-z_$][\w$]*$/.test(token)) return token;
  return /^(['"]).*\1$/.test(token) ? token.slice(1, -1) : null;
}
