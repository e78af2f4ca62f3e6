import fs from "node:fs";
export function entrySignal() {
  return fs;
}
