import { isScript } from "../../build/plugin-source.ts";
import type { Subject } from "../rule.ts";
import { tokensOf, type Token } from "./tokens.ts";

/** Every script that a person reads before signing, as words. The build has made sure that they are UTF-8. */
export function scriptsOf({ built }: Pick<Subject, "built">): readonly {
  readonly file: string;
  readonly tokens: readonly Token[];
}[] {
  return built.source.files
    .filter(({ path }) => isScript(path))
    .map(({ path, bytes }) => ({
      file: path,
      tokens: tokensOf(new TextDecoder("utf-8").decode(bytes)),
    }));
}
