import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { iamOidcProvider } from '../../lib/resources/iam-oidc-provider.ts';
import { iamSamlProvider } from '../../lib/resources/iam-saml-provider.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const saml = (name: string) => `arn:aws:iam::111122223333:saml-provider/${name}`;
const oidc = (url: string) => `arn:aws:iam::111122223333:oidc-provider/${url}`;
const github = oidc('token.actions.githubusercontent.com');
const gone = oidc('gone.example.com');
const date = new Date('2026-01-01T00:00:00Z');
const Tags = [{ Key: 'Team', Value: 'identity' }];
const metadata = '<EntityDescriptor entityID="https://idp.example.com/metadata">…</EntityDescriptor>';
const keys = [
  { KeyId: 'B2', Timestamp: date },
  { KeyId: 'A1', Timestamp: date },
];

beforeEach(() => {
  iam.reset();
  iam
    .on(ListSAMLProvidersCommand)
    .resolves({ SAMLProviderList: [{ Arn: saml('corp'), CreateDate: date }, { Arn: saml('gone') }, {}] })
    .on(GetSAMLProviderCommand)
    .rejects(awsError('NoSuchEntity'))
    .on(GetSAMLProviderCommand, { SAMLProviderArn: saml('corp') })
    .resolves({
      SAMLProviderUUID: 'a1b2',
      SAMLMetadataDocument: metadata,
      CreateDate: date,
      ValidUntil: date,
      Tags,
      AssertionEncryptionMode: 'Required',
      PrivateKeyList: keys,
    })
    .on(ListOpenIDConnectProvidersCommand)
    .resolves({ OpenIDConnectProviderList: [{ Arn: github }, { Arn: gone }, {}] })
    .on(GetOpenIDConnectProviderCommand)
    .rejects(awsError('NoSuchEntity'))
    .on(GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn: github })
    .resolves({
      Url: 'token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com', 'https://github.com/acme'],
      ThumbprintList: ['6938FD4D98BAB03FAADB97B34396831E3780AEA1'],
      CreateDate: date,
      Tags,
    });
});

describe('reading', () => {
  test('every property of a SAML provider; one that is gone meanwhile is skipped', async () => {
    const read = await readAll(iamSamlProvider);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([[saml('corp'), []]]);
    const { properties, tags } = stored(iamSamlProvider, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'identity' });
    expect(properties).toEqual({
      Arn: saml('corp'),
      Name: 'corp',
      SamlMetadataDocument: metadata,
      SamlProviderUUID: 'a1b2',
      AssertionEncryptionMode: 'Required',
      PrivateKeyList: [{ KeyId: 'A1' }, { KeyId: 'B2' }],
    });
  });

  test('every property of an OIDC provider', async () => {
    const read = await readAll(iamOidcProvider);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([[github, []]]);
    const { properties, tags } = stored(iamOidcProvider, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'identity' });
    expect(properties).toEqual({
      Arn: github,
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['https://github.com/acme', 'sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    });
  });

  test.each([iamSamlProvider, iamOidcProvider])(
    '$type in another order gives the same bytes',
    async (type) => {
      const first = storedLines(type, await readAll(type));
      iam
        .on(ListSAMLProvidersCommand)
        .resolves({ SAMLProviderList: [{ Arn: saml('gone') }, { Arn: saml('corp') }] })
        .on(GetSAMLProviderCommand, { SAMLProviderArn: saml('corp') })
        .resolves({
          SAMLProviderUUID: 'a1b2',
          SAMLMetadataDocument: metadata,
          Tags,
          AssertionEncryptionMode: 'Required',
          PrivateKeyList: [...keys].reverse(),
        })
        .on(GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn: github })
        .resolves({
          ClientIDList: ['https://github.com/acme', 'sts.amazonaws.com'],
          ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
          Tags,
        });
      expect(storedLines(type, await readAll(type))).toEqual(first);
    },
  );

  test('what a denied call would have told is unread', async () => {
    iam
      .on(GetSAMLProviderCommand)
      .rejects(awsError('AccessDenied', 'no'))
      .on(GetSAMLProviderCommand, { SAMLProviderArn: saml('corp') })
      .rejects(awsError('AccessDenied', 'no'))
      .on(GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn: github })
      .rejects(awsError('AccessDenied', 'no'));
    const paths = async (type: ResourceType) => (await readAll(type))[0]?.unread?.map(({ path }) => path);
    expect(await paths(iamSamlProvider)).toEqual([
      '/AssertionEncryptionMode',
      '/PrivateKeyList',
      '/SamlMetadataDocument',
      '/SamlProviderUUID',
      '/Tags',
    ]);
    expect(await paths(iamOidcProvider)).toEqual(['/ClientIdList', '/ThumbprintList', '/Tags']);
  });

  test.each([iamSamlProvider, iamOidcProvider])('a denied list makes $type unread', async (type) => {
    iam.on(ListSAMLProvidersCommand).rejects(awsError('AccessDenied'));
    iam.on(ListOpenIDConnectProvidersCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(type)).rejects.toThrow('AccessDenied');
  });

  test('an account without providers has none', async () => {
    iam.on(ListSAMLProvidersCommand).resolves({}).on(ListOpenIDConnectProvidersCommand).resolves({});
    expect([...(await readAll(iamSamlProvider)), ...(await readAll(iamOidcProvider))]).toEqual([]);
  });
});

const url = (Url: string): JsonObject => ({ Url });
const audiences = (...ClientIdList: string[]): JsonObject => ({ Url: 'https://a', ClientIdList });

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a SAML provider is new', iamSamlProvider, undefined, {}, 'HIGH', ['iam-saml-provider-created']],
    [
      'other metadata',
      iamSamlProvider,
      { SamlMetadataDocument: 'a' },
      { SamlMetadataDocument: 'b' },
      'HIGH',
      ['iam-saml-metadata-changed'],
    ],
    [
      'assertions need not be encrypted',
      iamSamlProvider,
      { AssertionEncryptionMode: 'Required' },
      { AssertionEncryptionMode: 'Allowed' },
      'MEDIUM',
      [],
    ],
    [
      'an OIDC provider is new',
      iamOidcProvider,
      undefined,
      url('https://gitlab.com'),
      'HIGH',
      ['iam-oidc-provider-created'],
    ],
    [
      'a cluster is new',
      iamOidcProvider,
      undefined,
      url('https://oidc.eks.eu-west-1.amazonaws.com/id/A1'),
      'MEDIUM',
      ['iam-oidc-provider-created'],
    ],
    [
      'another audience',
      iamOidcProvider,
      audiences('a'),
      audiences('a', 'b'),
      'MEDIUM',
      ['iam-oidc-audience-added'],
    ],
    ['an audience less', iamOidcProvider, audiences('a', 'b'), audiences('a'), 'INFO', []],
    [
      'another thumbprint',
      iamOidcProvider,
      { ThumbprintList: ['a'] },
      { ThumbprintList: ['b'] },
      'MEDIUM',
      [],
    ],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test('the reason names the audience', () => {
    expect(riskOf(iamOidcProvider, audiences(), audiences('b'))?.reasons).toEqual([
      'OIDC provider https://a takes tokens that were issued for b now.',
    ]);
  });
});

test.each([iamSamlProvider, iamOidcProvider])('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
