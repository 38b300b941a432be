/**
 * A keyed digest: the same text gives the same digest under the same key, and nobody without the key can find the
 * text by guessing. What replaces a secret in everything that is stored, logged or sent.
 */
export type Digest = (text: string) => string;
