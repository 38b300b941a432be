/** How the compliance page looks, beside what all pages have in common. The status is always a word too. */
export const complianceStyle = `
.status { display: inline-block; padding: 0 .5em; border-radius: .25rem; color: #fff; font-size: .8rem;
  font-weight: 600; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.status.failing { background: var(--critical); } .status.unknown { background: var(--medium); }
.status.passing { background: #1a6b34; } .status.not-evaluated { background: var(--info); }
.trend { display: block; width: 8rem; height: 2rem; overflow: visible; }
.trend polyline { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.trend circle { fill: currentColor; }
.wide { overflow-x: auto; }
.wide table { overflow-wrap: normal; min-width: 44rem; }
.wide td { white-space: nowrap; }
.controls { list-style: none; padding: 0; }
.controls > li { border-top: 1px solid var(--line); padding: .5rem 0; break-inside: avoid; }
.controls ul { padding-left: 1.25rem; }
`;

/** The scores of the last runs as a line. */
export const trendTemplate = `
<% if (it.trend) { %>
<svg class="trend" viewBox="-2 -2 104 24" role="img" aria-label="<%= it.trend.label %>">
  <polyline points="<%= it.trend.points %>"></polyline>
  <circle cx="<%= it.trend.last.x %>" cy="<%= it.trend.last.y %>" r="2"></circle>
</svg>
<% } else { %>none yet<% } %>
`;

/** A control. */
export const controlTemplate = `
<li>
  <span class="status <%= it.status %>"><%= it.statusWord %></span>
  <strong><%= it.id %></strong> <%= it.title %>
  <% if (it.change !== '') { %> <em><%= it.change %></em><% } %>
  <% if (it.judgements !== '') { %><span class="quiet">· <%= it.judgements %></span><% } %>
  <% if (it.failures.length > 0) { %>
  <details>
    <summary>What fails</summary>
    <ul>
      <% for (const failure of it.failures) { %>
      <li><span class="severity <%= failure.severity.toLowerCase() %>"><%= failure.severity %></span> <bdi><%= failure.name %></bdi> <span class="quiet"><%= failure.type %> · <%= failure.place %> · <%= failure.standing %> · <code><%= failure.rule %></code></span><br><%= failure.reason %></li>
      <% } %>
    </ul>
    <% if (it.more > 0) { %><p class="quiet">and <%= it.more %> more</p><% } %>
  </details>
  <% } %>
</li>
`;

/** A framework. */
export const frameworkTemplate = `
<section aria-labelledby="<%= it.anchor %>">
  <h2 id="<%= it.anchor %>"><%= it.title %></h2>
  <p class="quiet">Published at <%= it.source %></p>
  <% for (const group of it.groups) { %>
  <% if (group.isOpen) { %>
  <h3><%= group.title %></h3>
  <p class="quiet"><%= group.meaning %></p>
  <ul class="controls"><% for (const control of group.controls) { %><%~ include('@control', control) %><% } %></ul>
  <% } else { %>
  <details>
    <summary><%= group.title %></summary>
    <p class="quiet"><%= group.meaning %></p>
    <ul class="controls"><% for (const control of group.controls) { %><%~ include('@control', control) %><% } %></ul>
  </details>
  <% } %>
  <% } %>
</section>
`;

/** The page. Its policy lets nothing be loaded or run, whatever a name in it says. */
export const compliancePageTemplate = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title><%= it.title %></title>
<style><%~ it.style %></style>
</head>
<body>
<a class="skip" href="#frameworks">Skip to the frameworks</a>
<header>
  <h1><%= it.title %></h1>
  <dl><% for (const [label, value] of it.facts) { %><dt><%= label %></dt><dd><%= value %></dd><% } %></dl>
  <p>Passing means that what Tidemark looks at shows no danger. It is evidence for an audit, and not its result: most controls ask for more than what settings of AWS can show.</p>
  <% if (it.frameworks.length === 0) { %><p>No rule that judges this environment is evidence for a control.</p><% } else { %>
  <div class="wide" role="region" aria-label="Frameworks" tabindex="0">
    <table>
      <caption>Frameworks</caption>
      <thead><tr><th scope="col">Framework</th><th scope="col" class="number">Score</th><th scope="col" class="number">Failing</th><th scope="col" class="number">Unknown</th><th scope="col" class="number">Passing</th><th scope="col" class="number">Not evaluated</th><th scope="col">Score of the last runs</th></tr></thead>
      <tbody>
        <% for (const { anchor, title, score, failing, unknown, passing, notEvaluated, trend } of it.frameworks) { %>
        <tr><th scope="row"><a href="#<%= anchor %>"><%= title %></a></th><td class="number"><%= score %></td><td class="number"><%= failing %></td><td class="number"><%= unknown %></td><td class="number"><%= passing %></td><td class="number"><%= notEvaluated %></td><td><%~ include('@trend', { trend }) %></td></tr>
        <% } %>
      </tbody>
    </table>
  </div>
  <% } %>
</header>
<main id="frameworks">
<% for (const framework of it.frameworks) { %><%~ include('@framework', framework) %><% } %>
</main>
</body>
</html>
`;

/** What a run report shows of an environment's compliance. */
export const complianceSummaryTemplate = `
<% if (it.rows.length > 0) { %>
<h3>Published controls</h3>
<table>
  <thead><tr><th scope="col">Framework</th><th scope="col" class="number">Score</th><th scope="col" class="number">Failing</th><th scope="col" class="number">Unknown</th><th scope="col" class="number">Passing</th><th scope="col">Since the run before</th></tr></thead>
  <tbody>
    <% for (const { title, score, failing, unknown, passing, newly } of it.rows) { %>
    <tr><th scope="row"><%= title %></th><td class="number"><%= score %></td><td class="number"><%= failing %></td><td class="number"><%= unknown %></td><td class="number"><%= passing %></td><td><%= newly %></td></tr>
    <% } %>
  </tbody>
</table>
<% if (it.page !== '') { %><p><a href="<%= it.page %>">What fails and why</a></p><% } %>
<% } %>
`;
