import { gzipSync } from 'node:zlib';
import { html, type Markup, raw, shortened } from './markup.ts';

/**
 * Data for the page's script in an inert block, compressed: of a large run it is most of the page, and a tenth of its
 * size so. `page/unpack.ts` reads it. Nothing in base64 can end the block.
 */
export function packedBlock(id: string, data: unknown): Markup {
  const json = JSON.stringify(data, (_, value: unknown) => shortened(value));
  const packed = gzipSync(json, { level: 9 }).toString('base64');
  return html`<script type="text/plain" id="${id}">${raw(packed)}</script>`;
}
