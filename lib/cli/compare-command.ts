import { randomBytes } from 'node:crypto';
import { keyedDigest } from '../model/digest.ts';
import type { AssessedChange } from '../model/finding.ts';
import { type ComparisonSummary, comparisonSchemaVersion } from '../model/report.ts';
import { textComparison } from '../report/text.ts';
import { judgeBy } from '../rules/policy.ts';
import { compareFiles } from '../scan/compare.ts';
import { rulesOfConfiguration } from './configured-rules.ts';
import { countReaching, exitCodes } from './exit-code.ts';
import { readNamedFile } from './files.ts';
import { findLocalDigest } from './local-digest-key.ts';
import { type CompareOptions, failOnSeverity } from './options.ts';
import { type Output, textOptions } from './output.ts';
import type { Surroundings } from './surroundings.ts';

const example = 'tidemark compare before.jsonl.gz after.json';
/** Findings are written this many at a time, so that no one string holds those of a whole account. */
const findingsAtOnce = 1_000;

interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly findings: readonly AssessedChange[];
  readonly summary: ComparisonSummary;
}

/** Writes a comparison as one JSON object, with one finding a line. */
async function writeJson({ before, after, findings, summary }: Comparison, output: Output): Promise<void> {
  const head = JSON.stringify({ schemaVersion: comparisonSchemaVersion, before, after, summary });
  await output.write(`${head.slice(0, -1)},"findings":[`);
  for (let from = 0; from < findings.length; from += findingsAtOnce) {
    const part = findings.slice(from, from + findingsAtOnce).map((finding) => JSON.stringify(finding));
    await output.write(`${from === 0 ? '' : ','}\n${part.join(',\n')}`);
  }
  await output.write('\n]}\n');
}

/**
 * `tidemark compare`: what differs between two files, with risk and cost. Needs neither credentials nor
 * the network, and a configuration only where its rules are to judge. Secrets are told apart by the key of the local store where there is one, so that plain files compare
 * with its snapshots; else by a key that lives as long as the process.
 */
export async function compareCommand(
  before: string,
  after: string,
  options: CompareOptions,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const threshold = failOnSeverity(options.failOn) ?? 'HIGH';
  const beforeBytes = await readNamedFile(before, example);
  const afterBytes = await readNamedFile(after, example);
  const digest = (await findLocalDigest(options.store)) ?? keyedDigest(randomBytes(32).toString('hex'));
  const catalogue = await surroundings.loadCatalogue();
  const judging = judgeBy(catalogue.knowledgeOf, await rulesOfConfiguration(options, catalogue));
  const { findings, summary: found } = await compareFiles(
    { name: before, bytes: beforeBytes },
    { name: after, bytes: afterBytes },
    { ...catalogue, knowledgeOf: judging.knowledgeOf, digest },
  );
  const rulePolicy = judging.report();
  const summary = rulePolicy === undefined ? found : { ...found, rulePolicy };
  if (options.json) await writeJson({ before, after, findings, summary }, output);
  else {
    const text = textComparison(
      { findings, summary, before, after },
      textOptions(options.color, surroundings),
    );
    await output.write(text.endsWith('\n') ? text : `${text}\n`);
  }
  return countReaching(summary.severities, threshold) > 0 ? exitCodes.drift : exitCodes.nothing;
}
