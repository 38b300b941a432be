import type { ReadPlace } from '../aws/reader.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';

/** Most that the EC2 lists give in one page. */
export const pageSize = 1_000;
/** Of route tables EC2 gives no more than this in one page. */
export const routeTablesPerPage = 100;

/** The ARN of something of EC2, of its owner's account. */
export function ec2Arn({ partition, region, account }: ReadPlace, kind: string, id: string, owner?: string) {
  return `arn:${partition}:ec2:${region}:${owner ?? account}:${kind}/${id}`;
}

/** The text at a JSON Pointer below `properties`, or undefined where there is none. */
export function textAt({ properties }: Resource, pointer: string): string | undefined {
  const value = valueAt(properties, pointer);
  return typeof value === 'string' ? value : undefined;
}

/** Whether a network is the whole internet, or half of it. */
export function isInternet(network: unknown): boolean {
  return typeof network === 'string' && /\/[01]$/.test(network);
}

/** The account in an ARN, or undefined of what is none or names none (a bucket). */
export function accountIn(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
}
