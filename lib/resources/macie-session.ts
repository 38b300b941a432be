import { GetMacieSessionCommand, type GetMacieSessionResponse, Macie2Client } from '@aws-sdk/client-macie2';
import { awsErrorParts } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { deleted, disableTools, when } from './watcher-rules.ts';

/** Macie where it is on; where it is off, it denies access and says why. */
async function session({ clients }: ResourceReader): Promise<GetMacieSessionResponse | undefined> {
  try {
    return await clients.get(Macie2Client).send(new GetMacieSessionCommand({}));
  } catch (error) {
    if (/macie is not enabled/i.test(awsErrorParts(error).message)) return undefined;
    throw error;
  }
}

const sources = ['FSBP Macie.1', disableTools];

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'macie-disabled',
      title: 'Macie was turned off',
      severity: 'HIGH',
      sources,
      recommendation: 'Turn Macie on again; its settings and findings are lost, and have to be made again.',
      remedy: {
        command: 'aws macie2 enable-macie --status ENABLED',
        console: 'Macie › Get started › Enable Macie',
      },
    },
    ({ region }) =>
      `Macie was turned off in ${region}: nobody is told any more of sensitive data that lies open.`,
  ),
  becoming({
    id: 'macie-paused',
    title: 'Macie was suspended',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources,
    recommendation: 'Enable Macie again.',
    remedy: {
      command: 'aws macie2 update-macie-session --status ENABLED',
      console: 'Macie › Settings › Re-enable Macie',
    },
    safer: 'Macie looks for sensitive data again',
    dangersOf: ({ region, properties }) =>
      when(properties.Status === 'PAUSED', () => ({
        subject: 'paused',
        path: '/Status',
        reason: `Macie is suspended in ${region}: nobody is told of sensitive data that lies open.`,
      })),
  }),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-macie-session.html
 * The status of automated discovery is not read: only an administrator account may ask for it.
 */
export const macieSession = defineResourceType({
  type: 'AWS::Macie::Session',
  scope: 'regional',
  taggable: false,
  permissions: ['macie2:GetMacieSession'],
  async *read(reader) {
    const macie = await session(reader);
    if (!macie) return;
    yield {
      id: reader.account,
      properties: {
        AwsAccountId: reader.account,
        Status: macie.status,
        FindingPublishingFrequency: macie.findingPublishingFrequency,
        ServiceRole: macie.serviceRole,
      },
    };
  },
  volatile: { '/CreatedAt': 'time of creation', '/UpdatedAt': 'time of the last change' },
  defaults: { FindingPublishingFrequency: 'SIX_HOURS', Status: 'ENABLED' },
  sensitivity: { '': 'MEDIUM' },
  rules,
  monthlyCost: () =>
    unknownCost('Macie charges by bucket and by the data it looks at: how much there will be is not known.'),
});
