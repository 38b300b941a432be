import { glob, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ConfigurationError, InputError } from '../model/errors.ts';
import { isJsonObject, toJson, toList } from '../model/json.ts';
import { type RuleFile, ruleFileSchema, type TestedRule, testedRuleSchema } from '../rules/definition.ts';
import { type FormatWords, type Mistake, schemaMistakes } from './mistakes.ts';
import { ruleMistakes } from './rule-mistakes.ts';
import { readYaml } from './yaml-file.ts';

const words: FormatWords = {
  schema: ruleFileSchema,
  examples: new Map([
    ['version', 'version: 1'],
    ['rules', 'rules: [{ id: own-bucket-without-owner, … }] as in docs/rules.md'],
    ['id', 'id: own-bucket-without-owner'],
    ['title', 'title: a bucket that nobody owns'],
    ['types', 'types: [AWS::S3::Bucket]'],
    ['severity', 'severity: HIGH'],
    ['reason', 'reason: The bucket {{name}} has no tag Owner.'],
    ['recommendation', 'recommendation: Name the team that owns the bucket in its tag Owner.'],
    ['command', 'command: aws s3api put-bucket-tagging --bucket {{id}} --tagging file://tags.json'],
    ['console', 'console: S3 › Buckets › {{id}} › Properties › Tags'],
    ['name', 'name: a bucket without the tag'],
    ['fires', 'fires: true'],
  ]),
};

/**
 * Parses a rule file. Throws one {@link ConfigurationError} that lists every mistake, each with file, line, column,
 * field and an accepted example. `nativeTypes` are the resource types that are read natively.
 */
export function parseRuleFile(text: string, file: string, nativeTypes: readonly string[]): RuleFile {
  const { value, present, error } = readYaml(text, file, 'version: 1 and rules as in docs/rules.md');
  const parsed = ruleFileSchema.safeParse(value);
  const json = toJson(value);
  const rules = isJsonObject(json) ? toList(json.rules) : [];
  const mistakes = [
    ...(parsed.success ? [] : schemaMistakes(parsed.error.issues, present, words)),
    ...rules.flatMap((given, at): Mistake[] => {
      const rule = testedRuleSchema.safeParse(given);
      return rule.success ? ruleMistakes(rule.data, ['rules', at], nativeTypes) : [];
    }),
  ];
  if (parsed.success && mistakes.length === 0) return parsed.data;
  throw error(mistakes);
}

async function readRuleFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new InputError(
      `${file} cannot be read (${reason}); such as: tidemark rules test rules/buckets.yaml`,
    );
  }
}

/** The rules that have the id of an earlier one, each as a line of an error. */
function repeated(rules: readonly { readonly file: string; readonly id: string }[]): string[] {
  const first = new Map<string, string>();
  return rules.flatMap(({ file, id }) => {
    const earlier = first.get(id);
    first.set(id, earlier ?? file);
    return earlier === undefined
      ? []
      : [`${file}: the rule ${id} is in ${earlier} already; give it an id of its own`];
  });
}

/**
 * Loads rule files. Throws one error that lists the mistakes of all of them; a {@link ConfigurationError}, or an
 * {@link InputError} when a file cannot be read.
 */
export async function loadRuleFiles(
  files: readonly string[],
  nativeTypes: readonly string[],
): Promise<TestedRule[]> {
  const loaded: { file: string; rule: TestedRule }[] = [];
  const wrong: string[] = [];
  for (const file of files) {
    const text = await readRuleFile(file);
    try {
      for (const rule of parseRuleFile(text, file, nativeTypes).rules) loaded.push({ file, rule });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      wrong.push(error.message);
    }
  }
  wrong.push(...repeated(loaded.map(({ file, rule: { id } }) => ({ file, id }))));
  if (wrong.length > 0) throw new ConfigurationError(wrong.join('\n'));
  return loaded.map(({ rule }) => rule);
}

async function matching(pattern: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob(pattern, { cwd: folder }))
    found.push(isAbsolute(name) ? name : join(folder, name));
  return found;
}

/** The rule files that a configuration names, and the patterns that match none. */
export async function findRuleFiles(
  patterns: readonly string[],
  configurationFile: string,
): Promise<{ paths: string[]; mistakes: Mistake[] }> {
  const folder = dirname(configurationFile);
  const paths = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const [at, pattern] of patterns.entries()) {
    const found = await matching(pattern, folder);
    for (const path of found) paths.add(path);
    if (found.length > 0) continue;
    mistakes.push({
      path: ['rules', 'files', at],
      message: `matches no file in the folder of this one; write it from there, such as rules/*.yaml`,
    });
  }
  return { paths: [...paths].sort(), mistakes };
}
