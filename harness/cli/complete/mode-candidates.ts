import type { Candidate } from './completion.ts';
import type { NamedMode, Names } from './names.ts';

/**
 * How what is typed of a mode can go on: `[stack/]mode[+layer…][:size=n…]`, as `plan/parse-mode-spec.ts` reads it.
 * @param stacks of `--stack`, for modes that name none
 */
export function modeCandidates(
  { modes, layers }: Pick<Names, 'modes' | 'layers'>,
  stacks: readonly string[],
  piece: string,
): readonly Candidate[] {
  const [, prefix = '', rest = ''] = /^([^/:+]*\/)?(.*)$/s.exec(piece) ?? [];
  const asked = prefix === '' ? stacks : [prefix.slice(0, -1)];
  const there = modes.filter(({ stack }) => asked.includes(stack));
  if (rest.includes(':')) return sizes(there, layers, piece, rest);
  if (rest.includes('+')) {
    const before = piece.slice(0, piece.lastIndexOf('+') + 1);
    return layers.map(({ name, meaning }) => ({ value: before + name, meaning }));
  }
  const named = there.map(({ name, meaning }) => ({ value: prefix + name, meaning }));
  const all = [...new Set(modes.map(({ stack }) => stack))];
  const others = all.map((stack) => ({ value: `${stack}/`, meaning: `modes of ${stack}`, open: true }));
  return [...unique(named), ...(prefix === '' ? others : [])];
}

function sizes(
  modes: readonly NamedMode[],
  layers: readonly NamedMode[],
  piece: string,
  rest: string,
): readonly Candidate[] {
  const [mode = '', ...around] = (rest.split(':')[0] ?? '').split('+');
  const parts = [
    ...modes.filter(({ name }) => name === mode),
    ...layers.filter(({ name }) => around.includes(name)),
  ];
  const before = piece.slice(0, piece.lastIndexOf(':') + 1);
  const options = parts.flatMap((part) => part.options);
  return unique(options.map(({ name, meaning }) => ({ value: `${before}${name}=`, meaning, open: true })));
}

/** Stacks have modes of one name. */
function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(
    ({ value }, index) => candidates.findIndex((one) => one.value === value) === index,
  );
}
