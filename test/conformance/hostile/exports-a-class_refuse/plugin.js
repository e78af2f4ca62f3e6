export class entrySignal {
  side = "Buy";
  rationale = "x";
}
