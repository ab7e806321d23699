// Compiles into dist/, bundles the report page's script, and puts data files beside the compiled code.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { manPage } from './man.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['harness', 'servers', 'scenarios', 'reports'];
const page = 'reports/html/page';
const styles = 'reports/html/styles';

rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});

for (const source of sources) copyDataFiles(source);

if (existsSync(join(root, page, 'main.ts'))) {
  await build({
    input: join(root, page, 'main.ts'),
    platform: 'browser',
    // A schema declared beside a type is 60 kB of zod, and the page runs none.
    resolve: { alias: { zod: join(root, page, 'no-schemas.ts') } },
    logLevel: 'warn',
    output: { file: join(root, 'dist/reports/html/page.js'), format: 'iife', minify: true },
  });
}

writeFileSync(join(root, 'dist/reports/html/page.css'), stylesOf(join(root, 'reports/html/page.css')));

// The forms of a record, of a claim file and of a configuration, for programs and editors. They are kept in the
// repository, so that a change of them is seen.
const { z } = await import('zod');
const { recordSchema, schemaVersion } = await import(join(root, 'dist/harness/model/record.js'));
const { claimFileSchema } = await import(join(root, 'dist/harness/claims/format.js'));
const { capacitySchema } = await import(join(root, 'dist/harness/capacity/report-schema.js'));
const { configSchema } = await import(join(root, 'dist/harness/model/config.js'));
mkdirSync(join(root, 'schema'), { recursive: true });
writeSchema('record', `Record of Modebench, version ${schemaVersion}`, z.toJSONSchema(recordSchema));
writeSchema('claims', 'Claim file of Modebench', z.toJSONSchema(claimFileSchema, { io: 'input' }));
writeSchema('capacity', 'Capacity of Modebench, version 1', z.toJSONSchema(capacitySchema));
writeSchema('config', 'Configuration of Modebench', z.toJSONSchema(configSchema, { io: 'input' }));

// What completion can name, so that it need not load all that defines it.
const { collectNames } = await import(join(root, 'dist/harness/commands/collect-names.js'));
writeFileSync(join(root, 'dist/harness/cli/complete/names.json'), JSON.stringify(collectNames()));

// Each small module costs two milliseconds or three, which `bench --help` and the Tab key would pay for.
await buildOfOne(
  'cli',
  /^(cli|version|cli\/[\w-]+|cli\/commands\/.*|cli\/complete\/protocol|commands\/exit-codes)\.js$/,
);
await buildOfOne('cli/complete/answer', /^cli\/(complete\/.*|options)\.js$/);

const { program } = await import(join(root, 'dist/harness/cli/program.js'));
const { pageOf } = await import(join(root, 'dist/harness/cli/page.js'));
const { version } = await import(join(root, 'dist/harness/version.js'));
mkdirSync(join(root, 'dist/man'), { recursive: true });
writeFileSync(join(root, 'dist/man/bench.1'), manPage(program(), pageOf, version));

// npx runs the built entry itself, and tsc sets no run bit.
if (existsSync(join(root, 'dist/harness/cli.js'))) chmodSync(join(root, 'dist/harness/cli.js'), 0o755);

/** Puts those modules of the harness into one that nothing but imports. What is imported when needed stays apart. */
async function buildOfOne(entry, parts) {
  const harness = join(root, 'dist/harness');
  const file = join(harness, `${entry}.js`);
  const isPart = (id, importer) => parts.test(relative(harness, resolve(dirname(importer), id)));
  await build({
    input: file,
    platform: 'node',
    logLevel: 'warn',
    external: (id, importer) => importer !== undefined && !isPart(id, importer),
    output: { file, format: 'esm' },
  });
}

function writeSchema(name, title, { $schema, ...form }) {
  const titled = { $schema, title, ...form };
  writeFileSync(join(root, `schema/${name}.schema.json`), `${JSON.stringify(titled, null, 2)}\n`);
}

/** What a style sheet imports, one after another. */
function stylesOf(file) {
  const imports = readFileSync(file, 'utf8').matchAll(/^@import "(.+)";$/gm);
  return [...imports].map(([, path]) => readFileSync(join(dirname(file), path), 'utf8')).join('\n');
}

/** Templates, pictures, claims, … : every file that is not TypeScript keeps its place under dist/. */
function copyDataFiles(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(root.length + 1);
    if (!entry.isFile() || extname(entry.name) === '.ts' || path.startsWith(page) || path.startsWith(styles))
      continue;
    mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
    copyFileSync(from, join(root, 'dist', path));
  }
}
