import type { Resource } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';

/**
 * Calls that can ask for authorization: those of HTTP, but for the preflight requests of browsers, which cannot sign in;
 * of a WebSocket the connection, since its messages come from who is connected.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access-iam.html
 */
const authorizable = /^(?!OPTIONS )[A-Z]+ |^\$(connect|default)$/;

function callableByEverybody({ properties }: Resource, called: string): boolean {
  const type = properties.AuthorizationType ?? 'NONE';
  return type === 'NONE' && properties.ApiKeyRequired !== true && authorizable.test(called);
}

/** The rule of a method or route that anybody may call; `calledOf` says which, such as `GET /orders`. */
export function withoutAuthorization(
  calledOf: (resource: Resource) => string,
  words: Pick<ChangeRule, 'sources' | 'remedy'>,
): ChangeRule {
  return becoming({
    id: 'apigateway-call-without-authorization',
    title: 'an API can be called without signing in',
    severity: 'HIGH',
    // Whoever makes a call without authorization mostly means it, as for a login page.
    createdSeverity: () => 'MEDIUM',
    ...words,
    recommendation: 'Give the call an authorizer, unless it is meant for everybody.',
    safer: 'callers have to sign in',
    dangersOf: (resource) => {
      const called = calledOf(resource);
      if (!callableByEverybody(resource, called)) return [];
      const api = String(resource.properties.RestApiId ?? resource.properties.ApiId);
      return [
        {
          subject: 'no authorization',
          path: '/AuthorizationType',
          reason: `Anybody who reaches API ${api} may call ${called}: it needs no authorization.`,
        },
      ];
    },
  });
}
