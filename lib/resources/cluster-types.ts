import type { ResourceType } from './define.ts';
import { eksAccessEntry } from './eks-access-entry.ts';
import { eksCluster } from './eks-cluster.ts';
import {
  eksAddon,
  eksFargateProfile,
  eksIdentityProviderConfig,
  eksPodIdentityAssociation,
} from './eks-cluster-parts.ts';
import { eksNodegroup } from './eks-nodegroup.ts';

/** The types of EKS: clusters, what runs them, and who may do what in them. */
export const clusterTypes: readonly ResourceType[] = [
  eksAccessEntry,
  eksAddon,
  eksCluster,
  eksFargateProfile,
  eksIdentityProviderConfig,
  eksNodegroup,
  eksPodIdentityAssociation,
];
