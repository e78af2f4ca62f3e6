import type { CodeTable } from "../codes.ts";

export const CONTRACT_CODES = {
  decimal_invalid: {
    is: "refusal",
    meaning: "a decimal was not plain digits with at most 8 places",
    remedy: "write it like 12 or 0.25, without exponent or spaces",
  },
  json_invalid: {
    is: "refusal",
    meaning: "a file or message was not strict JSON",
    remedy: "look at the position named; if the file was cut off, restore it from where it came",
  },
  json_not_canonical: {
    is: "refusal",
    meaning: "signed JSON was not in its canonical form",
    remedy: "do not edit signed files; sign again",
  },
  code_unknown: {
    is: "refusal",
    meaning: "no code of this name exists",
    remedy: "host explain without a code lists all of them",
  },
} as const satisfies CodeTable;
