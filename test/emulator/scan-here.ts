import { roleConnector } from '../../lib/aws/connect.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { knowledgeOf, resourceTypeNames, resourceTypes } from '../../lib/resources/index.ts';
import { runLocally } from '../../lib/scan/run.ts';
import { FolderObjectStore } from '../../lib/store/folder-store.ts';
import { testDigest } from '../resource-fixtures.ts';

/** What to scan in this process, as the caller's own account. */
export interface ScanHere {
  readonly mode: 'baseline' | 'detect';
  readonly account: string;
  readonly region: string;
  /** The folder that takes the place of the bucket. */
  readonly folder: string;
  /** The types to read, as in the configuration; absent: all that are read natively. */
  readonly types?: { readonly include: readonly string[]; readonly cloudControl: readonly string[] };
}

/** Scans one account and region of the emulator without deploying anything. */
export function scanHere({ mode, account, region, folder, types }: ScanHere): Promise<RunReport> {
  const configuration = parseConfiguration(
    JSON.stringify({
      version: 1,
      memberRole: { externalId: 'tidemark-scan-here' },
      ...(types === undefined ? {} : { types }),
      environments: { prod: { accounts: [account], regions: [region] } },
    }),
    'tidemark.yaml',
    resourceTypeNames,
  );
  return runLocally(
    { mode, trigger: 'cli' },
    {
      configuration,
      store: new FolderObjectStore(folder),
      connectorFor: ({ memberRole, runId }, { referenceRegion }) =>
        roleConnector({
          roleName: memberRole.name,
          externalId: memberRole.externalId,
          referenceRegion,
          runId,
          ownAccountWithoutRole: true,
        }),
      digest: testDigest,
      types: resourceTypes,
      knowledgeOf,
      prices: bundledPriceBook,
      now: () => new Date(),
    },
  );
}
