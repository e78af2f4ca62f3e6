#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { launch } from "../host/launch.js";

// Half of a short command's time was the stripping of types. The folder lies where the code lies: whoever may write there
// could change that too. `host` and `sign` do without. Older Nodes have no such function; they start the pinned one.
enableCompileCache?.(
  fileURLToPath(new URL("../node_modules/.cache/bulkhead/compile", import.meta.url)),
);

await launch(import.meta.url);
