import { createConnection } from "node:net";
import { Fault, refuse, type Refused } from "../kernel/result.ts";
import {
  controlReply,
  REPLY_BYTES_MAX,
  type ControlReply,
  type ControlRequest,
} from "./control-protocol.ts";
import { socketAddress } from "./control-server.ts";

/** A host that holds its lease but does not answer for this long is hung (decision C1). */
export const CONTROL_WAIT_MS = 2_000;

/**
 * Asks a running host.
 *
 * @returns Its reply. Refusals: host_not_running when nobody listens; host_silent when it does not answer in time.
 */
export async function askHost(
  path: string,
  request: ControlRequest,
): Promise<ControlReply | Refused> {
  const address = socketAddress(path);
  try {
    return await exchange(address.path, request);
  } finally {
    address.release();
  }
}

function exchange(path: string, request: ControlRequest): Promise<ControlReply | Refused> {
  return new Promise((done, failed) => {
    const socket = createConnection({ path });
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(CONTROL_WAIT_MS);
    socket.on("connect", () => void socket.write(`${JSON.stringify(request)}\n`));
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > REPLY_BYTES_MAX) socket.destroy(new Error("the reply was too long"));
    });
    socket.on("end", () => {
      const reply = controlReply.safeParse(parse(text));
      done(
        reply.success
          ? reply.data
          : refuse("host_silent", "the host closed the connection without an answer"),
      );
    });
    socket.on("timeout", () => {
      socket.destroy();
      done(refuse("host_silent", `the host did not answer within ${CONTROL_WAIT_MS} ms`));
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") {
        done(refuse("host_not_running", "no host process answers for this account"));
      } else {
        failed(new Fault("control_unavailable", `${path} could not be asked`, { cause: error }));
      }
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
