/**
 * The scenarios that Modebench knows: the requests of one kind of use of the reference app, with their checks.
 * To add one: write `scenarios/<name>.ts`, exporting a `Scenario`, and name it in the list below.
 */
import type { Scenario } from '../harness/model/scenario.ts';
import { cpu } from './cpu.ts';
import { dbRead } from './db-read.ts';
import { dbWrite } from './db-write.ts';
import { io } from './io.ts';
import { json } from './json.ts';
import { mix } from './mix.ts';
import { page } from './page.ts';
import { plain } from './plain.ts';
import { session } from './session.ts';
import { slowClient } from './slow-client.ts';
import { staticFiles } from './static.ts';
import { upload } from './upload.ts';
import { wait } from './wait.ts';

export { pathScenario } from './path.ts';

export const scenarios: readonly Scenario[] = [
  plain,
  json,
  page,
  cpu,
  wait,
  io,
  dbRead,
  dbWrite,
  session,
  staticFiles,
  upload,
  mix,
  slowClient,
];
