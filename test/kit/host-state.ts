/** All that a refused command must leave as it was: signed files, the journal's head, what the venue was told. */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { realTimePaths, type Workspace } from "#host/workspace/paths.ts";
import { linesOf } from "./journal-file.ts";
import { contentsOf } from "./workspace.ts";

export interface HostState {
  /** Path → digest of everything in signed/ and keys/. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of the account's journal. */
  readonly journal: readonly string[];
  /** Orders that the venue has taken or refused. */
  readonly orders: number;
}

export function stateOf(workspace: Workspace, account = "main"): HostState {
  const paths = realTimePaths(workspace, account);
  return {
    files: { ...contentsOf(workspace.signed), ...contentsOf(workspace.keys) },
    journal: existsSync(paths.journal) ? linesOf(paths.journal) : [],
    orders: existsSync(paths.paperStore) ? ordersIn(paths.paperStore) : 0,
  };
}

function ordersIn(path: string): number {
  const db = new Database(path, { readonly: true });
  const count = Number(db.prepare("SELECT count(*) FROM orders").pluck().get());
  db.close();
  return count;
}
