import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import { findResourceType, knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { testDigest } from '../resource-fixtures.ts';
import { account } from '../scenarios/scenario.ts';
import type { RuleCase, States } from './rule-case.ts';

type Subject = Pick<RuleCase, 'type' | 'id'>;

function file({ type, id = 'example' }: Subject, properties: States[number]): Uint8Array {
  const region = findResourceType(type)?.scope === 'global' ? 'global' : 'eu-west-1';
  const resources = properties === null ? [] : [{ type, id, account, region, tags: {}, properties }];
  return new TextEncoder().encode(JSON.stringify(resources));
}

/** The finding of a change as `tidemark compare` tells it. */
export async function findingOf(subject: Subject, [before, after]: States) {
  const { findings } = await compareFiles(
    { name: 'before.json', bytes: file(subject, before) },
    { name: 'after.json', bytes: file(subject, after) },
    { types: resourceTypes, knowledgeOf, prices: bundledPriceBook, digest: testDigest },
  );
  return findings[0];
}
