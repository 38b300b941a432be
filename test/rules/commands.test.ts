import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Resource } from '../../lib/model/resource.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { remedyFor } from '../../lib/risk/remedy.ts';
import { rulesOf } from '../../lib/risk/rules-of.ts';
import { preparePython } from '../emulator/python.ts';
import { run } from '../emulator/run.ts';
import { findingOf } from './finding-of.ts';
import { ruleCases } from './index.ts';

const checker = fileURLToPath(new URL('check-commands.py', import.meta.url));
const problemsSchema = z.array(z.string());

interface Command {
  readonly rule: string;
  readonly command: string;
}

/** A resource of which nothing is known: what a command takes of it is `<id>` or `<Property>`, which stand for anything. */
function bareResource(type: string): Resource {
  return { type, id: '<id>', account: '111122223333', region: 'eu-west-1', tags: {}, properties: {} };
}

/** The command of every remedy; a rule of several types may have several. */
const commands: readonly Command[] = [
  ...new Map(
    resourceTypes.flatMap((type) =>
      rulesOf(type).flatMap(({ id, remedy }): [string, Command][] => {
        if (remedy === undefined) return [];
        const danger = { subject: 'example', reason: 'example', path: '/Example/0' };
        const { command } = remedyFor(remedy, bareResource(type.type), danger);
        return [[`${id} ${command}`, { rule: id, command }]];
      }),
    ),
  ).values(),
];

/** What the AWS CLI would refuse, a sentence a command. */
async function problemsOf(given: readonly Command[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-commands-'));
  try {
    const file = join(folder, 'commands.json');
    await writeFile(file, JSON.stringify(given));
    const environment = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' };
    const python = await preparePython();
    const { code, answer, output } = await run(python, [checker, file], { environment, timeout: 120_000 });
    if (code !== 0) throw new Error(`${checker} failed:\n${output}`);
    return problemsSchema.parse(JSON.parse(answer));
  } finally {
    await rm(folder, { recursive: true });
  }
}

// Making the Python environment takes as long as its packages take to come.
const timeout = 300_000;

test('every command that is recommended is one that the AWS CLI knows', { timeout }, async () => {
  const problems = await problemsOf(commands);
  expect(problems, problems.join('\n')).toEqual([]);
});

test('and so is every command with the values of a danger', { timeout }, async () => {
  // Long enough for any kind of id.
  const id = 'arn:aws:example:eu-west-1:111122223333:example/5f0a2b1c-0000-4000-8000-0123456789ab';
  const given = await Promise.all(
    ruleCases.map(async (each): Promise<Command[]> => {
      const finding = await findingOf({ id, ...each }, each.fires);
      return finding?.remedies.map(({ rule, command }) => ({ rule, command })) ?? [];
    }),
  );
  const problems = await problemsOf(given.flat());
  expect(problems, problems.join('\n')).toEqual([]);
});

test('a command that the AWS CLI does not know is found', { timeout }, async () => {
  const wrong = {
    service: 'aws config describe-configuration-recorders',
    operation: 'aws ec2 open-security-group --group-id <id>',
    option: 'aws ec2 delete-security-group --id <id>',
    required: 'aws iam attach-role-policy --role-name <name>',
    json: `aws s3api put-bucket-versioning --bucket <name> --versioning-configuration '{"Status"}'`,
    member: 'aws s3api put-bucket-versioning --bucket <name> --versioning-configuration State=Enabled',
    choice: 'aws s3api put-bucket-versioning --bucket <name> --versioning-configuration Status=On',
    number: 'aws rds modify-db-instance --db-instance-identifier <id> --backup-retention-period long',
    flag: 'aws rds modify-db-instance --db-instance-identifier <id> --multi-az true',
    quote: "aws iam delete-user --user-name 'alice",
  };
  const problems = await problemsOf(Object.entries(wrong).map(([rule, command]) => ({ rule, command })));
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(Object.keys(wrong));
});

test('what the AWS CLI adds to the operations is no problem', { timeout }, async () => {
  const right = [
    'aws ec2 revoke-security-group-ingress --group-id <id> --protocol tcp --port 22 --cidr 0.0.0.0/0',
    'aws ec2 modify-instance-attribute --instance-id <id> --no-source-dest-check',
    'aws ec2 replace-network-acl-entry --network-acl-id <id> --ingress --rule-number <number> --protocol 6 --rule-action deny',
    'aws ec2 create-flow-logs --resource-type VPC --resource-ids <id> --tag-specifications ResourceType=vpc-flow-log,Tags=[{Key=a,Value=b},{Key=c,Value=d}]',
    `aws kms put-key-policy --key-id <id> --policy '{"Statement":[{"Condition":{"NumericLessThan":{"a":<number>}}}]}'`,
    'aws configservice put-configuration-recorder --configuration-recorder name=default,roleARN=<arn> --recording-group allSupported=true',
    'aws iam put-role-policy --role-name <name> --policy-name <name> --policy-document file://<policy.json>',
    'aws s3 rm s3://<bucket> --recursive',
    'aws sts get-caller-identity --query Account --output text',
  ].map((command) => ({ rule: 'right', command }));
  expect(await problemsOf(right)).toEqual([]);
});
