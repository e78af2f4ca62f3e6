/** The release of this program; package.json has the same, and a test compares them. */
export const RELEASE = "0.1.0";
