import {
  GetServerCertificateCommand,
  IAMClient,
  paginateListServerCertificates,
  type ServerCertificateMetadata,
} from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce, pageSize } from './iam-principals.ts';

async function readCertificate(
  { clients, optional }: ResourceReader,
  listed: ServerCertificateMetadata,
): Promise<ReadResource[]> {
  const { ServerCertificateName, ServerCertificateId, Arn, Path, Expiration } = listed;
  if (!ServerCertificateName) return [];
  const unread: UnreadProperty[] = [];
  const answer = await optional(unread, ['/CertificateBody', '/CertificateChain', '/Tags'], () =>
    clients.get(IAMClient).send(new GetServerCertificateCommand({ ServerCertificateName })),
  );
  const isGone = answer === undefined && unread.length === 0;
  if (isGone) return [];
  const certificate = answer?.ServerCertificate;
  return [
    {
      id: ServerCertificateName,
      arn: Arn,
      tags: certificate?.Tags,
      properties: {
        ServerCertificateName,
        ServerCertificateId,
        Arn,
        Path,
        Expiration,
        CertificateBody: certificate?.CertificateBody,
        CertificateChain: certificate?.CertificateChain,
      },
      unread,
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-servercertificate.html
 * `Expiration` is not in the schema; it is the date by which the certificate must be replaced. IAM never tells the
 * private key.
 */
export const iamServerCertificate = defineResourceType({
  type: 'AWS::IAM::ServerCertificate',
  scope: 'global',
  permissions: ['iam:GetServerCertificate', 'iam:ListServerCertificates'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const client = reader.clients.get(IAMClient);
    for await (const page of paginateListServerCertificates({ client, pageSize }, {})) {
      const read = await limit.map(page.ServerCertificateMetadataList ?? [], (certificate) =>
        readCertificate(reader, certificate),
      );
      yield* read.flat();
    }
  },
  volatile: { '/UploadDate': 'time of the upload; an upload also gives another id' },
  secret: ['/PrivateKey'],
  defaults: { Path: '/' },
  sensitivity: { '': 'MEDIUM', '/Path': 'LOW' },
  monthlyCost: () => free,
});
