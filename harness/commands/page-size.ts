/** What text on stdout has to fit, and whether it may have colour (https://no-color.org). */
export function pageSize(): { readonly columns: number; readonly colour: boolean } {
  const { stdout, env } = process;
  const colour = (stdout.isTTY ?? false) && !env.NO_COLOR && env.TERM !== 'dumb';
  return { columns: Math.min(stdout.columns || 80, 120), colour };
}
