#!/usr/bin/env node
// Plain JavaScript: a Node that is too old for TypeScript refuses the CLI by the name of its file, before it could say
// what is wrong.
import module from 'node:module';

// Absent in the oldest Node that starts this file; most of the time to start goes to compiling the AWS clients.
module.enableCompileCache?.();

if (process.features.typescript) await import('./tidemark.ts');
else {
  process.stderr.write(
    `tidemark: Node ${process.versions.node} is too old; Tidemark needs Node 24. In the checkout, npm install brings one, and npx tidemark runs on it.\n`,
  );
  process.exitCode = 2;
}
