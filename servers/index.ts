/**
 * The server modes that Modebench knows: ways to serve the reference app.
 *
 * To add a mode of a stack that exists: write `servers/<stack>/<mode>.ts`, exporting a `ServerMode`
 * (`harness/model/launch.ts`), and name it in the list below. `launch` gets a free port, a nonce and a fresh folder; it
 * copies the seeded database there (`contract/database.ts`) and gives the command to run. The server must bind the
 * given host only, echo the nonce on `/health` once it is at full strength, stop on its stop signal within about a
 * second, and take its children with it even when it is killed.
 *
 * To add a stack: serve the contract (`contract/contract.ts` says what and where the shared files are) in a folder of
 * its own, then add its modes. Python stacks share what needs no framework (`python/attendance/`) and the servers that
 * take any WSGI app (`python/gunicorn.ts`, `python/waitress.ts`). The conformance suite
 * (`test/servers/conformance.system.test.ts`) runs against every mode of this list that is not declared to fail.
 */
import type { ServerMode } from '../harness/model/launch.ts';
import { djangoModes } from './django/index.ts';
import { flaskModes } from './flask/index.ts';
import { dev } from './node/dev.ts';
import { prefork } from './node/prefork.ts';
import { threaded } from './node/threaded.ts';

export const serverModes: readonly ServerMode[] = [dev, prefork, threaded, ...flaskModes, ...djangoModes];
