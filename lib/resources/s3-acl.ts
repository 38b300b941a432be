import type { Grant, Owner } from '@aws-sdk/client-s3';
import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';

const groups = 'http://acs.amazonaws.com/groups/';
/** Grants beside the owner's that make a canned ACL. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const cannedGrants: Readonly<Record<string, string>> = {
  '': 'Private',
  'global/AllUsers READ': 'PublicRead',
  'global/AllUsers READ, global/AllUsers WRITE': 'PublicReadWrite',
  'global/AuthenticatedUsers READ': 'AuthenticatedRead',
  's3/LogDelivery READ_ACP, s3/LogDelivery WRITE': 'LogDeliveryWrite',
};

/**
 * The grants of a bucket: as `AccessControl`, the schema's name of a canned ACL, where they are one; nothing where
 * only the owner has access; else as `AccessControlList`, which the schema has no word for, under AWS Config's name.
 */
export function accessControl(owner: Owner | undefined, grants: readonly Grant[] | undefined): object {
  const isOwners = ({ Grantee, Permission }: Grant) =>
    Grantee?.ID !== undefined && Grantee.ID === owner?.ID && Permission === 'FULL_CONTROL';
  const others = (grants ?? []).filter((grant) => !isOwners(grant));
  const spelled = others.map(
    ({ Grantee, Permission }) => `${(Grantee?.URI ?? Grantee?.ID ?? '').replace(groups, '')} ${Permission}`,
  );
  const canned = cannedGrants[spelled.sort().join(', ')];
  if (canned !== undefined) return { AccessControl: canned === 'Private' ? undefined : canned };
  return {
    AccessControlList: {
      Grants: others.map(({ Grantee, Permission }) => ({
        Grantee: Grantee && { Type: Grantee.Type, ID: Grantee.ID, URI: Grantee.URI },
        Permission,
      })),
    },
  };
}

/** What an ACL gives to somebody who is not the owner. */
export interface AclGrant {
  /** A predefined group such as `global/AllUsers`, or the canonical user id of an account. */
  readonly grantee: string;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`. */
  readonly permission: string;
  /** Where it stands, as a JSON Pointer below `properties`. */
  readonly path: string;
}

/** The grants that the properties of a bucket hold, whichever way they are spelled: what {@link accessControl} made of them. */
export function grantsOf(properties: JsonObject): AclGrant[] {
  const canned = Object.entries(cannedGrants).find(([, name]) => name === properties.AccessControl)?.[0];
  const ofCanned = (canned?.split(', ') ?? []).map((grant): AclGrant => {
    const [grantee = '', permission = ''] = grant.split(' ');
    return { grantee, permission, path: '/AccessControl' };
  });
  const listed = toObjects(valueAt(properties, '/AccessControlList/Grants')).map((grant): AclGrant => {
    const grantee = valueAt(grant, '/Grantee/URI') ?? valueAt(grant, '/Grantee/ID') ?? '';
    return {
      grantee: String(grantee).replace(groups, ''),
      permission: String(grant.Permission),
      path: '/AccessControlList',
    };
  });
  return [...ofCanned, ...listed];
}
