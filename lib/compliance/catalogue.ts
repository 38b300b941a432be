import { z } from 'zod';
import cisCrosswalk from './crosswalk/cis.json' with { type: 'json' };
import prowlerCrosswalk from './crosswalk/prowler.json' with { type: 'json' };
import securityHubCrosswalk from './crosswalk/security-hub.json' with { type: 'json' };
import subjectCrosswalk from './crosswalk/subjects.json' with { type: 'json' };
import cis3 from './frameworks/cis-3.0.json' with { type: 'json' };
import cis5 from './frameworks/cis-5.0.json' with { type: 'json' };
import fsbp from './frameworks/fsbp.json' with { type: 'json' };
import hipaa from './frameworks/hipaa.json' with { type: 'json' };
import nist from './frameworks/nist-800-53-r5.json' with { type: 'json' };
import pciDss from './frameworks/pci-dss-4.0.1.json' with { type: 'json' };
import securityHub from './frameworks/security-hub.json' with { type: 'json' };
import soc2 from './frameworks/soc2.json' with { type: 'json' };

/** A control of a framework. */
export interface Control {
  /** As the framework numbers it, such as `EC2.19` or `164.312(a)(1)`. */
  readonly id: string;
  /** A short title, in words of our own where the framework's are not public. */
  readonly title: string;
}

/** A published set of controls, as far as the rules say anything about it. */
export interface Framework {
  /** In lower case, without spaces, such as `pci-dss-4.0.1`. */
  readonly id: string;
  readonly name: string;
  /** What the names of its controls begin with, such as `PCI DSS 4.0.1`. */
  readonly prefix: string;
  readonly version: string;
  /** Where it is published. */
  readonly source: string;
  /** When it was read, as YYYY-MM-DD. */
  readonly read: string;
  readonly controls: readonly Control[];
}

/** A control with the framework that it is of. */
export interface NamedControl extends Control {
  /** Prefix and id, such as `PCI DSS 4.0.1 1.3.1`: how sources and findings name it. */
  readonly name: string;
  readonly framework: Framework;
}

/** All frameworks, in the order in which they are reported. */
export const frameworks: readonly Framework[] = [fsbp, securityHub, cis3, cis5, pciDss, soc2, hipaa, nist];

const byName: ReadonlyMap<string, NamedControl> = new Map(
  frameworks.flatMap((framework) =>
    framework.controls.map((control) => {
      const name = `${framework.prefix} ${control.id}`;
      return [name, { ...control, name, framework }] as const;
    }),
  ),
);

const crosswalkSchema = z.record(z.string(), z.array(z.string()));
const securityHubPrefixes = [fsbp.prefix, securityHub.prefix];

/** The name of a Security Hub control by its id alone: it is of FSBP, or it is not. */
function securityHubName(id: string): string {
  return securityHubPrefixes.map((prefix) => `${prefix} ${id}`).find((name) => byName.has(name)) ?? id;
}

function buildCrosswalk(): ReadonlyMap<string, ReadonlySet<string>> {
  const related = new Map<string, Set<string>>();
  const relate = (name: string, to: string) => {
    related.set(name, (related.get(name) ?? new Set()).add(to));
  };
  for (const { controls } of [securityHubCrosswalk, prowlerCrosswalk]) {
    for (const [id, names] of Object.entries(crosswalkSchema.parse(controls)))
      for (const name of names) relate(securityHubName(id), name);
  }
  for (const { controls, related: names } of subjectCrosswalk.subjects) {
    for (const id of controls) for (const name of names) relate(securityHubName(id), name);
  }
  for (const [id, newer] of Object.entries(cisCrosswalk.controls))
    relate(`${cis3.prefix} ${id}`, `${cis5.prefix} ${newer}`);
  return related;
}

const crosswalk = buildCrosswalk();

/** The Security Hub control that alone stands for a recommendation of CIS, and so for what that is related to. */
function buildEquivalents(): ReadonlyMap<string, string> {
  const standing = Map.groupBy(
    [...crosswalk].flatMap(([name, related]) =>
      [...related]
        .filter((cis) => cis.startsWith(`${cis3.prefix} `) && !name.startsWith(cis3.prefix))
        .map((cis) => ({ name, cis })),
    ),
    ({ cis }) => cis,
  );
  return new Map(
    [...standing].flatMap(([cis, names]) =>
      names.length === 1 && names[0] ? [[cis, names[0].name] as const] : [],
    ),
  );
}

const equivalents = buildEquivalents();

/** The control that a source names, or undefined of what is none or not in the catalogue. */
export function findControl(name: string): NamedControl | undefined {
  return byName.get(name);
}

/**
 * The names of the controls that whatever is evidence for a control is evidence for too: what AWS states as related
 * requirements of a Security Hub control, what Prowler relates to it, and by its subject.
 */
export function relatedControls(name: string): readonly string[] {
  const equivalent = equivalents.get(name);
  const names = equivalent === undefined ? [name] : [name, equivalent];
  const related = names.flatMap((each) => [...(crosswalk.get(each) ?? [])]);
  return [...new Set([...names.slice(1), ...related])].filter((each) => each !== name);
}
