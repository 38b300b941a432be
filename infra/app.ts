import { App } from 'aws-cdk-lib';
import { loadConfiguration } from '../lib/config/load.ts';
import { TidemarkError } from '../lib/model/errors.ts';
import { resourceTypes } from '../lib/resources/index.ts';
import { knownNames } from '../lib/resources/rule-catalogue.ts';
import { addStacks } from './stacks.ts';

/** The CDK app. `cdk deploy -c config=path` takes another configuration than `tidemark.yaml`. */
async function main(): Promise<void> {
  const app = new App();
  const file = String(app.node.tryGetContext('config') ?? 'tidemark.yaml');
  addStacks(app, await loadConfiguration(file, knownNames(resourceTypes)), resourceTypes);
}

try {
  await main();
} catch (error) {
  // A mistake of the user is told by its message; only what is our own mistake needs a stack trace.
  if (!(error instanceof TidemarkError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
