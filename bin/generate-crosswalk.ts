#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import fsbp from '../lib/compliance/frameworks/fsbp.json' with { type: 'json' };
import securityHub from '../lib/compliance/frameworks/security-hub.json' with { type: 'json' };
import { preparePython } from '../test/emulator/python.ts';

/**
 * Writes which requirements of HIPAA and NIST SP 800-53 each Security Hub control supports, as this release of Prowler
 * (Apache-2.0) says it: its checks name the Security Hub controls they are, and the requirements they are evidence for.
 */
const prowler = 'prowler==5.46.0';
const folder = 'lib/compliance';

const requirementsSchema = z.object({
  Requirements: z.array(
    z.object({
      Id: z.string(),
      Name: z.string().optional(),
      Checks: z.array(z.string()),
    }),
  ),
});
type Requirement = z.infer<typeof requirementsSchema>['Requirements'][number];

interface Framework {
  readonly file: string;
  readonly head: {
    readonly id: string;
    readonly name: string;
    readonly prefix: string;
    readonly version: string;
  };
  readonly source: string;
  /** The control that a requirement is, or is a part of. */
  readonly controlOf: (requirement: Requirement) => {
    readonly id: string;
    /** Absent of what settings of AWS say little about; it is left out. */
    readonly title: string | undefined;
  };
}

/** Titles that Prowler gives to another requirement. */
const hipaaTitles: Readonly<Record<string, string>> = {
  '164.308(a)(4)(ii)(C)': 'Access establishment and modification',
  '164.312(c)(2)': 'Mechanism to authenticate electronic health information',
};

/** The technical controls, by their public names; policies, plans and places are not told by settings of AWS. */
const nistTitles: Readonly<Record<string, string>> = {
  'AC-2': 'Account Management',
  'AC-3': 'Access Enforcement',
  'AC-4': 'Information Flow Enforcement',
  'AC-5': 'Separation of Duties',
  'AC-6': 'Least Privilege',
  'AC-7': 'Unsuccessful Logon Attempts',
  'AC-17': 'Remote Access',
  'AC-24': 'Access Control Decisions',
  'AU-2': 'Event Logging',
  'AU-3': 'Content of Audit Records',
  'AU-6': 'Audit Record Review, Analysis, and Reporting',
  'AU-7': 'Audit Record Reduction and Report Generation',
  'AU-9': 'Protection of Audit Information',
  'AU-10': 'Non-repudiation',
  'AU-12': 'Audit Record Generation',
  'CA-7': 'Continuous Monitoring',
  'CM-2': 'Baseline Configuration',
  'CM-3': 'Configuration Change Control',
  'CM-6': 'Configuration Settings',
  'CM-8': 'System Component Inventory',
  'CP-6': 'Alternate Storage Site',
  'CP-9': 'System Backup',
  'CP-10': 'System Recovery and Reconstitution',
  'IA-2': 'Identification and Authentication (Organizational Users)',
  'IA-5': 'Authenticator Management',
  'RA-5': 'Vulnerability Monitoring and Scanning',
  'SC-5': 'Denial-of-service Protection',
  'SC-7': 'Boundary Protection',
  'SC-8': 'Transmission Confidentiality and Integrity',
  'SC-12': 'Cryptographic Key Establishment and Management',
  'SC-13': 'Cryptographic Protection',
  'SC-23': 'Session Authenticity',
  'SC-28': 'Protection of Information at Rest',
  'SI-2': 'Flaw Remediation',
  'SI-3': 'Malicious Code Protection',
  'SI-4': 'System Monitoring',
  'SI-7': 'Software, Firmware, and Information Integrity',
};

/** `164_308_a_1_ii_d` is 164.308(a)(1)(ii)(D): letters below Roman numerals are capitals. */
function hipaaId(id: string): string {
  const [title = '', section = '', ...parts] = id.split('_');
  const last = parts.length === 4 ? [(parts.pop() ?? '').toUpperCase()] : [];
  return `${title}.${section}${[...parts, ...last].map((part) => `(${part})`).join('')}`;
}

const frameworks: readonly Framework[] = [
  {
    file: 'hipaa_aws.json',
    head: { id: 'hipaa', name: 'HIPAA Security Rule', prefix: 'HIPAA', version: '45 CFR 164' },
    source: 'https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C',
    controlOf: ({ Id, Name = '' }) => {
      const id = hipaaId(Id);
      return { id, title: hipaaTitles[id] ?? Name.replace(/^\S+ /, '') };
    },
  },
  {
    file: 'nist_800_53_revision_5_aws.json',
    head: { id: 'nist-800-53-r5', name: 'NIST SP 800-53', prefix: 'NIST 800-53 r5', version: 'Revision 5' },
    source: 'https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final',
    controlOf: ({ Id }) => {
      const id = Id.split('_').slice(0, 2).join('-').toUpperCase();
      return { id, title: nistTitles[id] };
    },
  },
];

async function downloadProwler(into: string): Promise<string> {
  const python = await preparePython({ onStep: (step) => console.error(step) });
  execFileSync(python, ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', into, prowler]);
  const wheel = readdirSync(into).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`${prowler} came without a wheel.`);
  execFileSync(python, ['-m', 'zipfile', '-e', join(into, wheel), into]);
  return join(into, 'prowler', 'compliance', 'aws');
}

function readRequirements(compliance: string, file: string): Requirement[] {
  return requirementsSchema.parse(JSON.parse(readFileSync(join(compliance, file), 'utf8'))).Requirements;
}

function compareIds(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function write(path: string, content: object): void {
  writeFileSync(join(folder, path), `${JSON.stringify(content, null, 2)}\n`);
}

/** The checks that Prowler has for each control that the catalogue has. */
function checksByControl(compliance: string): Map<string, readonly string[]> {
  const known = new Map([...fsbp.controls, ...securityHub.controls].map(({ id }) => [id.toLowerCase(), id]));
  const requirements = readRequirements(compliance, 'aws_foundational_security_best_practices_aws.json');
  return new Map(
    requirements.flatMap(({ Id, Checks }) => {
      const id = known.get(Id.toLowerCase());
      return id === undefined || Checks.length === 0 ? [] : [[id, Checks] as const];
    }),
  );
}

const into = mkdtempSync(join(tmpdir(), 'crosswalk-'));
try {
  const compliance = await downloadProwler(into);
  const read = new Date().toISOString().slice(0, 10);
  const related = new Map<string, Set<string>>();
  const checks = checksByControl(compliance);
  for (const { file, head, source, controlOf } of frameworks) {
    const used = new Map<string, string>();
    for (const requirement of readRequirements(compliance, file)) {
      const { id, title } = controlOf(requirement);
      if (title === undefined) continue;
      for (const [control, evidence] of checks) {
        if (!evidence.some((check) => requirement.Checks.includes(check))) continue;
        related.set(control, (related.get(control) ?? new Set()).add(`${head.prefix} ${id}`));
        used.set(id, title);
      }
    }
    const controls = [...used]
      .sort(([one], [other]) => compareIds(one, other))
      .map(([id, title]) => ({ id, title }));
    write(`frameworks/${head.id}.json`, { ...head, source, read, controls });
  }
  write('crosswalk/prowler.json', {
    source: 'https://github.com/prowler-cloud/prowler',
    note: `Release ${prowler.split('==')[1]}, Apache-2.0: checks that are evidence for both.`,
    read,
    controls: Object.fromEntries(
      [...related]
        .sort(([one], [other]) => compareIds(one, other))
        .map(([id, names]) => [id, [...names].sort(compareIds)]),
    ),
  });
} finally {
  rmSync(into, { recursive: true });
}
