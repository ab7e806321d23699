// `npm run bench:self <area>`: the benchmark of ourselves. Nothing here is a test: it measures, beside a peer.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const areas = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.mjs') && name !== 'index.mjs')
  .map((name) => name.slice(0, -4));
const [area, ...rest] = process.argv.slice(2);
if (!areas.includes(area)) {
  console.error(`npm run bench:self <area>, one of: ${areas.join(', ')}`);
  process.exit(2);
}
process.argv = [process.argv[0], join(import.meta.dirname, `${area}.mjs`), ...rest];
await import(`./${area}.mjs`);
