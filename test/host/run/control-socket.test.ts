/** The socket itself: one strict, short line each way, whatever comes in and wherever it lies. */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { askHost, CONTROL_WAIT_MS } from "#host/run/control-client.ts";
import { REPLY_BYTES_MAX, REQUEST_BYTES_MAX } from "#host/run/control-protocol.ts";
import type { ControlReply, ControlRequest } from "#host/run/control-protocol.ts";
import { listenControl, socketAddress } from "#host/run/control-server.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const STATUS: ControlRequest = { command: "status" };

/** A server that remembers what it was asked. */
async function aServer(
  path = join(temporaryFolder(), "control.sock"),
  answer: (request: ControlRequest) => Promise<ControlReply> = () =>
    Promise.resolve({ ok: true, data: { seq: 7 } }),
) {
  const heard: ControlRequest[] = [];
  const server = await listenControl(path, (request) => {
    heard.push(request);
    return answer(request);
  });
  onTestFinished(() => server.close());
  return { path, heard, server };
}

/** What the server sends back to these bytes before it hangs up. */
async function raw(path: string, bytes: string | Buffer): Promise<string> {
  const address = socketAddress(path);
  const socket = createConnection({ path: address.path });
  let said = "";
  socket.setEncoding("utf8").on("data", (text: string) => void (said += text));
  socket.on("error", () => undefined); // a server that hangs up in the middle of our flood
  socket.write(bytes);
  await once(socket, "close");
  address.release();
  return said;
}

describe("a host that listens", () => {
  it("answers, and only this user can open the socket", async () => {
    const { path, heard } = await aServer();
    expect(await askHost(path, STATUS)).toEqual({ ok: true, data: { seq: 7 } });
    expect(heard).toEqual([STATUS]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("answers at a path longer than a socket's address can be", async () => {
    const path = join(temporaryFolder(), "a".repeat(120), "b".repeat(120), "control.sock");
    const { heard, server } = await aServer(path);
    expect(await askHost(path, STATUS)).toMatchObject({ ok: true });
    expect(heard.length).toBe(1);
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  it("takes the place of a socket that a dead process left", async () => {
    const path = join(temporaryFolder(), "control.sock");
    writeFileSync(path, "left over");
    await aServer(path);
    expect(await askHost(path, STATUS)).toMatchObject({ ok: true });
  });

  it("answers several at once, each with its own answer", async () => {
    const { path } = await aServer(undefined, (request) =>
      Promise.resolve({ ok: true, data: { command: request.command } }),
    );
    const halt: ControlRequest = { command: "halt", slot: null, reason: "look" };
    const replies = await Promise.all([askHost(path, STATUS), askHost(path, halt)]);
    expect(replies).toEqual([
      { ok: true, data: { command: "status" } },
      { ok: true, data: { command: "halt" } },
    ]);
  });

  const GARBAGE: readonly (readonly [string, string | Buffer])[] = [
    ["no JSON", "halt please\n"],
    ["half of JSON", '{"command":\n'],
    ["an unknown command", '{"command":"panic"}\n'],
    ["a key too many", '{"command":"status","now":true}\n'],
    ["no reason", '{"command":"halt","slot":null}\n'],
    ["a reason of two lines", '{"command":"halt","slot":null,"reason":"a\\nb"}\n'],
    ["a slot that is none", '{"command":"halt","slot":"../../x","reason":"a"}\n'],
    ["a list", "[]\n"],
    ["nothing", "\n"],
    ["bytes", Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
    ["a line that never ends", "x".repeat(REQUEST_BYTES_MAX + 1)],
    ["a flood", "y".repeat(4_000_000)],
  ];

  it.for(GARBAGE)("asks nobody about %s", async ([, bytes]) => {
    const { path, heard } = await aServer();
    const said = await raw(path, bytes);
    // Who floods may be cut off before the answer arrives; who does not is told.
    expect(said === "" || said.includes('"control_invalid"')).toBe(true);
    expect(said === "" && bytes.length < REQUEST_BYTES_MAX).toBe(false);
    expect(heard).toEqual([]);
    expect(await askHost(path, STATUS)).toMatchObject({ ok: true });
  });

  it("reads one line of a connection", async () => {
    const { path, heard } = await aServer();
    const line = `${JSON.stringify(STATUS)}\n`;
    await raw(path, line + line);
    expect(heard.length).toBe(1);
  });

  it("closes while somebody is connected who says nothing", async () => {
    const { path, server } = await aServer();
    const silent = createConnection({ path });
    await once(silent, "connect");
    const hungUp = once(silent, "close");
    await server.close();
    await hungUp;
    expect(existsSync(path)).toBe(false);
  });
});

/** Something else that listens where a host should. */
async function anImpostor(answer: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(), "run", "control.sock");
  mkdirSync(dirname(path));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => answer(socket));
  });
  server.listen({ path });
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return path;
}

describe("who asks", () => {
  it("is told when nobody is there", async () => {
    const path = join(temporaryFolder(), "control.sock");
    expect(await askHost(path, STATUS)).toMatchObject({ refusal: { code: "host_not_running" } });
    writeFileSync(path, "");
    expect(await askHost(path, STATUS)).toMatchObject({ refusal: { code: "host_not_running" } });
  });

  it("waits two seconds for a host that hangs, not longer", async () => {
    const path = await anImpostor(() => undefined);
    const begunMs = performance.now();
    expect(await askHost(path, STATUS)).toMatchObject({ refusal: { code: "host_silent" } });
    const waitedMs = performance.now() - begunMs;
    expect(waitedMs).toBeGreaterThan(CONTROL_WAIT_MS - 50);
    expect(waitedMs).toBeLessThan(CONTROL_WAIT_MS + 1_500);
  });

  const NONSENSE: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["hangs up", (socket) => socket.end()],
    ["says no JSON", (socket) => socket.end("good morning\n")],
    ["answers in another shape", (socket) => socket.end('{"ok":"yes"}\n')],
  ];
  it.for(NONSENSE)("does not believe who %s", async ([, answer]) => {
    const path = await anImpostor(answer);
    expect(await askHost(path, STATUS)).toMatchObject({ refusal: { code: "host_silent" } });
  });

  it("does not swallow an answer without end", async () => {
    const path = await anImpostor((socket) => socket.write("z".repeat(REPLY_BYTES_MAX + 10)));
    await expect(askHost(path, STATUS)).rejects.toMatchObject({ code: "control_unavailable" });
  });
});
