import type { Handlers } from "#host/terminal/run-command.ts";
import { proveInCell } from "../build/proof.ts";
import type { SdkPorts } from "../ports.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { contract } from "./contract.ts";
import { newPlugin } from "./new.ts";
import { signals } from "./signals.ts";

/** Every command of this plane. One without a handler does not compile. */
export function sdkHandlers(ports: SdkPorts): Handlers["sdk"] {
  return {
    new: newPlugin,
    contract,
    build: build(proveInCell),
    check: check(ports),
    signals: signals(ports),
    compare: compare(ports),
  };
}
