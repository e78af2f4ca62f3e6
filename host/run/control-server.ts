import { chmodSync, closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import { Fault } from "../kernel/result.ts";
import {
  controlRequest,
  REQUEST_BYTES_MAX,
  type ControlReply,
  type ControlRequest,
} from "./control-protocol.ts";

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Listens on a unix socket that only this user can open (mode 0600).
 *
 * `handle` answers when what was asked for is durable. A second line, a line that is too long or not a request is
 * answered with control_invalid and the connection is closed.
 */
export async function listenControl(
  path: string,
  handle: (request: ControlRequest) => Promise<ControlReply>,
): Promise<ControlServer> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true }); // the lease is ours, so a socket that is there belongs to a dead process
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    serve(socket, handle);
  });
  const address = socketAddress(path);
  try {
    await listening(server, address.path);
    chmodSync(path, 0o600);
  } catch (error) {
    address.release();
    throw new Fault("control_unavailable", `${path} could not be listened on`, { cause: error });
  }
  return {
    close: async () => {
      if (!server.listening) return; // the descriptor below may be somebody else's by now
      for (const socket of open) socket.destroy();
      await new Promise<void>((done) => {
        server.close(() => done());
      });
      address.release();
      rmSync(path, { force: true });
    },
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen({ path }, () => {
      server.off("error", failed);
      done();
    });
  });
}

/**
 * A unix socket's path holds 107 bytes, and a workspace may lie deeper: then the folder is named by a descriptor.
 *
 * Source: unix(7), sun_path.
 */
export function socketAddress(path: string): { readonly path: string; release(): void } {
  if (Buffer.byteLength(path) <= 100) return { path, release: () => undefined };
  const fd = openSync(dirname(path), "r");
  return { path: `/proc/self/fd/${fd}/${basename(path)}`, release: () => closeSync(fd) };
}

function serve(socket: Socket, handle: (request: ControlRequest) => Promise<ControlReply>): void {
  let text = "";
  socket.setEncoding("utf8");
  const onData = (chunk: string): void => {
    text += chunk;
    const end = text.indexOf("\n");
    if (end < 0 && text.length <= REQUEST_BYTES_MAX) return;
    socket.off("data", onData);
    const request = end < 0 ? null : parseRequest(text.slice(0, end));
    const reply: Promise<ControlReply> =
      request === null
        ? Promise.resolve({
            ok: false,
            refusal: {
              code: "control_invalid",
              message: "the request was not one that this host knows",
            },
          })
        : handle(request);
    reply.then(
      (answer) => void socket.end(`${JSON.stringify(answer)}\n`),
      () => void socket.destroy(),
    );
  };
  socket.on("data", onData);
}

function parseRequest(line: string): ControlRequest | null {
  try {
    const parsed = controlRequest.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
