import { restApi, restApiStage } from './api-gateway.ts';
import { restApiAuthorizer, restApiMethod } from './api-gateway-methods.ts';
import { httpApiAuthorizer, httpApiRoute } from './api-gateway-routes.ts';
import { httpApi, httpApiStage } from './api-gateway-v2.ts';
import type { ResourceType } from './define.ts';

/** The types of API Gateway: APIs, who may call what of them, and where they are deployed. */
export const apiTypes: readonly ResourceType[] = [
  restApiAuthorizer,
  restApiMethod,
  restApi,
  restApiStage,
  httpApi,
  httpApiAuthorizer,
  httpApiRoute,
  httpApiStage,
];
