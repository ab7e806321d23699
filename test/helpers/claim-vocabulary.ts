// What the documents' claims may speak of, written out: modes with their options, layers, scenarios.
import type { Vocabulary } from '../../harness/claims/claim.ts';
import type { ModeOption } from '../../harness/model/launch.ts';
import type { Variant } from '../../harness/model/variant.ts';

const option = (value: number, max = 64): ModeOption => ({
  summary: 'how many',
  default: value,
  min: 0,
  max,
});
const workers = option(4);
const threads = option(4);
const gunicorn = {
  workers,
  preload: option(0, 1),
  'max-requests': option(0, 1e6),
  'max-requests-jitter': option(0, 1e6),
  timeout: option(30, 3600),
  'access-log': option(0, 1),
};

const one = () => 1;
const unbounded = () => null;
const workersOf = (options: Readonly<Record<string, number>>) => options.workers ?? 4;
const threadsOf = (options: Readonly<Record<string, number>>) => options.threads ?? 4;

function mode(
  stack: string,
  name: string,
  options: Readonly<Record<string, ModeOption>>,
  parallelism: Vocabulary['modes'][number]['parallelism'],
): Vocabulary['modes'][number] {
  return { stack, name, options, parallelism };
}

export const documented: Vocabulary = {
  modes: [
    mode('node', 'dev', {}, one),
    mode('node', 'prefork', { workers }, workersOf),
    mode('node', 'threaded', { threads }, threadsOf),
    mode('flask', 'dev', {}, one),
    mode('flask', 'dev-threaded', {}, unbounded),
    mode('flask', 'dev-debug', {}, unbounded),
    mode('flask', 'prefork', gunicorn, workersOf),
    mode('flask', 'prefork-threaded', { ...gunicorn, threads }, unbounded),
    mode('flask', 'prefork-gevent', gunicorn, unbounded),
    mode('flask', 'threaded', { threads }, threadsOf),
    mode('flask', 'async', { workers }, unbounded),
    mode('flask', 'async-as-documented', { workers }, unbounded),
    mode('flask', 'uwsgi', { workers, threads: option(1) }, workersOf),
    mode('flask', 'mod-wsgi', { workers, threads }, workersOf),
    mode('django', 'dev', {}, unbounded),
    mode('django', 'prefork', { workers }, workersOf),
    mode('django', 'threaded', { threads }, threadsOf),
  ],
  layers: [
    { name: 'nginx', options: { backends: option(1) } },
    { name: 'caddy', options: { backends: option(1) } },
    { name: 'supervisor', options: {} },
  ],
  scenarios: ['plain', 'json', 'page', 'cpu', 'wait', 'io', 'static', 'slow-client'],
};

/** `flask/prefork+nginx:workers=2` → a variant with that id and every other option as by default. */
export function variantOf(id: string): Variant {
  const [stack = '', spec = ''] = id.split('/');
  const [layered = '', ...assignments] = spec.split(':');
  const [name = '', ...layers] = layered.split('+');
  const found = documented.modes.find((one) => one.stack === stack && one.name === name);
  if (found === undefined) throw new Error(`no mode ${id}`);
  const offered = [
    found.options,
    ...documented.layers.filter((layer) => layers.includes(layer.name)).map((layer) => layer.options),
  ];
  const options = Object.fromEntries(
    offered.flatMap((part) => Object.entries(part).map(([key, value]) => [key, value.default])),
  );
  for (const [key = '', value] of assignments.map((one) => one.split('='))) options[key] = Number(value);
  return {
    id,
    label: id,
    source: { kind: 'reference', stack, mode: name, layers },
    options,
    parallelism: found.parallelism(options),
    development: name.startsWith('dev'),
    notes: [],
  };
}
