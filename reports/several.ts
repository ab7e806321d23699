import { severalCsvFormat } from './csv/several.ts';
import type { FormatOf } from './format.ts';
import { severalHtmlFormat } from './html/several.ts';
import { severalJsonFormat } from './json/several.ts';
import { severalMarkdownFormat } from './markdown/several.ts';
import type { SeveralView } from './view/several-types.ts';

/** Every format that `bench report` can write of several records. */
export const severalFormats: readonly FormatOf<SeveralView>[] = [
  severalHtmlFormat,
  severalMarkdownFormat,
  severalJsonFormat,
  severalCsvFormat,
];
