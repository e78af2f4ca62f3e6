/**
 * The durable memory of a paper account: one SQLite file, shared with nobody, written before anything is acknowledged.
 *
 * Everything goes to disk through `commit`, one transaction per write. A process may end between any two of them, and
 * what it finds at the next start is the account as of the last one.
 */
import { existsSync } from "node:fs";
import type Database from "better-sqlite3";
import { z } from "zod";
import { sha256Hex } from "../../kernel/digest.ts";
import type { E8 } from "../../kernel/e8.ts";
import { Fault } from "../../kernel/result.ts";
import { newAccount, type SimAccount } from "../../sim/account.ts";
import { createFile, guarded, openFile } from "./file.ts";
import {
  eventText,
  orderText,
  stateText,
  storedEvent,
  storedOrder,
  storedState,
  type PaperEvent,
  type StoredOrder,
  type StoredState,
} from "./rows.ts";

/** What a write is about: the file itself, an order's answer, what bars did, moved protection, marks at the end. */
export type PaperWrite = "create" | "order" | "bars" | "protection" | "close";

/** Every durable write is announced twice, so that a test can end the process at either side of it. */
export type WriteHook = (moment: "before" | "after", what: PaperWrite) => void;

export interface StoreOptions {
  readonly path: string;
  readonly account: string;
  /** Wallet of an account that begins; an existing one keeps what it has. */
  readonly bankrollE8: E8;
  readonly onWrite?: WriteHook;
}

export interface Commit {
  readonly account: SimAccount;
  readonly order?: { readonly clientOrderId: string; readonly stored: StoredOrder };
  /** Without sequence: the store numbers them on from its last one. */
  readonly events?: readonly Unnumbered[];
}
type Unnumbered = PaperEvent extends infer Event
  ? Event extends PaperEvent
    ? Omit<Event, "seq">
    : never
  : never;

const GENESIS = "0".repeat(64);
const row = z.object({ body: z.string() });

export class PaperStore {
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #onWrite: WriteHook;
  #state: StoredState;
  #account: SimAccount;
  /** A write failed: what is on disk is not known any more, so nothing is answered until the file is opened again. */
  #failed = false;

  constructor(options: StoreOptions) {
    const { path, account } = options;
    this.#path = path;
    this.#onWrite = options.onWrite ?? (() => {});
    if (!existsSync(path)) {
      this.#onWrite("before", "create");
      createFile(path, (db) => writeState(db, newState(account, options.bankrollE8)));
      this.#onWrite("after", "create");
    }
    this.#db = openFile(path, (db) => verify(db, path, account));
    this.#state = readState(this.#db, path, account);
    const { walletE8, instruments } = this.#state;
    this.#account = { walletE8, instruments };
  }

  /** The account as of the newest write. */
  get account(): SimAccount {
    return this.#account;
  }

  /** False after `close` and after a write that failed. */
  get usable(): boolean {
    return !this.#failed;
  }

  get lastSeq(): number {
    return this.#state.lastSeq;
  }

  /** Returns when the change is on disk. @throws Fault venue_unreachable when it is not known to be. */
  commit(what: PaperWrite, change: Commit): void {
    this.assertUsable();
    const { lastSeq } = this.#state;
    const events = (change.events ?? []).map((each, at) => ({ ...each, seq: lastSeq + 1 + at }));
    // Until the end of this call nobody knows whether the change is on disk.
    this.#failed = true;
    this.#onWrite("before", what);
    guarded("file_unwritable", this.#path, () =>
      this.#db.transaction(() => this.#write(change, events))(),
    );
    this.#account = change.account;
    this.#onWrite("after", what);
    this.#failed = false;
  }

  #write(change: Commit, events: readonly PaperEvent[]): void {
    let { ordersSha256, eventsSha256, lastSeq } = this.#state;
    if (change.order !== undefined) {
      const body = orderText(change.order.stored);
      ordersSha256 = chained(ordersSha256, body);
      this.#db
        .prepare("INSERT INTO orders (client_order_id, body) VALUES (?, ?)")
        .run(change.order.clientOrderId, body);
    }
    for (const event of events) {
      const body = eventText(event);
      eventsSha256 = chained(eventsSha256, body);
      lastSeq = event.seq;
      const clientOrderId = event.kind === "funding" ? null : event.clientOrderId;
      this.#db.prepare("INSERT INTO events VALUES (?, ?, ?)").run(event.seq, clientOrderId, body);
    }
    const { walletE8, instruments } = change.account;
    const state = { ...this.#state, walletE8, instruments, ordersSha256, eventsSha256, lastSeq };
    writeState(this.#db, state);
    this.#state = state;
  }

  order(clientOrderId: string): StoredOrder | null {
    this.assertUsable();
    const found = this.#db
      .prepare("SELECT body FROM orders WHERE client_order_id = ?")
      .get(clientOrderId);
    return found === undefined ? null : storedOrder.parse(bodyOf(found));
  }

  /** The event that ended an order: its fill or its cancellation. */
  endOf(clientOrderId: string): PaperEvent | null {
    this.assertUsable();
    const found = this.#db
      .prepare("SELECT body FROM events WHERE client_order_id = ? ORDER BY seq DESC LIMIT 1")
      .get(clientOrderId);
    return found === undefined ? null : storedEvent.parse(bodyOf(found));
  }

  /** Events with sequence > `afterSeq`, in order. */
  events(afterSeq: number): PaperEvent[] {
    this.assertUsable();
    if (afterSeq >= this.lastSeq) return [];
    const rows = this.#db
      .prepare("SELECT body FROM events WHERE seq > ? ORDER BY seq")
      .all(afterSeq);
    return rows.map((found) => storedEvent.parse(bodyOf(found)));
  }

  close(): void {
    this.#failed = true;
    this.#db.close();
  }

  /** @throws Fault venue_unreachable after `close` and after a write that failed. */
  assertUsable(): void {
    if (!this.#failed) return;
    throw new Fault("venue_unreachable", `${this.#path} is closed or a write to it failed`);
  }
}

function newState(account: string, walletE8: E8): StoredState {
  return {
    schema: "paper-state/1",
    account,
    ...newAccount(walletE8),
    lastSeq: 0,
    ordersSha256: GENESIS,
    eventsSha256: GENESIS,
  };
}

function writeState(db: Database.Database, state: StoredState): void {
  const body = stateText(state);
  db.prepare("INSERT OR REPLACE INTO state VALUES (1, ?, ?)").run(body, sha256Hex(body));
}

function readState(db: Database.Database, path: string, account: string): StoredState {
  const found = z
    .object({ body: z.string(), sha256: z.string() })
    .safeParse(db.prepare("SELECT body, sha256 FROM state").get());
  if (!found.success || sha256Hex(found.data.body) !== found.data.sha256) {
    throw new Fault("paper_store_broken", `${path}: the account's state was altered`);
  }
  const state = storedState.parse(JSON.parse(found.data.body));
  if (state.account !== account) {
    throw new Fault(
      "paper_store_foreign",
      `${path} is of account ${state.account}, not ${account}`,
    );
  }
  return state;
}

/** Walks both logs against the state: a store that does not fit together is refused whole. */
function verify(db: Database.Database, path: string, account: string): void {
  const state = readState(db, path, account);
  const orders = chainOf(db, "SELECT body FROM orders ORDER BY n");
  if (orders.sha256 !== state.ordersSha256) {
    throw new Fault("paper_store_broken", `${path}: an order was altered or is missing`);
  }
  const events = chainOf(db, "SELECT body FROM events ORDER BY seq");
  if (events.sha256 !== state.eventsSha256 || events.count !== state.lastSeq) {
    throw new Fault("paper_store_broken", `${path}: an event was altered or is missing`);
  }
}

function chainOf(db: Database.Database, query: string): { sha256: string; count: number } {
  let [sha256, count] = [GENESIS, 0];
  for (const found of db.prepare(query).iterate()) {
    sha256 = chained(sha256, row.parse(found).body);
    count += 1;
  }
  return { sha256, count };
}

function chained(previous: string, body: string): string {
  return sha256Hex(`${previous}\n${body}`);
}

function bodyOf(found: unknown): unknown {
  return JSON.parse(row.parse(found).body);
}
