#!/usr/bin/env node
import { exitCodes } from '../lib/cli/exit-code.ts';
import { runCli } from '../lib/cli/main.ts';
import packageJson from '../package.json' with { type: 'json' };

process.once('SIGINT', () => {
  process.stderr.write('\ntidemark: Interrupted. What was written before is whole.\n');
  process.exit(exitCodes.interrupted);
});

process.exitCode = await runCli(process.argv.slice(2), packageJson.version, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => new Date(),
  loadCatalogue: async () => (await import('../lib/cli/catalogue.ts')).catalogue,
  openAws: async (profile) => (await import('../lib/cli/aws-access.ts')).openAws(profile),
});
