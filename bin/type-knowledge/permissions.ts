import type { CloudFormationSchema } from './schema.ts';

/** Verbs of actions that only read. */
const readingVerbs = /^(?:List|Get|Describe|BatchGet|BatchDescribe|Search|View|GET$)/i;
/** Actions that read by their verb and give what is kept from everybody: data and secrets, not configuration. */
const givesData =
  /^(?:secretsmanager:GetSecretValue|secretsmanager:BatchGetSecretValue|s3:GetObject.*|ssm:GetParameter.*|dynamodb:(?:Get|BatchGet)Item|kms:(?:Decrypt|Encrypt|GenerateDataKey.*)|sts:.*|lambda:GetLayerVersion$|ecr:GetAuthorizationToken|redshift:GetClusterCredentials.*|cognito-idp:GetUser$|logs:GetLogEvents|sqs:ReceiveMessage|kinesis:GetRecords|codecommit:GetFile|lakeformation:GetDataAccess|s3:ListObject.*|s3:ListBucket$|cognito-idp:ListUserPoolClientSecrets|wisdom:GetContent|resolverquerylogging:.*|route53globalresolver:GetAccessToken|.*:Get(?:Session|Credentials).*)/i;

/** The IAM actions of the read and list handlers of a type, without those that write or that give data. */
export function permissionsOf({ handlers }: CloudFormationSchema): string[] {
  const all = [...(handlers.read?.permissions ?? []), ...(handlers.list?.permissions ?? [])];
  const reading = all.filter((action) => {
    const [service, name = ''] = action.split(':');
    return (
      /^[a-z0-9-]+$/.test(service ?? '') &&
      /^[A-Za-z0-9]+$/.test(name) &&
      readingVerbs.test(name) &&
      !givesData.test(action)
    );
  });
  return [...new Set(reading)].sort();
}
