/** How many leading numbers of a version make up the major version, by the beginning of the engine's name. */
const majorLengths: readonly (readonly [string, number])[] = [
  ['postgres', 1],
  ['aurora-postgresql', 1],
  ['custom-oracle', 1],
  ['oracle', 1],
  ['db2', 2],
];
/** `8.4.3` of MySQL, `10.11.8` of MariaDB, `15.00.4236.7.v1` of SQL Server: two numbers. */
const usualMajorLength = 2;

const numerically = new Intl.Collator('en', { numeric: true });

function major(engine: string, version: string): string {
  const length = majorLengths.find(([name]) => engine.startsWith(name))?.[1] ?? usualMajorLength;
  return version.split('.').slice(0, length).join('.');
}

/**
 * Whether a version is a newer one of the same major version, such as PostgreSQL 15.10 after 15.9.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html
 */
export function isNewerMinorVersion(engine: string, from: string, to: string): boolean {
  return major(engine, from) === major(engine, to) && numerically.compare(to, from) > 0;
}
