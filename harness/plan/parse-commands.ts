import { parseArgsStringToArgv } from 'string-argv';
import type { Variant } from '../model/variant.ts';
import { quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** `old=gunicorn -w 1 -b 127.0.0.1:{port} wsgi:app` → a variant of the user's own. */
export function parseCommands(specs: readonly string[], problems: Problems): Variant[] {
  const variants: Variant[] = [];
  for (const spec of specs) {
    const match = /^([A-Za-z0-9][\w.+-]*)=(.+)$/s.exec(spec.trim());
    const [, name, command] = match ?? [];
    if (name === undefined || command === undefined) {
      problems.add(
        '--cmd',
        `${quote(spec)} has no name`,
        "write --cmd 'old=gunicorn -b 127.0.0.1:{port} wsgi:app'",
      );
      continue;
    }
    if (!command.includes('{port}')) {
      problems.add(
        '--cmd',
        `${quote(spec)} does not say where the port goes`,
        'put {port} where the command takes its port; a free one is filled in',
      );
    }
    if (parseArgsStringToArgv(command).length === 0) problems.add('--cmd', `${quote(spec)} has no program`);
    if (variants.some((variant) => variant.id === name))
      problems.add('--cmd', `${quote(name)} is named twice`);
    variants.push({
      id: name,
      label: name,
      source: { kind: 'command', command },
      options: {},
      parallelism: null,
      development: false,
      notes: [],
    });
  }
  return variants;
}
