/** The style of the page. No font, no picture and no script from anywhere: the page opens on a machine without network. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --back: #fcfcfb; --text: #1c1d20; --faint: #62666d; --line: #d9dadd; --panel: #f2f2f0;
  --good: #12683a; --good-back: #e3f4e9; --warning: #7a4a00; --warning-back: #fdf0d5;
  --bad: #a51219; --bad-back: #fde7e7; --loud: #ffd34d; --loud-text: #1c1d20; --link: #1b50a8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #15171a; --text: #e6e7e9; --faint: #a0a5ad; --line: #373b42; --panel: #1f2226;
    --good: #78d69d; --good-back: #14301f; --warning: #f3c260; --warning-back: #38290b;
    --bad: #ff9a95; --bad-back: #431a1b; --loud: #ffd34d; --loud-text: #15171a; --link: #92b9ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem clamp(0.75rem, 3vw, 2rem) 4rem;
  background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
h3 { font: 600 0.95rem/1.4 ui-monospace, monospace; margin: 1.5rem 0 0.4rem; overflow-wrap: anywhere; }
p { margin: 0.35rem 0; overflow-wrap: anywhere; max-width: 60rem; }
a { color: var(--link); }
nav ol { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1rem 0; padding: 0 0 0 1.2rem; }
nav li { padding-right: 0.5rem; }
.faint { color: var(--faint); }
.banner { padding: 0.75rem 1rem; border-left: 0.35rem solid currentColor; font-weight: 600; font-size: 1.05rem; max-width: none; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); font-weight: 600; }
.banner.good { background: var(--good-back); } .banner.warning { background: var(--warning-back); }
.banner.bad { background: var(--bad-back); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
dd.digest, code { font: 0.9em/1.5 ui-monospace, monospace; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 1.25rem 0.3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } .number { text-align: right; } td.number { white-space: nowrap; }
.message { width: 40rem; overflow-wrap: anywhere; } .margin { min-width: 6.5rem; } .answer { font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; min-width: 11rem; }
.nowrap { white-space: nowrap; }
svg { display: block; width: 6rem; height: 0.5rem; margin: 0.3rem 0; }
.track { fill: var(--line); } .fill-good { fill: var(--good); } .fill-warning { fill: var(--warning); } .fill-bad { fill: var(--bad); } .fill-plain { fill: var(--faint); }
.diff { width: 100%; table-layout: fixed; background: var(--panel); font: 0.85rem/1.45 ui-monospace, monospace; }
.diff td { border: 0; padding: 0 0.4rem; } .diff .at { width: 3.6rem; text-align: right; color: var(--faint); user-select: none; }
.diff .sign { width: 1.4rem; padding: 0; text-align: center; user-select: none; }
.diff .line { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; unicode-bidi: isolate; direction: ltr; }
.diff .added { background: var(--good-back); } .diff .removed { background: var(--bad-back); }
.diff .gap td { color: var(--faint); text-align: center; border-block: 1px dashed var(--line); }
.changed { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; font-weight: 600; }
.invisible, .number-mark, .foreign { background: var(--loud); color: var(--loud-text); border-radius: 0.15rem; }
.invisible { outline: 2px solid var(--bad); font-weight: 700; }
.type { font: 600 1.2rem/1.4 ui-monospace, monospace; padding: 0.5rem 1rem; background: var(--panel); display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.5rem; }
  .diff { font-size: 0.72rem; } .diff .at { width: 2.1rem; padding: 0 0.15rem; } .diff .sign { width: 1rem; } .diff .line { padding: 0 0.15rem; }
  th, td { padding-right: 0.6rem; } .answer { min-width: 7.5rem; font-size: 0.75rem; } .nowrap { white-space: normal; min-width: 5.5rem; }
  table { font-size: 0.9rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } .scroll { overflow: visible; } .diff { font-size: 8pt; }
}
`;
