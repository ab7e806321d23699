// `npm run bench:self <area> -- [--json] …`: the benchmark of ourselves. Nothing here is a test: it measures, beside a
// peer. With --json an area prints a list of rows (rows.mjs).
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'areas');
const areas = readdirSync(folder).map((name) => name.replace(/\.mjs$/, ''));
const [area, ...rest] = process.argv.slice(2);
if (!areas.includes(area)) {
  console.error(`npm run bench:self <area>, one of: ${areas.join(', ')}`);
  process.exit(2);
}
process.argv = [process.argv[0], join(folder, `${area}.mjs`), ...rest];
await import(`./areas/${area}.mjs`);
