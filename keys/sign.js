#!/usr/bin/env node
import { launch } from "../host/launch.js";

// Without the flag, SIGUSR1 opens a debugger port on a process that holds an unlocked signing key.
await launch(import.meta.url, ["--disable-sigusr1"]);
