import { printable } from "../terminal/escape.ts";
import type { Handler } from "../terminal/run-command.ts";
import { initWorkspace } from "../workspace/init.ts";
import { inShell } from "./in-shell.ts";

/** What a person does next with an empty workspace, in order; each line is a command that exists. */
const NEXT = ["sdk new my-idea", "sign keygen --name mine --paper", "host status"] as const;

/** `host init [DIR]`: a fresh workspace with commented configuration. Refusal: workspace_not_empty. */
export const init: Handler = (args) => {
  const made = initWorkspace(args.textOrNull("DIR") ?? args.workspace);
  if (!made.ok) return Promise.resolve(made);
  const { dir } = made.value;
  const next = NEXT.map((line) => `npx --no ${line} --workspace ${inShell(dir)}`);
  const text = [`made a workspace in ${printable(dir)}`, "next:"]
    .concat(next.map((line) => `  ${printable(line)}`))
    .join("\n");
  return Promise.resolve({ ok: true, text, data: { workspace: dir, next } });
};
