/** Where an error happened; every part that is known is named in the message. */
export interface ErrorPlace {
  readonly environment?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly resource?: string | undefined;
}

function describePlace(place: ErrorPlace): string {
  const parts = [
    place.environment && `environment ${place.environment}`,
    place.account && `account ${place.account}`,
    place.region && `region ${place.region}`,
    place.resource && `resource ${place.resource}`,
  ].filter(Boolean);
  return parts.length > 0 ? ` [${parts.join(', ')}]` : '';
}

/** The base of every error Tidemark throws on purpose: a message that says what to do, and where it happened. */
export class TidemarkError extends Error {
  /** What the CLI exits with: 2 for input that must be corrected, 3 for a scan that could not be completed. */
  readonly exitCode: 2 | 3 = 3;
  readonly place: ErrorPlace;

  constructor(message: string, place: ErrorPlace = {}, options?: ErrorOptions) {
    super(`${message}${describePlace(place)}`, options);
    this.name = new.target.name;
    this.place = place;
  }
}

/** What anything that was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Input that must be corrected: an event, a flag, a file. The message names the field and an accepted example. */
export class InputError extends TidemarkError {
  override readonly exitCode = 2;
}

/** A mistake in `tidemark.yaml`. */
export class ConfigurationError extends InputError {}

/** A snapshot, baseline or other stored document that cannot be read: truncated, not JSON, of an unknown version. */
export class FormatError extends InputError {}

/** The role of a target could not be assumed. */
export class AssumeRoleError extends TidemarkError {}

/** AWS kept throttling until the retries ran out; worth running again later. */
export class ThrottledError extends TidemarkError {}

/** Another run wrote the same object between our read and our write. */
export class ConflictError extends TidemarkError {}

/** A document that should be in the store is not. */
export class NotFoundError extends TidemarkError {}
