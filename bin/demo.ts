#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { runDemonstration } from '../test/demo/demonstration.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
process.exitCode = await runDemonstration({ keep: values.keep, signal: interrupted.signal });
