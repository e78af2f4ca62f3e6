/**
 * What we use of assemblyscript's compiler. Its own declarations would put a hundred global names into every file of this
 * project, and the package is optional: this type-checks without it.
 */
interface DiagnosticMessage {
  readonly category: number;
  readonly code: number;
  readonly message: string;
  readonly range: {
    readonly start: number;
    readonly source: { readonly normalizedPath: string };
  } | null;
}

interface APIOptions {
  readonly readFile: (path: string, baseDir: string) => string | null;
  readonly writeFile: (path: string, contents: Uint8Array | string, baseDir: string) => void;
  readonly listFiles: (dirname: string, baseDir: string) => string[];
  readonly reportDiagnostic: (diagnostic: DiagnosticMessage) => void;
}

declare const asc: {
  readonly version: string;
  main(argv: readonly string[], options: APIOptions): Promise<{ readonly error: Error | null }>;
};
export default asc;
