import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../lib/model/resource.ts';
import { remedyFor } from '../../lib/risk/remedy.ts';

const resource: Resource = {
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-1',
  account: '111122223333',
  region: 'eu-west-1',
  tags: { Name: 'web' },
  properties: { VpcId: 'vpc-1', Ports: ['22', '80'], Rule: { from: 1 } },
};
const danger = {
  subject: 'open',
  reason: 'It is open.',
  path: '/SecurityGroupIngress/0',
  values: { rule: 'tcp:22' },
};
const commandOf = (command: string, of: Resource = resource) =>
  remedyFor({ command, console: '' }, of, danger).command;

/** The words that a shell makes of a command. */
function wordsOf(command: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('the remedy of a danger', () => {
  test.each([
    ['the resource', 'aws ec2 x --group-id {{id}}', 'aws ec2 x --group-id sg-1 --region eu-west-1'],
    ['its properties', 'aws ec2 x --vpc {{/VpcId}}', 'aws ec2 x --vpc vpc-1 --region eu-west-1'],
    ['lists as words', 'aws ec2 x --ports {{/Ports}}', 'aws ec2 x --ports 22 80 --region eu-west-1'],
    ['where the danger stands', 'aws ec2 x {{path}}', 'aws ec2 x /SecurityGroupIngress/0 --region eu-west-1'],
    [
      'what is not known to fill in',
      'aws ec2 x {{/A/B}} {{arn}}',
      'aws ec2 x <A.B> <arn> --region eu-west-1',
    ],
    [
      'what the danger knows',
      'aws ec2 x --ip-permissions {{rule}}',
      'aws ec2 x --ip-permissions tcp:22 --region eu-west-1',
    ],
    [
      'a property with a slash in its name to fill in',
      'aws x {{/A/B/C}}',
      'aws x <A.B.C> --region eu-west-1',
    ],
    ['no second region', 'aws ec2 x --region us-east-1', 'aws ec2 x --region us-east-1'],
  ])('names %s', (_what, template, command) => {
    expect(commandOf(template)).toBe(command);
  });

  test('names no region where it is no command of the AWS CLI', () => {
    expect(commandOf('kubectl delete node {{id}}')).toBe('kubectl delete node sg-1');
  });

  test('parts the values of a list by commas within JSON', () => {
    expect(commandOf(`aws x '["{{/Ports}}"]'`)).toBe(`aws x '["22,80"]' --region eu-west-1`);
  });

  test.each(['a b', 'a;b', ';ab', 'ab;', '$a', 'ä'])('quotes the word %s', (id) => {
    expect(wordsOf(commandOf('aws x {{id}}', { ...resource, id, region: 'global' }))).toEqual([
      'aws',
      'x',
      id,
    ]);
    expect(commandOf('aws x {{id}}', { ...resource, id, region: 'global' })).toContain("'");
  });

  test('names no region for a global service', () => {
    expect(commandOf('aws iam x {{id}}', { ...resource, region: 'global' })).toBe('aws iam x sg-1');
  });

  test('knows the last part of compound identifiers and ARNs', () => {
    const of = (id: string) => commandOf('aws x {{shortName}}', { ...resource, id, region: 'global' });
    expect([of('api|stage'), of('arn:aws:sns:eu-west-1:1:topic'), of('a/b'), of('plain')]).toEqual([
      'aws x stage',
      'aws x topic',
      'aws x b',
      'aws x plain',
    ]);
  });

  const hostile = "x'; rm -rf / #$(id)`id`";
  test('lets no name that somebody chose run as a command', () => {
    const command = commandOf('aws iam x --name {{id}}', { ...resource, id: hostile, region: 'global' });
    expect(wordsOf(command)).toEqual(['aws', 'iam', 'x', '--name', hostile]);
  });

  test('keeps a value inside a quoted JSON document a part of the document', () => {
    const command = commandOf(`aws x --document '{"name":"{{id}}"}'`, {
      ...resource,
      id: `${hostile}"\\`,
      region: 'global',
    });
    const [, , , document] = wordsOf(command);
    expect(JSON.parse(document ?? '')).toEqual({ name: `${hostile}"\\` });
  });

  test('tells the way through the console in plain words', () => {
    const { console } = remedyFor(
      { command: 'aws x', console: 'VPC › Security groups › {{name}} › {{/Ports}}' },
      resource,
      danger,
    );
    expect(console).toBe('VPC › Security groups › web (sg-1) › 22, 80');
  });
});
