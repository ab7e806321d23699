import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A text of YAML, or of JSON, which is YAML too: in which line of it something stands. */
export class SourceLines {
  readonly document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  lineAt(offset: number): number {
    return this.#lines.linePos(offset).line;
  }

  /** Of what stands at a path of keys and indices, or of the nearest above it; null for an empty text. */
  lineOf(path: readonly PropertyKey[]): number | null {
    let node: unknown = this.document.contents;
    let offset = startOf(node);
    for (const step of path) {
      const next = childOf(node, step);
      if (next === null) break;
      offset = startOf(next.key ?? next.value) ?? offset;
      node = next.value;
    }
    return offset === null ? null : this.lineAt(offset);
  }
}

function childOf(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return isPair(pair) ? { key: pair.key, value: pair.value } : null;
  }
  const value = isSeq(node) ? node.items[Number(step)] : undefined;
  return value === undefined ? null : { key: null, value };
}

function startOf(node: unknown): number | null {
  return isRanged(node) ? (node.range?.[0] ?? null) : null;
}

function isRanged(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}
