import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../lib/config/load.ts';
import { loadRuleFiles, parseRuleFile } from '../../lib/config/rule-files.ts';
import { ruleSettingMistakes } from '../../lib/config/rule-setting-mistakes.ts';
import { knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { knownNames } from '../../lib/resources/rule-catalogue.ts';
import { runRuleTests } from '../../lib/rules/run-tests.ts';

const names = knownNames(resourceTypes);
const known = { knowledgeOf, types: names.types };
const text = readFileSync('docs/rules.md', 'utf8');
const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block);

describe('docs/rules.md', () => {
  test('shows rules that are right and pass their tests', () => {
    const files = blocks.filter((block) => block.startsWith('version: 1'));
    expect(files).toHaveLength(1);
    for (const file of files) {
      for (const rule of parseRuleFile(file, 'docs/rules.md', names.types).rules) {
        expect(rule.tests.length).toBeGreaterThan(1);
        expect(runRuleTests(rule, known).flatMap(({ problems }) => problems)).toEqual([]);
      }
    }
  });

  test('shows decisions of rules that there are', () => {
    const [decisions = ''] = blocks;
    const yaml = `version: 1\nmemberRole: { externalId: t-1 }\n${decisions}`;
    const configuration = parseConfiguration(yaml, 'docs/rules.md', names.types);
    expect(Object.keys(configuration.rules.off)).toHaveLength(1);
    expect(ruleSettingMistakes(configuration, names.rules)).toEqual([]);
  });
});

test('every rule of docs/examples/own-rules.yaml fires and is silent as its tests say', async () => {
  const rules = await loadRuleFiles(['docs/examples/own-rules.yaml'], names.types);
  for (const rule of rules) {
    expect(new Set(rule.tests.map(({ fires }) => fires))).toEqual(new Set([true, false]));
    expect(runRuleTests(rule, known).flatMap(({ problems }) => problems)).toEqual([]);
  }
});
