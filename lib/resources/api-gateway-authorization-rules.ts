import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { formerValue } from './former-state.ts';

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

const issuerOf = ({ properties }: Resource) => valueAt(properties, '/JwtConfiguration/Issuer');

/** Whoever issues the tokens says who the callers are. */
export const tokenIssuerChanged: ChangeRule = {
  kind: 'change',
  id: 'apigateway-token-issuer-changed',
  title: 'an API takes the tokens of another issuer',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
    'OWASP API Security API2:2023',
    'MITRE ATT&CK T1556',
  ],
  recommendation:
    'Make sure that you know the issuer; if not, set the former one again, and look at who called meanwhile.',
  remedy: {
    command:
      'aws apigatewayv2 update-authorizer --api-id {{/ApiId}} --authorizer-id {{/AuthorizerId}} --jwt-configuration {{former}}',
    console: 'API Gateway › APIs › {{/ApiId}} › Authorization › Manage authorizers › {{/Name}} › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [issuerOf(change.before), issuerOf(change.after)];
    if (typeof from !== 'string' || from === to) return [];
    return [
      {
        subject: `issuer ${String(to)}`,
        path: '/JwtConfiguration',
        values: formerValue(change.before.properties.JwtConfiguration),
        reason: `API ${String(change.after.properties.ApiId)} lets in who has a token of ${String(to ?? 'no issuer')} now, no longer of ${from}: the issuer says who the callers are.`,
      },
    ];
  },
};
