import { relative } from "node:path";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { KINDS } from "../build/kinds.ts";
import { scaffold } from "../new/scaffold.ts";

/** `sdk new ID`. Refusals: plugin_id_invalid, plugin_exists. */
export const newPlugin: Handler = (args) => {
  const workspace = workspaceAt(args.workspace);
  const id = args.text("ID");
  const wanted = args.text("kind");
  const kind = KINDS.find((each) => each === wanted) ?? "strategy";
  const made = scaffold(workspace, id, kind);
  if (!made.ok) return Promise.resolve(made);
  const { dir, written, note } = made.value;
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...(note === null ? [] : [note]),
    `next: edit ${relative(workspace.dir, dir)}/signal.ts, then npx --no sdk build ${id}`,
  ];
  return Promise.resolve({
    ok: true,
    text: lines.join("\n"),
    data: { id, kind, dir, written, note },
  });
};
