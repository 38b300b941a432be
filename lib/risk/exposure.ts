import type { Exposure } from '../model/exposure.ts';
import { toList, toObjects } from '../model/json.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import { displayName, type Resource } from '../model/resource.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { typeInWords } from '../model/type-words.ts';
import { openNetworkRules } from './network-rules.ts';
import { allowedAccounts, allowsEverybody, policyDocuments } from './policy-documents.ts';
import { policyAdministrator } from './resource-policy-rules.ts';
import { rulesOf } from './rules-of.ts';
import { statefulDeletionId } from './stateful-deletion.ts';

function inWords(resource: Resource): string {
  return `${typeInWords(resource.type)} ${displayName(resource)}`;
}

const isPublicInstance = ({ properties }: Resource) =>
  typeof properties.PublicIp === 'string' ||
  toObjects(properties.NetworkInterfaces).some(
    ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress === true,
  );

/** What makes a resource of a type reachable from the internet as far as itself is concerned. */
const faces: Readonly<
  Record<string, { readonly has: (resource: Resource) => boolean; readonly face: string }>
> = {
  'AWS::EC2::Instance': { has: isPublicInstance, face: 'has a public address' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    has: ({ properties }) => properties.Scheme === 'internet-facing',
    face: 'faces the internet',
  },
  'AWS::RDS::DBInstance': {
    has: ({ properties }) => properties.PubliclyAccessible === true,
    face: 'is publicly accessible',
  },
  'AWS::EKS::Cluster': {
    has: ({ properties }) => valueAt(properties, '/ResourcesVpcConfig/EndpointPublicAccess') === true,
    face: 'has a public endpoint',
  },
  'AWS::Lambda::Url': {
    has: ({ properties }) => properties.AuthType === 'NONE',
    face: 'asks nobody who he is',
  },
};

/** How a resource can be reached from the internet by itself; undefined where it cannot. */
function faceOf(resource: Resource): string | undefined {
  const known = faces[resource.type];
  return known?.has(resource) ? known.face : undefined;
}

/** Whether a security group lets in all of the internet on ports that are not meant for it. */
function openToWorld(resource: Resource): string | undefined {
  if (resource.type !== 'AWS::EC2::SecurityGroup') return undefined;
  return openNetworkRules.flatMap((rule) => rule.dangers(resource))[0]?.subject;
}

function internetExposures(
  resource: Resource,
  earlier: Resource | undefined,
  neighbours: readonly Resource[],
): Exposure[] {
  // What the change itself made public is the danger, not a circumstance of it.
  const own = earlier === undefined ? undefined : faceOf(earlier) && faceOf(resource);
  const around = neighbours.flatMap((neighbour): string[] => {
    const face = faceOf(neighbour);
    if (face !== undefined) return [`${inWords(neighbour)} ${face} and belongs to it`];
    const open = faceOf(resource) === undefined ? undefined : openToWorld(neighbour);
    return open === undefined ? [] : [`${inWords(neighbour)} lets in ${open}`];
  });
  const reasons = [...(own === undefined ? [] : [`it ${own}`]), ...around];
  return reasons.slice(0, 1).map((reason) => ({ kind: 'internet', reason }));
}

/** Whether something is lost when a resource of a type is deleted. */
function holdsData({ type }: Resource, knowledgeOf: KnowledgeLookup): boolean {
  return rulesOf(knowledgeOf(type)).some(({ id }) => id === statefulDeletionId);
}

function dataExposures(
  resource: Resource,
  neighbours: readonly Resource[],
  knowledgeOf: KnowledgeLookup,
): Exposure[] {
  if (holdsData(resource, knowledgeOf)) return [{ kind: 'data', reason: 'it holds data' }];
  const holder = neighbours.find((neighbour) => holdsData(neighbour, knowledgeOf));
  return holder === undefined
    ? []
    : [{ kind: 'data', reason: `${inWords(holder)} holds data and belongs to it` }];
}

/** Who beside its own account can become a role; undefined where nobody can. */
function strangersTo(role: Resource): string | undefined {
  if (role.type !== 'AWS::IAM::Role') return undefined;
  const trust = policyDocuments(role).filter(({ path }) => path === '/AssumeRolePolicyDocument');
  const statements = trust.flatMap((document) => document.statements);
  if (statements.some(allowsEverybody)) return 'anyone';
  const foreign = statements.flatMap(allowedAccounts).find((account) => account !== role.account);
  if (foreign !== undefined && role.account !== '') return `account ${foreign}`;
  const federated = statements.flatMap(({ effect, principals }) =>
    effect === 'Allow' ? (principals?.Federated ?? []) : [],
  );
  return federated[0];
}

function trustExposures(resource: Resource, neighbours: readonly Resource[]): Exposure[] {
  const own = strangersTo(resource);
  if (own !== undefined) return [{ kind: 'trust', reason: `${own} may use it` }];
  if (resource.type !== 'AWS::IAM::ManagedPolicy') return [];
  return neighbours
    .flatMap((holder): Exposure[] => {
      const strangers = strangersTo(holder);
      return strangers === undefined
        ? []
        : [{ kind: 'trust', reason: `${inWords(holder)}, which ${strangers} may use, has it` }];
    })
    .slice(0, 1);
}

/** What makes the holder of a role powerful: a policy that allows everything, of AWS or of the account. */
export function administrationOf(principal: Resource, neighbours: readonly Resource[]): string | undefined {
  const managed = toList(principal.properties.ManagedPolicyArns).map(String);
  const ofAws = managed.find((arn) => /:iam::aws:policy\/(AdministratorAccess|IAMFullAccess)$/.test(arn));
  if (ofAws !== undefined) return ofAws.slice(ofAws.lastIndexOf('/') + 1);
  if (policyAdministrator.dangers(principal).length > 0) return 'an inline policy that allows everything';
  const policy = neighbours.find(
    (each) =>
      each.type === 'AWS::IAM::ManagedPolicy' &&
      managed.includes(each.id) &&
      policyAdministrator.dangers(each).length > 0,
  );
  return policy && displayName(policy);
}

function privilegeExposures(
  resource: Resource,
  neighbours: readonly Resource[],
  surroundings: Surroundings,
): Exposure[] {
  const own = resource.type === 'AWS::IAM::Role' || resource.type === 'AWS::IAM::User';
  const principals = own ? [resource] : neighbours.filter(({ type }) => /^AWS::IAM::(Role|User)$/.test(type));
  return principals
    .flatMap((principal): Exposure[] => {
      const power = administrationOf(principal, surroundings.neighbours(principal));
      const who = own ? 'it' : inWords(principal);
      return power === undefined ? [] : [{ kind: 'privilege', reason: `${who} has ${power}` }];
    })
    .slice(0, 1);
}

/** The types whose resources are looked at around others. */
export const surroundingTypes: readonly string[] = [
  ...Object.keys(faces),
  'AWS::EC2::SecurityGroup',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::RDS::DBCluster',
  'AWS::S3::Bucket',
];

/** What the resources of some types belong to is so much that it says nothing of any one of them. */
const placesOfMany = /^AWS::EC2::(VPC|Subnet|RouteTable|NetworkAcl|InternetGateway)$/;

/**
 * The circumstances that make dangers of a resource worse, each kind once with one reason. `earlier` is the resource
 * before the change; absent where it is new.
 */
export function exposuresOf(
  resource: Resource,
  earlier: Resource | undefined,
  knowledgeOf: KnowledgeLookup,
  surroundings: Surroundings,
): Exposure[] {
  const neighbours = placesOfMany.test(resource.type) ? [] : surroundings.neighbours(resource);
  return [
    ...internetExposures(resource, earlier, neighbours),
    ...dataExposures(resource, neighbours, knowledgeOf),
    ...trustExposures(resource, neighbours),
    ...privilegeExposures(resource, neighbours, surroundings),
  ];
}
