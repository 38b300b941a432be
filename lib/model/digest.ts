import { createHmac } from 'node:crypto';

/**
 * A keyed digest: the same text gives the same digest under the same key, and nobody without the key can find the
 * text by guessing. What replaces a secret in everything that is stored, logged or sent.
 */
export type Digest = (text: string) => string;

/** A key shorter than this many characters was not made by Tidemark. */
export const shortestDigestKey = 32;

/** The digest under a key: HMAC-SHA-256. */
export function keyedDigest(key: string): Digest {
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}
