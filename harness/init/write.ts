import { stringify } from 'yaml';
import type { ConfigInput } from '../model/config.ts';
import type { Draft, DraftEntry } from './draft.ts';

export const configFormats = ['ts', 'mjs', 'yaml', 'json'] as const;
export type ConfigFormat = (typeof configFormats)[number];

export interface WriteOptions {
  readonly format: ConfigFormat;
  /** The types of Modebench are there for editors: it is installed in the folder. */
  readonly typed: boolean;
}

const columns = 110;

/** The text of the configuration file. JSON holds no comments, and therefore no entries that are not to be used. */
export function writeConfig(draft: Draft, { format, typed }: WriteOptions): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...(typed ? { $schema: './node_modules/modebench/schema/config.schema.json' } : {}), ...configOf(draft) }, null, 2)}\n`;
    case 'yaml':
      return documentOf(draft, yamlNotation(typed));
    case 'ts':
    case 'mjs':
      return documentOf(draft, scriptNotation(format, typed));
  }
}

/** The data that the file comes to. */
export function configOf({ name, modes, scenarios, comparedModes }: Draft): ConfigInput {
  const used = <Config>(entries: readonly DraftEntry<Config>[]) =>
    Object.fromEntries(entries.filter(({ off }) => off === null).map((entry) => [entry.name, entry.config]));
  return {
    ...{ name, modes: used(modes), scenarios: used(scenarios) },
    ...(comparedModes === null ? {} : { defaults: { modes: [...comparedModes] } }),
  };
}

/** How one language writes what the others write as well. */
interface Notation {
  readonly comment: string;
  /** Lines before everything, and after it. */
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  /** How far a section's name, and an entry's, stand in. */
  readonly indents: readonly [number, number];
  readonly endOfSection: string | null;
  section(name: string): string;
  /** `name: value`, however many lines that takes; not indented. */
  entry(name: string, value: unknown): readonly string[];
}

function documentOf(draft: Draft, notation: Notation): string {
  const [outer, inner] = notation.indents;
  const section = (name: string, lines: readonly string[]) => [
    indented(notation.section(name), outer),
    ...lines,
    ...(notation.endOfSection === null ? [] : [indented(notation.endOfSection, outer)]),
  ];
  const lines = [
    ...draft.about.flatMap((sentence) => commented(sentence, notation, 0)),
    ...notation.opening,
    ...notation.entry('name', draft.name).map((line) => indented(line, outer)),
    '',
    ...section('modes', [
      ...entriesOf(draft.modes, notation),
      ...draft.afterModes.flatMap((sentence) => commented(sentence, notation, inner)),
    ]),
    ...(draft.comparedModes === null ? [] : comparedLines(draft.comparedModes, notation)),
    '',
    ...section('scenarios', [
      ...entriesOf(draft.scenarios, notation),
      ...draft.afterScenarios.flatMap((sentence) => commented(sentence, notation, inner)),
    ]),
    ...notation.closing,
  ];
  return `${lines.join('\n')}\n`;
}

function comparedLines(modes: readonly string[], notation: Notation): string[] {
  const [outer] = notation.indents;
  return [
    '',
    ...commented('Compared unless --modes names others; the first is the baseline.', notation, outer),
    ...notation.entry('defaults', { modes: [...modes] }).map((line) => indented(line, outer)),
  ];
}

function entriesOf(entries: readonly DraftEntry<unknown>[], notation: Notation): string[] {
  const inner = notation.indents[1];
  return entries.flatMap(({ name, config, comment, off }) => {
    const said = [...comment, ...(off === null ? [] : [off])].filter((sentence) => sentence !== '');
    const lines = notation.entry(name, config);
    const used = off === null ? lines : lines.map((line) => `${notation.comment} ${line}`);
    return [
      ...said.flatMap((sentence) => commented(sentence, notation, inner)),
      ...used.map((line) => indented(line, inner)),
    ];
  });
}

function indented(line: string, by: number): string {
  return line === '' ? '' : ' '.repeat(by) + line;
}

/** Wrapped at spaces. What comes from the folder cannot end a comment: line breaks, of Unicode too, become `?`. */
function commented(text: string, { comment }: Notation, by: number): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const words = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?').split(' ');
  const start = `${' '.repeat(by)}${comment}`;
  const lines: string[] = [];
  let line = start;
  for (const word of words) {
    if (line !== start && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = start;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function yamlNotation(typed: boolean): Notation {
  const schema = '# yaml-language-server: $schema=./node_modules/modebench/schema/config.schema.json';
  return {
    ...{
      comment: '#',
      opening: [...(typed ? [schema] : []), ''],
      closing: [],
      indents: [0, 2],
      endOfSection: null,
    },
    section: (name) => `${name}:`,
    entry: (name, value) =>
      stringify({ [name]: value }, { lineWidth: 0 })
        .trimEnd()
        .split('\n'),
  };
}

function scriptNotation(format: 'ts' | 'mjs', typed: boolean): Notation {
  const [opening, closing] = scriptFrame(format, typed);
  return {
    ...{ comment: '//', opening, closing: [closing], indents: [2, 4], endOfSection: '},' },
    section: (name) => `${name}: {`,
    entry: (name, value) => propertyOf(name, value, ''),
  };
}

/** The types are named where they can be found, for a file that names them in vain is one that an editor complains of. */
function scriptFrame(format: 'ts' | 'mjs', typed: boolean): [string[], string] {
  if (!typed) return [['', 'export default {'], '};'];
  if (format === 'mjs')
    return [['', "/** @type {import('modebench').ConfigInput} */", 'export default {'], '};'];
  return [
    ["import type { ConfigInput } from 'modebench';", '', 'export default {'],
    '} satisfies ConfigInput;',
  ];
}

/** `name: value,` in one line where it fits. */
function propertyOf(name: string, value: unknown, indent: string): string[] {
  const short = `${indent}${keyOf(name)}: ${inlineOf(value)},`;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (short.length <= columns - 10 && (!isObject || indent !== '')) return [short];
  if (!isObject) {
    if (!Array.isArray(value)) return [short];
    return [
      `${indent}${keyOf(name)}: [`,
      ...value.map((item) => `${indent}  ${inlineOf(item)},`),
      `${indent}],`,
    ];
  }
  const inner = Object.entries(value).flatMap(([key, of]) => propertyOf(key, of, `${indent}  `));
  return [`${indent}${keyOf(name)}: {`, ...inner, `${indent}},`];
}

function inlineOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inlineOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const properties = Object.entries(value).map(([key, of]) => `${keyOf(key)}: ${inlineOf(of)}`);
    return `{ ${properties.join(', ')} }`;
  }
  return JSON.stringify(value);
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
