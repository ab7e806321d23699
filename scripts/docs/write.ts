// `npm run docs`: makes docs/reference anew. A test fails where it is stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { referencePages } from './reference-pages.ts';

const folder = new URL('../../docs/reference/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of referencePages()) writeFileSync(new URL(name, folder), text);
