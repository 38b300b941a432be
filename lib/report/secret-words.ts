import type { JsonValue } from '../model/json.ts';
import { mapStrings } from '../snapshot/normalise/walk.ts';
import { secretWord } from './plain-text.ts';

/** What a reader sees in place of a secret that is not the one it was. */
export const changedSecretWord = '(secret changed)';

const secretDigest = /hmac-sha256:[0-9a-f]{32}/g;

function digestsOf(value: JsonValue): Set<string> {
  return new Set(JSON.stringify(value).match(secretDigest) ?? []);
}

/** A value with a word in place of each secret's digest. */
export function nameSecrets(value: JsonValue): JsonValue {
  return mapStrings(value, (text) => text.replaceAll(secretDigest, secretWord));
}

/**
 * A value with a word in place of each secret's digest, which tells a secret that is not among those of the value
 * before: the digests say that a secret changed, and nobody needs to see them.
 */
export function nameChangedSecrets(value: JsonValue, before: JsonValue): JsonValue {
  const known = digestsOf(before);
  if (known.size === 0) return nameSecrets(value);
  return mapStrings(value, (text) =>
    text.replaceAll(secretDigest, (digest) => (known.has(digest) ? secretWord : changedSecretWord)),
  );
}
