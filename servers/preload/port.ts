/**
 * `node --import modebench/port app.js`: the app as it is, on the port that MODEBENCH_PORT says (see `parseRedirect`) in
 * place of the one that is written in it. Without MODEBENCH_PORT nothing changes.
 */
import { parseRedirect, redirectListening } from './redirect.ts';

if (process.env.MODEBENCH_PORT) redirectListening(parseRedirect(process.env.MODEBENCH_PORT));
