import { expect, test } from 'vitest';
import { storeKeys } from '../../lib/store/keys.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const runId = '20261121T070000Z-4f2a9c1b';

test.each([
  ['a baseline', storeKeys.baseline(target), 'baselines/prod/111122223333/eu-west-1.jsonl.gz'],
  [
    'a snapshot',
    storeKeys.snapshot(target, runId),
    `snapshots/prod/111122223333/eu-west-1/${runId}.jsonl.gz`,
  ],
  [
    'findings, in Hive partitions',
    storeKeys.findings(target, runId, '2026-11-21'),
    `findings/dt=2026-11-21/environment=prod/account=111122223333/region=eu-west-1/${runId}.jsonl.gz`,
  ],
  ['open findings', storeKeys.open(target), 'open/prod/111122223333/eu-west-1.json'],
  ['a plan', storeKeys.plan(runId), `runs/${runId}/plan.json`],
  ['the targets of an environment', storeKeys.targets(runId, 'prod'), `runs/${runId}/targets/prod.json`],
  ['a result', storeKeys.result(runId, target), `runs/${runId}/results/prod/111122223333/eu-west-1.json`],
  ['a failure', storeKeys.failure(runId, target), `runs/${runId}/failures/prod/111122223333/eu-west-1.json`],
  ['the report', storeKeys.reportJson(runId), `runs/${runId}/report.json`],
  ['its page', storeKeys.reportHtml(runId), `runs/${runId}/report.html`],
  [
    'an approval, by month',
    storeKeys.approval(target, runId, new Date('2026-11-30T23:59:59Z')),
    `audit/2026/11/baseline-${runId}-prod-111122223333-eu-west-1.json`,
  ],
])('%s lies where docs and permissions say', (_name, key, expected) => {
  expect(key).toBe(expected);
});
