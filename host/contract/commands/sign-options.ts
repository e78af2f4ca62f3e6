/** Options that several `sign` commands take. */

export const KEY = {
  name: "key",
  value: "FILE",
  type: "string",
  repeat: true,
  line: "secret key file, once per signer; default: the only one in keys/, when it may sign",
} as const;

export const OUT = {
  name: "out",
  value: "FILE",
  type: "string",
  line: "proposal to pass on to further signers; default: in var/proposals/, when one is needed",
} as const;
