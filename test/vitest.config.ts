import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  test: {
    include: ["test/**/*.test.ts"],
    // One process per file: a test that kills, hangs or leaks cannot touch its neighbours.
    pool: "forks",
    // The default leaves one processor free. Half of our time is spent waiting for cells, deadlines and other processes.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 5_000,
  },
});
