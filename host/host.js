#!/usr/bin/env node
import { launch } from "./launch.js";

// Without the flag, SIGUSR1 opens a debugger port on a process that holds the venue's keys.
await launch(import.meta.url, ["--disable-sigusr1"]);
