#!/usr/bin/env node
import { launch } from "../host/launch.js";

await launch(import.meta.url);
