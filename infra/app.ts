import { App } from 'aws-cdk-lib';
import { loadConfiguration } from '../lib/config/load.ts';
import { resourceTypeNames, resourceTypes } from '../lib/resources/index.ts';
import { addStacks } from './stacks.ts';

/** The CDK app. `cdk deploy -c config=path` takes another configuration than `tidemark.yaml`. */
const app = new App();
const file = String(app.node.tryGetContext('config') ?? 'tidemark.yaml');
addStacks(app, await loadConfiguration(file, resourceTypeNames), resourceTypes);
