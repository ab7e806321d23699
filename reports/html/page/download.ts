import { FileNames } from '../../file-names.ts';

/** Hands the reader a file. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** `2026-03-04T10-15-00-default_json_throughput.csv`: says of which run and which chart, also out of its folder. */
export function fileName(parts: readonly string[], extension: string): string {
  return `${new FileNames().stemOf(...parts)}.${extension}`;
}
