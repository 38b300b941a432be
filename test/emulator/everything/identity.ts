import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { given } from '../seed/plan.ts';
import { canarySecret } from '../seed.ts';
import { type Place, policy, tagPairs } from './place.ts';

/** People, their groups and keys, and who else may sign in. */
export async function createPeople({ shop, configuration }: Place): Promise<void> {
  const iam = new IAM(configuration);
  const UserName = 'alice';
  await iam.createUser({ UserName, Path: '/people/', Tags: tagPairs });
  await iam.createUser({ UserName: 'bob', Tags: tagPairs });
  await iam.createGroup({ GroupName: 'operators', Path: '/people/' });
  await iam.createGroup({ GroupName: 'readers' });
  for (const GroupName of ['operators', 'readers']) await iam.addUserToGroup({ GroupName, UserName });
  await iam.putGroupPolicy({
    GroupName: 'operators',
    PolicyName: 'orders',
    PolicyDocument: policy('*', 'dynamodb'),
  });
  await iam.attachGroupPolicy({
    GroupName: 'readers',
    PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  });
  await iam.putUserPolicy({ UserName, PolicyName: 'invoices', PolicyDocument: policy('*', 's3') });
  await iam.attachUserPolicy({ UserName, PolicyArn: shop.identities.dataPolicyArn });
  await iam.createAccessKey({ UserName });
  await iam.createLoginProfile({ UserName, Password: `${canarySecret}-Aa1!`, PasswordResetRequired: true });
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'alice' });
  await iam.enableMFADevice({
    UserName,
    SerialNumber: given(VirtualMFADevice?.SerialNumber, 'serial number'),
    AuthenticationCode1: '123456',
    AuthenticationCode2: '234567',
  });
  await iam.updateAccountPasswordPolicy({
    MinimumPasswordLength: 16,
    RequireSymbols: true,
    RequireNumbers: true,
    MaxPasswordAge: 90,
    PasswordReusePrevention: 24,
  });
  await iam.createOpenIDConnectProvider({
    Url: 'https://token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com', 'shop'],
    ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1', '1c58a3a8518e8759bf075b76b750d4f2df264fcd'],
    Tags: tagPairs,
  });
  await iam.createSAMLProvider({
    Name: 'staff',
    SAMLMetadataDocument: samlMetadata(),
    Tags: tagPairs,
  });
  await iam.attachRolePolicy({
    RoleName: shop.identities.applicationRole,
    PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  });
}

/** The metadata of an identity provider, long enough for IAM, which wants at least 1,000 characters. */
function samlMetadata(): string {
  const certificate = 'MIIC'.padEnd(1_000, 'A');
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://login.example.com"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://login.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>`;
}

/** Two keys, with an alias, rotation, a policy and grants. */
export async function createKeys({ shop, configuration }: Place): Promise<string> {
  const kms = new KMS(configuration);
  const tags = tagPairs.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
  const root = { AWS: `arn:aws:iam::${shop.account}:root` };
  const { KeyMetadata } = await kms.createKey({ Description: 'The orders', Tags: tags });
  const KeyId = given(KeyMetadata?.KeyId, 'KeyId');
  await kms.putKeyPolicy({ KeyId, PolicyName: 'default', Policy: policy('*', 'kms', root) });
  await kms.enableKeyRotation({ KeyId });
  await kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: KeyId });
  await kms.createGrant({
    KeyId,
    GranteePrincipal: shop.identities.functionRoleArn,
    Operations: ['Decrypt', 'Encrypt', 'GenerateDataKey'],
    Name: 'functions',
  });
  await kms.createKey({
    Description: 'Signs sessions',
    KeySpec: 'HMAC_256',
    KeyUsage: 'GENERATE_VERIFY_MAC',
    Tags: tags,
  });
  return given(KeyMetadata?.Arn, 'key ARN');
}

/** A secret with a policy, and parameters of each kind: their values are nobody's business. */
export async function createSecrets({ shop, configuration }: Place): Promise<void> {
  const secrets = new SecretsManager(configuration);
  await secrets.createSecret({
    Name: 'shop/payment-provider',
    Description: 'The key of the payment provider',
    SecretString: JSON.stringify({ apiKey: canarySecret, user: 'shop' }),
    Tags: tagPairs,
  });
  await secrets.putResourcePolicy({
    SecretId: 'shop/payment-provider',
    ResourcePolicy: policy('*', 'secretsmanager', { AWS: `arn:aws:iam::${shop.account}:root` }),
  });
  const ssm = new SSM(configuration);
  await ssm.putParameter({
    Name: '/shop/session-key',
    Type: 'SecureString',
    Value: canarySecret,
    Tags: tagPairs,
  });
  await ssm.putParameter({
    Name: '/shop/countries',
    Type: 'StringList',
    Value: `ch,de,${canarySecret}`,
    Description: 'Where the shop delivers to',
    AllowedPattern: '^[-a-z0-9,]+$',
    Tags: tagPairs,
  });
  await ssm.putParameter({ Name: '/shop/token', Type: 'String', Value: canarySecret });
}
