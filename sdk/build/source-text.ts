import type { Finding } from "#host/contract/finding.ts";
import type { SourceFile } from "#host/kernel/source-digest.ts";
import { BUILD_LIMITS } from "./limits.ts";
import { isScript } from "./plugin-source.ts";
import { findingOf } from "./rules.ts";

/**
 * What a reader cannot see, or would see in another order: controls but tab and line ends, format and bidirectional
 * characters, fillers, odd spaces, separators, private use, unassigned. A reviewer would sign what is not shown.
 */
const UNSEEN =
  /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
/** A bundle that points at a source map makes a debugger show other code than what runs. */
const SOURCE_MAP = /sourceMappingURL/;

export interface Texts {
  /** Path → text of everything that is code or manifest. */
  readonly texts: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/** Decodes the sources and looks for what must not stand in them. */
export function readTexts(files: readonly SourceFile[]): Texts {
  const texts = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { path, bytes } of files) {
    if (!isScript(path) && path !== "manifest.toml") continue;
    const text = decode(bytes);
    if (text === null) {
      findings.push(findingOf("text", "fail", "bytes that are not UTF-8", { file: path }));
      continue;
    }
    texts.set(path, text);
    findings.push(...lineFindings(path, text));
  }
  if (findings.length === 0)
    findings.push(findingOf("text", "pass", "every character can be seen"));
  return { texts, findings };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lineFindings(file: string, text: string): Finding[] {
  const found: Finding[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (found.length >= BUILD_LIMITS.findingsPerRule) break;
    const at = { file, line: index + 1 };
    const unseen = UNSEEN.exec(line)?.[0];
    if (unseen !== undefined) {
      found.push(findingOf("text", "fail", `an invisible character: ${shown(unseen)}`, at));
    }
    if (SOURCE_MAP.test(line)) {
      const remedy = "remove the line: what is shown must be what runs";
      found.push(findingOf("text", "fail", "a sourceMappingURL", { ...at, remedy }));
    }
  }
  return found;
}

/** Not our terminal's own notation, which whoever prints the finding would escape a second time. */
function shown(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
