/** The formats of `tidemark compliance`. */
export const complianceFormats = ['table', 'json', 'html', 'csv'] as const;
export type ComplianceFormat = (typeof complianceFormats)[number];

/** The ids of all frameworks, told here so that the help does not load the catalogue; a test keeps them the same. */
export const frameworkIds = [
  'fsbp',
  'security-hub',
  'cis-3.0',
  'cis-5.0',
  'pci-dss-4.0.1',
  'soc2',
  'hipaa',
  'nist-800-53-r5',
] as const;
