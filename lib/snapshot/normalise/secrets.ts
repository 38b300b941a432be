import type { Digest } from '../../model/digest.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../model/json.ts';
import { descend, mapMembers, mapStrings, type PatternTree, registered } from './walk.ts';

const digestForm = /^hmac-sha256:[0-9a-f]{32}$/;

/** Whether a text is what {@link concealSecrets} leaves of a secret. */
export function isDigest(text: string): boolean {
  return digestForm.test(text);
}

/**
 * Property names whose string values are secrets in every type, by their ending. `SecretArn`, `PasswordPolicy` and
 * the like end otherwise and stay readable.
 */
const secretName =
  /(password|passwd|passphrase|secretstring|secretbinary|secretvalue|clientsecret|secretkey|secretaccesskey|privatekey|authtoken|accesstoken|refreshtoken|oauthtoken|bearertoken|sessiontoken|apikey|connectionstring)$/i;

/** References that name a secret without holding it stay readable. */
const reference = /^(arn:aws[a-z-]*:|\{\{resolve:)/;

/**
 * What looks like a credential wherever it stands. A pattern with groups keeps the first and the third group and
 * conceals the second; a pattern without groups is concealed whole.
 */
const credentialPatterns: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|[sr]k_live_\w{16,}|AIza[\w-]{35})/g,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:)([^@\s/]+)(@)/gi,
  /(\b(?:Bearer|Basic)\s+)([\w.~+/-]{12,}=*)()/g,
  /("(?:[\w-]*[_-])?(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)"\s*:\s*")((?:[^"\\]|\\.)*)(")/gi,
  /((?:\b|[_-])(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|sig(?:nature)?)=)("[^"]*"|'[^']*'|[^\s&;,"']+)()/gi,
];

function concealCredentials(text: string, conceal: Digest): string {
  return credentialPatterns.reduce(
    (current, pattern) =>
      current.replace(pattern, (whole: string, before?: unknown, secret?: unknown, after?: unknown) =>
        typeof before === 'string' && typeof secret === 'string' && typeof after === 'string'
          ? `${before}${conceal(secret)}${after}`
          : conceal(whole),
      ),
    text,
  );
}

/**
 * Pass `secrets`: replaces secrets by keyed digests, so that a changed secret is seen to have changed and nobody can
 * read it: every string at or below the paths the type names as secret; every string under a property name that means
 * a secret; and whatever looks like a credential in any other string. What is a digest already stays as it is.
 */
export function concealSecrets(value: JsonValue, secretPaths: PatternTree<true>, digest: Digest): JsonValue {
  const conceal: Digest = (text) =>
    digestForm.test(text) ? text : `hmac-sha256:${digest(text).slice(0, 32)}`;
  const concealWhole = (text: string) => (reference.test(text) ? text : conceal(text));

  const walk = (current: JsonValue, nodes: readonly PatternTree<true>[], name: string): JsonValue => {
    if (registered(nodes)) return mapStrings(current, conceal);
    if (typeof current === 'string') {
      return secretName.test(name) ? concealWhole(current) : concealCredentials(current, conceal);
    }
    if (isJsonArray(current))
      return current.map((element, at) => walk(element, descend(nodes, String(at)), name));
    if (isJsonObject(current))
      return mapMembers(current, (member, key) => walk(member, descend(nodes, key), key));
    return current;
  };
  return walk(value, [secretPaths], '');
}
