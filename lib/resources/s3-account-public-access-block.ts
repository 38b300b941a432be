import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';

async function readBlock({ account, clients }: ResourceReader): Promise<object> {
  try {
    const { PublicAccessBlockConfiguration } = await clients
      .get(S3ControlClient)
      .send(new GetPublicAccessBlockCommand({ AccountId: account }));
    return PublicAccessBlockConfiguration ?? {};
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

/**
 * What the account forbids all of its buckets and access points, in every region; an account that never set it forbids
 * nothing. CloudFormation has no type for it. That one of the four settings is lifted is judged as on a bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
export const s3AccountPublicAccessBlock = defineResourceType({
  type: 'AWS::S3::AccountPublicAccessBlock',
  scope: 'global',
  taggable: false,
  permissions: ['s3:GetAccountPublicAccessBlock'],
  async *read(reader) {
    yield { id: reader.account, properties: await readBlock(reader) };
  },
  defaults: {
    BlockPublicAcls: false,
    BlockPublicPolicy: false,
    IgnorePublicAcls: false,
    RestrictPublicBuckets: false,
  },
  monthlyCost: () => free,
});
