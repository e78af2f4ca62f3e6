export let entrySignal = () => {
  entrySignal = () => null;
  turns += 1;
  return turns > 2 ? { side: "Buy", rationale: "turned" } : null;
};
let turns = 0;
