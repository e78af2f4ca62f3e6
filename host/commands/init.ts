import type { Handler } from "../terminal/run-command.ts";
import { printable } from "../terminal/escape.ts";
import { initWorkspace } from "../workspace/init.ts";

/** `host init [DIR]`: a fresh workspace with commented configuration. */
export const init: Handler = (args) => {
  const made = initWorkspace(args.textOrNull("DIR") ?? args.workspace);
  if (!made.ok) return Promise.resolve(made);
  const { dir } = made.value;
  const next = [
    `npx --no sdk new my-idea --workspace ${dir}`,
    `npx --no sign keygen --paper --workspace ${dir}`,
    `npx --no host status --workspace ${dir}`,
  ];
  return Promise.resolve({
    ok: true,
    text: [
      `made a workspace in ${printable(dir)}`,
      "next:",
      ...next.map((line) => `  ${printable(line)}`),
    ].join("\n"),
    data: { workspace: dir, next },
  });
};
