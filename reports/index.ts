export { renderTerminal, type TerminalOptions } from './terminal/index.ts';
