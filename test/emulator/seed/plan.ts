import { EmulatorAnswerError } from '../errors.ts';

/** The three kinds of member accounts the demo and the end-to-end tests have. */
export type AccountKind = 'dev' | 'staging' | 'prod';

/** What differs between the kinds: everything grows on its way to production, and only production is guarded. */
export interface Plan {
  readonly network: string;
  readonly applicationServers: number;
  readonly applicationServerType: 'm5.large' | 't3.medium' | 't3.small';
  readonly databaseClass: 'db.t3.medium' | 'db.t3.micro';
  readonly databaseStorage: number;
  readonly backupDays: number;
  readonly tasks: number;
  readonly production: boolean;
}

/** The plan of each kind. */
export const plans: Readonly<Record<AccountKind, Plan>> = {
  dev: {
    network: '10.10',
    applicationServers: 1,
    applicationServerType: 't3.small',
    databaseClass: 'db.t3.micro',
    databaseStorage: 20,
    backupDays: 1,
    tasks: 1,
    production: false,
  },
  staging: {
    network: '10.20',
    applicationServers: 1,
    applicationServerType: 't3.medium',
    databaseClass: 'db.t3.medium',
    databaseStorage: 50,
    backupDays: 7,
    tasks: 2,
    production: false,
  },
  prod: {
    network: '10.30',
    applicationServers: 2,
    applicationServerType: 'm5.large',
    databaseClass: 'db.t3.medium',
    databaseStorage: 200,
    backupDays: 35,
    tasks: 4,
    production: true,
  },
};

/** Who a resource is created for: its account's kind and plan, and the account itself. */
export interface Owner {
  readonly kind: AccountKind;
  readonly plan: Plan;
  readonly account: string;
  readonly region: string;
}

/** The tags everything in an account has, as people's tagging policies ask for. */
export function tagsOf(owner: Owner, name: string): Record<string, string> {
  return {
    Name: name,
    Environment: owner.kind,
    Team: 'orders',
    CostCenter: owner.plan.production ? '4711' : '4712',
    ManagedBy: 'terraform',
  };
}

/** Tags in the form most services take: `[{ Key, Value }]`. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * A value which an AWS API always gives, though the types of the SDK do not say so.
 *
 * @throws {@link EmulatorAnswerError} when it is missing.
 */
export function given<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new EmulatorAnswerError(`The emulator's answer has no ${what}.`);
  return value;
}
