import { closest } from 'fastest-levenshtein';
import type { ConfigurationPath, Mistake } from './mistakes.ts';
import type { Configuration } from './schema.ts';

type Decisions = Pick<Configuration['rules'], 'off' | 'severity'>;

function mistakesIn(
  { off, severity }: Decisions,
  path: ConfigurationPath,
  known: readonly string[],
): Mistake[] {
  const decided = [
    ...Object.keys(off).map((id) => ({ id, at: [...path, 'off', id] })),
    ...Object.keys(severity).map((id) => ({ id, at: [...path, 'severity', id] })),
  ];
  const unknown = decided
    .filter(({ id }) => !known.includes(id))
    .map(({ id, at }) => ({
      path: at,
      atKey: true,
      message: `there is no rule of this id; did you mean ${closest(id, [...known])}? tidemark rules list shows them all`,
    }));
  const both = Object.keys(severity)
    .filter((id) => Object.hasOwn(off, id))
    .map((id) => ({
      path: [...path, 'severity', id],
      atKey: true,
      message: 'is switched off as well; leave it out here or under off',
    }));
  return [...unknown, ...both];
}

/** Decisions of rules that there are not, or that cannot both hold. */
export function ruleSettingMistakes(
  { rules, environments }: Configuration,
  known: readonly string[],
): Mistake[] {
  return [
    ...mistakesIn(rules, ['rules'], known),
    ...Object.entries(environments).flatMap(([name, settings]) =>
      mistakesIn(settings.rules, ['environments', name, 'rules'], known),
    ),
  ];
}
