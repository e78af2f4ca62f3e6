import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isLeaseHeld, leaseHolder, takeLease } from "#host/journal/lease.ts";
import { Fault } from "#host/kernel/result.ts";
import { childOf } from "#test/kit/child.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const HOLDER = fileURLToPath(new URL("./lease-holder.child.ts", import.meta.url));
const lockIn = (dir: string): string => join(dir, "main", "lease.sqlite");

describe("the lease of an account", () => {
  it("is refused while another process lives, naming it, and is free at once when that is killed", async () => {
    const path = lockIn(temporaryFolder());
    const child = childOf(HOLDER, [path]);
    expect(await child.line()).toBe("held");
    expect(isLeaseHeld(path)).toBe(true);
    const refused = takeLease({ path, account: "main", pid: process.pid });
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: "lease_held",
        message: `account main is held by process ${child.pid}`,
        detail: { pid: child.pid },
      },
    });
    expect(leaseHolder(path)).toEqual({ account: "main", pid: child.pid });
    await child.kill();
    expect(isLeaseHeld(path)).toBe(false);
    const taken = takeLease({ path, account: "main", pid: process.pid });
    expect(taken.ok).toBe(true);
    expect(leaseHolder(path)?.pid).toBe(process.pid);
    if (taken.ok) taken.value.release();
  });

  it("is refused twice inside one process, and the first one still holds afterwards", async () => {
    const path = lockIn(temporaryFolder());
    const first = takeLease({ path, account: "main", pid: process.pid });
    expect(takeLease({ path, account: "main", pid: process.pid }).ok).toBe(false);
    const child = childOf(HOLDER, [path]);
    expect(await child.line()).toBe(`account main is held by process ${process.pid}`);
    if (first.ok) first.value.release();
  });

  it("can be released twice and taken again", () => {
    const path = lockIn(temporaryFolder());
    const first = takeLease({ path, account: "main", pid: 1 });
    expect(first.ok).toBe(true);
    if (!first.ok) return;
    first.value.release();
    first.value.release();
    expect([isLeaseHeld(path), leaseHolder(path)]).toEqual([false, null]);
    const second = takeLease({ path, account: "main", pid: 2 });
    expect(second.ok).toBe(true);
    first.value.release();
    expect(leaseHolder(path)?.pid).toBe(2);
    if (second.ok) second.value.release();
  });

  it("is not known to be held where nobody ever held it", () => {
    expect(isLeaseHeld(lockIn(temporaryFolder()))).toBe(false);
  });

  it("is refused without a name when the holder's note is damaged", () => {
    const path = lockIn(temporaryFolder());
    const first = takeLease({ path, account: "main", pid: 1 });
    writeFileSync(`${path}-holder.json`, '{"pid"');
    const second = takeLease({ path, account: "main", pid: 2 });
    expect(second).toMatchObject({
      refusal: { message: "account main is held by another process" },
    });
    if (first.ok) first.value.release();
  });

  it("faults where its folder cannot be made", () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "main"), "a file");
    const take = (): unknown => takeLease({ path: lockIn(dir), account: "main", pid: 1 });
    expect(take).toThrow(Fault);
  });
});
