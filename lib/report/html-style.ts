/**
 * How the page looks: by the reader's preference light or dark, and on paper. The severity colours have a contrast of
 * at least 4.5 to the white text on them (WCAG 2.2, 1.4.3).
 */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #57606a; --page: #fff; --card: #f6f8fa; --line: #d0d7de;
  --critical: #9b0d22; --high: #b33d05; --medium: #7a5b00; --low: #1f5f99; --info: #59636e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9da7b3; --page: #0d1117; --card: #161b22; --line: #30363d; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.5em 0 .5em; }
h1 { margin-top: 0; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25em; }
a { color: inherit; }
a:focus-visible, summary:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.quiet, figcaption { color: var(--quiet); }
code { font: .9em/1.4 ui-monospace, monospace; unicode-bidi: isolate; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.changes th { font-weight: 400; width: 34%; }
.changes td { width: 33%; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
figure { margin: 1rem 0; }
.bar { display: block; width: 100%; height: 1rem; border-radius: .25rem; }
.bar .critical { fill: var(--critical); } .bar .high { fill: var(--high); } .bar .medium { fill: var(--medium); }
.bar .low { fill: var(--low); } .bar .info { fill: var(--info); }
.severity { display: inline-block; padding: 0 .5em; border-radius: .25rem; color: #fff; font-size: .8rem;
  font-weight: 600; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.severity.critical { background: var(--critical); } .severity.high { background: var(--high); }
.severity.medium { background: var(--medium); } .severity.low { background: var(--low); }
.severity.info { background: var(--info); }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
article h4 { margin: 0; }
article p { margin: .25rem 0; }
.incomplete { border-left: .4rem solid var(--high); padding-left: 1rem; }
@media print {
  :root { --ink: #000; --quiet: #333; --page: #fff; --card: #fff; --line: #999; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  article { break-inside: avoid; }
  nav, .skip { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
