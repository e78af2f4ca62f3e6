/** A path in a line that a person will copy: one that a shell would take apart is quoted. */
export function inShell(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
