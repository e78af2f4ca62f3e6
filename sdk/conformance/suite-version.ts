/** Rises when a rule or the reference data changes: certificates of different suites do not compare. */
export const SUITE_VERSION = 2;
