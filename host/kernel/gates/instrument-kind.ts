import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** Margin, liquidation and native protection below are those of a linear perpetual. */
export const instrumentKindGate: Gate<EntryRequest> = ({ rules: { id, kind } }) =>
  kind === "linear_perpetual"
    ? null
    : refuse("instrument_kind_unsupported", `${id} is ${kind}, this release has linear_perpetual`, {
        detail: { instrument: id, kind, supported: "linear_perpetual" },
      });
