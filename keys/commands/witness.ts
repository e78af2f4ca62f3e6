import { join } from "node:path";
import { sha256Hex } from "#host/kernel/digest.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import type { Done, Handler } from "#host/terminal/run-command.ts";
import { ownJournals } from "#host/workspace/journals.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { keysIn, readKeyFile, withKeys } from "../key-store.ts";
import type { SignPorts } from "../ports.ts";
import { currentRoot } from "../root/store.ts";
import type { SigningKey } from "../signing-key.ts";
import { checkpointName, deliver, destinationOf, type Destination } from "../witness/deliver.ts";
import { openJournalRows, type JournalRows } from "../witness/journal-rows.ts";
import { recall, remember, type MemoryPlace, type Owed } from "../witness/memory.ts";
import { round, type Mark, type Post } from "../witness/rounds.ts";

/** `sign witness`: follows journals and signs how far they have come, until it is told to stop. */
export function witness(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const root = currentRoot(workspace, ports.nowMs());
    if (!root.ok) return root;
    const path = logKey(ports, workspace, args.textOrNull("key"), root.value);
    if (!path.ok) return path;
    const posts = postsOf(workspace, args.textOrNull("account"));
    if (!posts.ok) return posts;
    const to = destinationOf(args.text("to"), ports.searchPath);
    if (!to.ok) return to;
    const marks = startMarks(ports, workspace, posts.value, to.value, root.value);
    if (!marks.ok) return marks;
    const watched = await withKeys<Done>(ports, [path.value], async ([key]) =>
      key === undefined
        ? refuse("key_missing", `${path.value} holds no key`)
        : await watch({ ports, args, to: to.value, key, desks: marks.value }),
    );
    return watched.ok ? watched.value : watched;
  };
}

/** One journal under watch. */
interface Desk {
  readonly account: string;
  readonly journal: string;
  readonly memory: MemoryPlace;
  mark: Mark;
  owed: Owed | null;
}

/**
 * The one key file whose key has the role log.
 *
 * @returns Refusals: key_not_chosen, key_role_wrong, those of reading the file.
 */
function logKey(
  ports: SignPorts,
  workspace: Workspace,
  named: string | null,
  root: TrustedRoot,
): Result<string> {
  const loggers = root.keyring.roles.get("log")?.keyids ?? new Set<string>();
  const hint = "sign keygen --name witness; sign root add --public-key witness.pub.json --role log";
  const found: string[] = [];
  for (const path of named === null ? keysIn(workspace) : [named]) {
    const file = readKeyFile(path);
    if (!file.ok) return file;
    if (loggers.has(file.value.keyid)) found.push(path);
    else if (named !== null) {
      return refuse("key_role_wrong", `${file.value.name} does not have the role log`, { hint });
    }
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return ok(only);
  const message = `${found.length} keys of keys/ have the role log, and one signs checkpoints`;
  return refuse("key_not_chosen", message, {
    hint:
      found.length === 0 ? hint : `name one with --key FILE; others may lie in ${ports.userKeys}`,
  });
}

function postsOf(workspace: Workspace, account: string | null) {
  const found = ownJournals(workspace).filter(
    (each) => account === null || each.account === account,
  );
  return found.length > 0
    ? ok(found)
    : refuse("journal_missing", `there is no journal of ${account ?? "an account"} in var/`, {
        hint: "host run writes one; runs faster than real time are not witnessed",
      });
}

function startMarks(
  ports: SignPorts,
  workspace: Workspace,
  found: ReturnType<typeof ownJournals>,
  to: Destination,
  root: TrustedRoot,
): Result<readonly Desk[]> {
  const desks: Desk[] = [];
  const workspaceDigest = sha256Hex(workspace.dir);
  for (const { account, paths } of found) {
    const memory = { userKeys: ports.userKeys, account, workspaceDigest };
    const known = recall(memory, to, root.keyring);
    if (!known.ok) return known;
    const { mark, owed } = known.value;
    desks.push({ account, journal: paths.journal, memory, mark, owed });
  }
  return ok(desks);
}

interface Watch {
  readonly ports: SignPorts;
  readonly args: Arguments;
  readonly to: Destination;
  readonly key: SigningKey;
  readonly desks: readonly Desk[];
}

/** Rounds until told to stop; a past that was rewritten ends them with its refusal. */
async function watch({ ports, args, to, key, desks }: Watch): Promise<Result<Done>> {
  const once = args.flag("once");
  const pollMs = args.number("poll-seconds") * 1_000;
  const newest = new Map<string, string>();
  const again = new Map<string, string>();
  let made = 0;
  do {
    for (const desk of desks) {
      const opened = openJournalRows(desk.journal);
      if (!opened.ok) return opened;
      const post = postOf(ports, desk, opened.value, key, async (checkpoint, envelope) => {
        const name = checkpointName(desk.account, checkpoint.size);
        await deliver(to, name, envelope, ports.runCommandLine);
        remember(desk.memory, envelope);
        made += 1;
        newest.set(desk.account, name);
        ports.tell(
          `${checkpoint.time} ${name}: ${checkpoint.size} entries, head ${checkpoint.head}\n`,
        );
      });
      const settle = async (): Promise<void> => {
        if (desk.owed === null) return;
        const { name, envelope } = desk.owed;
        await deliver(to, name, envelope, ports.runCommandLine);
        desk.owed = null;
        again.set(desk.account, name);
        ports.tell(`${name}: handed over again\n`);
      };
      const after = await lookOnce(ports, { post, settle }, desk.mark, once);
      opened.value.close();
      if (!after.ok) return after;
      desk.mark = after.value;
    }
  } while (!once && (await ports.waitMs(pollMs)));
  return ok(doneOf({ made, newest, again }, desks, to));
}

/** While it runs on, a command that failed is told and tried again at the next round; `--once` has no next round. */
async function lookOnce(
  ports: SignPorts,
  { post, settle }: { readonly post: Post; readonly settle: () => Promise<void> },
  mark: Mark,
  once: boolean,
): Promise<Result<Mark>> {
  try {
    await settle();
    return await round(post, mark, once);
  } catch (error) {
    if (once || !(error instanceof Fault) || !error.retryable) throw error;
    ports.tell(`fault: ${error.code}: ${error.message}; again at the next round\n`);
    return ok(mark);
  }
}

function postOf(
  ports: SignPorts,
  { account }: Desk,
  rows: JournalRows,
  key: SigningKey,
  hand: Post["hand"],
): Post {
  return { account, rows, key, nowMs: () => ports.nowMs(), hand };
}

/** File names by account: what was signed now, and what was signed before and handed over again. */
interface Handed {
  readonly made: number;
  readonly newest: ReadonlyMap<string, string>;
  readonly again: ReadonlyMap<string, string>;
}

function doneOf({ made, newest, again }: Handed, desks: readonly Desk[], to: Destination): Done {
  const lines = desks.map(({ account, mark }) => {
    const name = newest.get(account) ?? again.get(account);
    const place = name !== undefined && to.kind === "folder" ? join(to.path, name) : name;
    const known = newest.has(account) ? "" : ", handed over again";
    const where = place === undefined ? "nothing new" : `${place}${known}`;
    return `${account}: ${mark.witnessed.size} entries witnessed, ${where}`;
  });
  const accounts = desks.map(({ account, mark }) => ({
    account,
    size: mark.witnessed.size,
    head: mark.witnessed.head,
    checkpoint: newest.get(account) ?? null,
    again: again.get(account) ?? null,
  }));
  return { ok: true, text: lines.join("\n"), data: { checkpoints: made, accounts } };
}
