import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { alertTopicOutput, functionNames, metricsNamespace } from '../../infra/names.ts';
import { environments, type ParsedTemplate, synthesize } from './synthesis.ts';

const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

let hub: Template;
let resources: ParsedTemplate['Resources'];
beforeAll(() => {
  ({ hub, hubResources: resources } = synthesize());
});

/** The text with the environment's name in place of what stands for it. */
function documentedFor(environment: string): string {
  return text.replaceAll('<environment>', environment);
}

function namesOf(type: string, property: string): string[] {
  return Object.values(resources).flatMap(({ Type, Properties = {} }) =>
    Type === type ? [String(Properties[property])] : [],
  );
}

describe('docs/operations.md', () => {
  test.each([
    ['AWS::CloudWatch::Alarm', 'AlarmName'],
    ['AWS::SNS::Topic', 'TopicName'],
    ['AWS::Lambda::Function', 'FunctionName'],
  ])('names every %s by its %s', (type, property) => {
    const documented = environments.map(documentedFor).join('\n');
    expect(namesOf(type, property).filter((name) => !documented.includes(name))).toEqual([]);
  });

  test('asks only for outputs that the hub stack has', () => {
    const outputs = Object.keys(hub.findOutputs('*'));
    const asked = [...text.matchAll(/\$\(output (\w+)\)/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(5);
    expect([...new Set(asked)].filter((name) => !outputs.includes(name))).toEqual([]);
    expect(asked).toContain(alertTopicOutput('prod'));
  });

  test('invokes only functions that there are, and never without the binary format of the CLI', () => {
    const invoked = [...text.matchAll(/lambda invoke --function-name (\S+)(.*)/g)];
    expect(invoked.length).toBeGreaterThan(3);
    for (const [, name = '', rest = ''] of invoked) {
      expect([...Object.values(functionNames), '"$1"']).toContain(name);
      expect(rest).toContain('--cli-binary-format raw-in-base64-out');
    }
  });

  test('explains every step that may be in the dead-letter queue', () => {
    const definition = JSON.stringify(resources);
    const steps = [...definition.matchAll(/\\*"step\\*":\\*"([a-z-]+)/g)].map(([, step = '']) => step);
    expect([...new Set(steps)].sort()).toEqual(['publish-alerts', 'run', 'scan-environment', 'scan-target']);
    for (const step of steps) expect(text).toContain(`| \`${step}\` |`);
  });

  test('names every metric of the dashboard', () => {
    const shown = [
      ...JSON.stringify(resources).matchAll(
        new RegExp(`\\[\\\\*"${metricsNamespace}\\\\*",\\\\*"(\\w+)`, 'g'),
      ),
    ];
    const names = new Set(shown.map(([, name = '']) => name));
    expect(names.size).toBe(8);
    for (const name of names) expect(text).toContain(`\`${name}\``);
  });

  test('counts the alarms that the cost is reckoned with', () => {
    const always = 4;
    const watched = environments.length - 1;
    expect(namesOf('AWS::CloudWatch::Alarm', 'AlarmName')).toHaveLength(
      always + environments.length * 3 + watched,
    );
    expect(text).toContain('(4 + 3 × 4) × 0.10');
  });
});
