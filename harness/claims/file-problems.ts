import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { UsageProblem } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';

export type Path = readonly PropertyKey[];

/** A YAML file as read, and everything found wrong with it, each with its line and its path in the file. */
export class ClaimFile {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly problems: UsageProblem[] = [];
  /** Undefined when it is no YAML. */
  readonly value: unknown;

  constructor(text: string, name: string) {
    this.#name = name;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const { message, pos } of this.#document.errors) {
      this.problems.push({
        where: `${name}:${this.#lineAt(pos[0])}`,
        message: `is no YAML: ${oneLine(message)}`,
      });
    }
    this.value = this.problems.length > 0 ? undefined : this.#read();
  }

  note(path: Path, message: string, hint?: string): void {
    const line = this.#lineOf(path);
    const place = path.length === 0 ? '' : ` ${pathText(path)}`;
    const where = `${this.#name}${line === null ? '' : `:${line}`}${place}`;
    this.problems.push(hint === undefined ? { where, message } : { where, message, hint });
  }

  /** What zod found, in our words; `schema` tells which keys there are. */
  noteIssues(
    issues: readonly z.core.$ZodIssue[],
    at: Path,
    given: unknown,
    allowed: readonly string[],
  ): void {
    for (const issue of issues) {
      const path = [...at, ...issue.path];
      const found = valueAt(given, issue.path);
      switch (issue.code) {
        case 'unrecognized_keys':
          for (const key of issue.keys) {
            const known = issue.path.length === 0 ? nameHint(key, allowed) : undefined;
            this.note([...path, key], `unknown key "${key}"`, known);
          }
          break;
        case 'invalid_value':
          this.note(
            path,
            `${shown(found)} is not known`,
            nameHint(typeof found === 'string' ? found : '', issue.values.map(String)),
          );
          break;
        case 'invalid_type':
          this.note(
            path,
            found === undefined ? 'is missing' : `${shown(found)} is not what belongs here`,
            `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected} is wanted`,
          );
          break;
        default:
          this.note(
            path,
            found === undefined || typeof found === 'object'
              ? issue.message
              : `${shown(found)}: ${issue.message}`,
          );
      }
    }
  }

  #read(): unknown {
    try {
      return this.#document.toJS();
    } catch (error) {
      this.note([], `cannot be read: ${error instanceof Error ? oneLine(error.message) : String(error)}`);
      return undefined;
    }
  }

  /** Line of the node at a path, or of the nearest one above it; null for an empty file. */
  #lineOf(path: Path): number | null {
    let node: unknown = this.#document.contents;
    let offset = startOf(node);
    for (const step of path) {
      const next = child(node, step);
      if (next === undefined) break;
      offset = startOf(next.key ?? next.value) ?? offset;
      node = next.value;
    }
    return offset === null ? null : this.#lineAt(offset);
  }

  #lineAt(offset: number): number {
    return this.#lines.linePos(offset).line;
  }
}

function child(node: unknown, step: PropertyKey): { key?: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return isPair(pair) ? { key: pair.key, value: pair.value } : undefined;
  }
  const items = typeof node === 'object' && node !== null && 'items' in node ? node.items : undefined;
  return Array.isArray(items) && typeof step === 'number' && step in items
    ? { value: items[step] }
    : undefined;
}

function startOf(node: unknown): number | null {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  const start: unknown = Array.isArray(range) ? range[0] : null;
  return typeof start === 'number' ? start : null;
}

/** `claims[3].metric` */
export function pathText(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}

const mostShown = 60;

/** What was found, short enough for a line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
