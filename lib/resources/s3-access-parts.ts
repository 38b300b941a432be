import {
  GetBucketAbacCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import { awsErrorParts } from '../aws/errors.ts';
import { accessControl } from './s3-acl.ts';
import type { BucketPart } from './s3-bucket-part.ts';
import { routingRule } from './s3-shape.ts';

/**
 * What a bucket without the configuration has, said in words: every new bucket gets one that blocks, so somebody
 * deleted it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const nothingBlocked: PublicAccessBlockConfiguration = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

/** Who may do what with the bucket. */
export const accessParts: readonly BucketPart[] = [
  {
    paths: ['/PublicAccessBlockConfiguration'],
    permission: 's3:GetBucketPublicAccessBlock',
    read: async (client, Bucket) => {
      try {
        const answer = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
        return { PublicAccessBlockConfiguration: answer.PublicAccessBlockConfiguration };
      } catch (error) {
        if (awsErrorParts(error).code !== 'NoSuchPublicAccessBlockConfiguration') throw error;
        return { PublicAccessBlockConfiguration: nothingBlocked };
      }
    },
  },
  {
    paths: ['/OwnershipControls'],
    permission: 's3:GetBucketOwnershipControls',
    read: async (client, Bucket) => {
      const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return { OwnershipControls };
    },
  },
  {
    paths: ['/AccessControl', '/AccessControlList'],
    permission: 's3:GetBucketAcl',
    read: async (client, Bucket) => {
      const { Owner, Grants } = await client.send(new GetBucketAclCommand({ Bucket }));
      return accessControl(Owner, Grants);
    },
  },
  {
    paths: ['/AbacStatus'],
    permission: 's3:GetBucketAbac',
    read: async (client, Bucket) => {
      const { AbacStatus } = await client.send(new GetBucketAbacCommand({ Bucket }));
      return { AbacStatus: AbacStatus?.Status };
    },
  },
  {
    paths: ['/CorsConfiguration'],
    permission: 's3:GetBucketCORS',
    read: async (client, Bucket) => {
      const { CORSRules = [] } = await client.send(new GetBucketCorsCommand({ Bucket }));
      const CorsRules = CORSRules.map(({ ID, ExposeHeaders, MaxAgeSeconds, ...rule }) => ({
        ...rule,
        Id: ID,
        ExposedHeaders: ExposeHeaders,
        MaxAge: MaxAgeSeconds,
      }));
      return { CorsConfiguration: { CorsRules } };
    },
  },
  {
    paths: ['/WebsiteConfiguration'],
    permission: 's3:GetBucketWebsite',
    read: async (client, Bucket) => {
      const website = await client.send(new GetBucketWebsiteCommand({ Bucket }));
      return {
        WebsiteConfiguration: {
          IndexDocument: website.IndexDocument?.Suffix,
          ErrorDocument: website.ErrorDocument?.Key,
          RedirectAllRequestsTo: website.RedirectAllRequestsTo,
          RoutingRules: website.RoutingRules?.map(routingRule),
        },
      };
    },
  },
];
