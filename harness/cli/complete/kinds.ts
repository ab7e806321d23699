/** What an option or an argument takes, as far as completion can help with it. */
export const valueKinds = [
  'modes',
  'mode',
  'reference-modes',
  'reference-mode',
  'stacks',
  'stack',
  'scenarios',
  'scenario',
  'formats',
  'config-format',
  'engine',
  'arrivals',
  'overflow',
  'pacing',
  'host',
  'metric',
  'trend',
  'workload',
  'setting',
  'run',
  'resumable',
  'run-name',
  'documents',
  'claims',
  'verdicts',
  'experiments',
  'shell',
] as const;
export type ValueKind = (typeof valueKinds)[number];

/** Kinds of which several can be given, with commas between. */
export const listKinds: readonly ValueKind[] = [
  'modes',
  'reference-modes',
  'stacks',
  'scenarios',
  'formats',
  'documents',
  'claims',
  'verdicts',
];
