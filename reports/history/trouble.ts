import { plain } from '../terminal/text.ts';

/** As `RecordTrouble` of the folder that reads records, of which reports know nothing. */
type Trouble =
  | { readonly kind: 'cut-short' | 'foreign' }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged'; readonly at: string }
  | { readonly kind: 'unreadable'; readonly code: string };

/** What is wrong with a record, as the end of a sentence that its path begins. */
export function troubleText(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'cut-short':
      return 'its record is not whole: it was cut short or is none';
    case 'foreign':
      return 'is JSON, but not a record of Modebench';
    case 'newer':
      return `is of version ${trouble.version}, which a newer Modebench wrote`;
    case 'damaged':
      return `its record is damaged at ${trouble.at}`;
    case 'unreadable':
      return `cannot be read (${trouble.code})`;
  }
}

/** The path that such a sentence begins with: folders may have any name. */
export function pathText(path: string): string {
  return plain(path);
}
