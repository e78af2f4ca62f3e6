import type { Walls } from "../../cell/walls.ts";
import type { Result } from "../../kernel/result.ts";
import type { HostPorts } from "../host-ports.ts";

/** What the audit asks the machine; `machineAudit` (system.ts) is the real one. */
export interface MachineAudit {
  readonly platform: string;
  /** process.execArgv */
  readonly flags: readonly string[];
  /** sha256 of the running binary, hex. */
  engineSha256(): string;
  walls(): Promise<Walls>;
  /** Whether the resident memory of a cell can be read from outside. */
  watchesResident(): boolean;
  /** Starts a cell, loads a strategy that never trades, evaluates one bar, ends it. */
  tryCell(): Promise<Result<string>>;
  /** Free bytes that this user may write below the folder; the nearest one that exists counts. */
  freeBytes(folder: string): number;
}

export interface AuditPorts extends Pick<HostPorts, "clock" | "versions" | "arch"> {
  readonly machine: MachineAudit;
}
