/** The bar of severities; the numbers stand beside it, for whoever cannot see it. */
export const barTemplate = `
<% if (it.segments.length > 0) { %>
<figure>
  <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="Findings by severity: <%= it.label %>">
    <% for (const { severity, from, width } of it.segments) { %>
    <rect class="<%= severity.toLowerCase() %>" x="<%= from %>" y="0" width="<%= width %>" height="4"></rect>
    <% } %>
  </svg>
  <figcaption><%= it.label %></figcaption>
</figure>
<% } %>
`;

/** A finding. */
export const findingTemplate = `
<article aria-labelledby="<%= it.anchor %>">
  <h4 id="<%= it.anchor %>"><span class="severity <%= it.severity.toLowerCase() %>"><%= it.severity %></span> <bdi><%= it.name %></bdi> <%= it.change %></h4>
  <p class="quiet"><%= it.type %> · <%= it.place %><% if (it.status !== '') { %> · <%= it.status %><% } %> · score <%= it.score %></p>
  <% for (const reason of it.reasons) { %><p><%= reason %></p><% } %>
  <dl>
    <dt>Id</dt><dd><code><%= it.id %></code></dd>
    <% if (it.arn !== '') { %><dt>ARN</dt><dd><code><%= it.arn %></code></dd><% } %>
    <% for (const state of it.timeline) { %><dt>When</dt><dd><%= state %></dd><% } %>
    <% if (it.attribution !== '') { %><dt>Who</dt><dd><%= it.attribution %></dd><% } %>
    <dt>Monthly cost</dt><dd><%= it.cost %></dd>
    <% for (const recommendation of it.recommendations) { %><dt>What to do</dt><dd><%= recommendation %></dd><% } %>
    <% for (const path of it.consolePaths) { %><dt>In the console</dt><dd><%= path %></dd><% } %>
    <% for (const command of it.commands) { %><dt>On the command line</dt><dd><code><%= command %></code></dd><% } %>
  </dl>
  <% if (it.rows.length > 0) { %>
  <% if (it.change === 'modified' || it.change === 'replaced') { %>
  <table class="changes">
    <caption>What changed</caption>
    <thead><tr><th scope="col">Property</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
    <tbody>
      <% for (const { property, before, after } of it.rows) { %>
      <tr><th scope="row"><code><%= property %></code></th><td><code><%= before %></code></td><td><code><%= after %></code></td></tr>
      <% } %>
    </tbody>
  </table>
  <% } else { %>
  <details>
    <summary>What it <%= it.change === 'added' ? 'is' : 'was' %> made of</summary>
    <table class="changes">
      <thead><tr><th scope="col">Property</th><th scope="col">Value</th></tr></thead>
      <tbody>
        <% for (const { property, before, after } of it.rows) { %>
        <tr><th scope="row"><code><%= property %></code></th><td><code><%= it.change === 'added' ? after : before %></code></td></tr>
        <% } %>
      </tbody>
    </table>
  </details>
  <% } %>
  <% if (it.moreRows > 0) { %><p class="quiet">and <%= it.moreRows %> more, in the JSON report</p><% } %>
  <% } %>
  <% if (it.explanation !== '') { %>
  <details>
    <summary>In one paragraph</summary>
    <p><%= it.explanation %></p>
  </details>
  <% } %>
  <details>
    <summary>How this was judged</summary>
    <dl>
      <% for (const { points, reason } of it.scoreParts) { %><dt><%= points %> points</dt><dd><%= reason %></dd><% } %>
      <% for (const rule of it.rules) { %><dt>Rule</dt><dd><code><%= rule %></code></dd><% } %>
      <% if (it.controls !== '') { %><dt>Controls</dt><dd><%= it.controls %></dd><% } %>
      <% for (const assumption of it.assumptions) { %><dt>Cost assumption</dt><dd><%= assumption %></dd><% } %>
    </dl>
  </details>
</article>
`;

/** An environment. */
export const environmentTemplate = `
<section aria-labelledby="<%= it.anchor %>">
  <h2 id="<%= it.anchor %>"><%= it.name %></h2>
  <p><%= it.targets %></p>
  <% for (const note of it.notes) { %><p class="quiet"><%= note %></p><% } %>
  <% if (it.findingsTotal === 0) { %><p><%= it.nothing %></p><% } else { %>
  <%~ include('@bar', it.bar) %>
  <dl>
    <% if (it.ages !== '') { %><dt>Findings</dt><dd><%= it.ages %></dd><% } %>
    <dt>Monthly cost</dt><dd><%= it.cost %></dd>
  </dl>
  <% } %>
  <% if (it.gaps.length + it.failed.length > 0) { %>
  <div class="incomplete">
    <h3>What could not be read, and so was not compared</h3>
    <ul>
      <% for (const { place, reason } of it.failed) { %><li><strong><%= place %></strong> failed: <%= reason %></li><% } %>
      <% for (const { what, reason, places } of it.gaps) { %><li><strong><%= what %></strong> in <%= places.join('; ') %>: <%= reason %></li><% } %>
    </ul>
  </div>
  <% } %>
  <%~ include('@compliance', it.compliance) %>
  <% if (it.notRead.length > 0) { %>
  <h3>What exists and is not read</h3>
  <p>Turn it on in the configuration if it matters: <%= it.notRead.join(', ') %>.</p>
  <% } %>
  <% if (it.recommendations.length > 0) { %>
  <h3>What to do first</h3>
  <ol>
    <% for (const { severity, text, settles } of it.recommendations) { %><li><span class="severity <%= severity.toLowerCase() %>"><%= severity %></span> <%= text %> <span class="quiet"><%= settles %></span></li><% } %>
  </ol>
  <% } %>
  <% if (it.incidents.length > 0) { %><h3>Incidents: changes that belong together</h3><% } %>
  <% for (const { severity, title, place, story, recommendation } of it.incidents) { %>
  <article class="incident">
    <h4><span class="severity <%= severity.toLowerCase() %>"><%= severity %></span> <%= title %></h4>
    <p class="quiet"><%= place %></p>
    <p><%= story %></p>
    <p><strong>What to do</strong> <%= recommendation %></p>
  </article>
  <% } %>
  <% if (it.inherited.count !== '') { %>
  <details>
    <summary>Inherited risk: <%= it.inherited.count %></summary>
    <table>
      <thead><tr><th scope="col">Severity</th><th scope="col">Resource</th><th scope="col">Why, and what to do</th><th scope="col">Fingerprint</th></tr></thead>
      <tbody>
        <% for (const { severity, name, place, reason, recommendation, fingerprint } of it.inherited.dangers) { %>
        <tr><td><span class="severity <%= severity.toLowerCase() %>"><%= severity %></span></td><th scope="row"><%= name %><br><span class="quiet"><%= place %></span></th><td><%= reason %><br><%= recommendation %></td><td><code><%= fingerprint %></code></td></tr>
        <% } %>
      </tbody>
    </table>
    <% if (it.inherited.more > 0) { %><p class="quiet">and <%= it.inherited.more %> more, in the postures of the run</p><% } %>
  </details>
  <% } %>
  <% if (it.rulePolicy.length > 0) { %>
  <details>
    <summary>How the configuration changed the rules</summary>
    <ul><% for (const line of it.rulePolicy) { %><li><%= line %></li><% } %></ul>
  </details>
  <% } %>
  <% if (it.findings.length > 0) { %><h3>Findings</h3><% } %>
  <% for (const finding of it.findings) { %><%~ include('@finding', finding) %><% } %>
  <% if (it.more > 0) { %><p><%= it.more %> more, not more dangerous than these, are in the findings files.</p><% } %>
</section>
`;

/** The page. Its policy lets nothing be loaded or run, whatever a name in it says. */
export const pageTemplate = `<!DOCTYPE html>
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
<a class="skip" href="#findings">Skip to the findings</a>
<header>
  <h1><%= it.title %></h1>
  <dl><% for (const [label, value] of it.facts) { %><dt><%= label %></dt><dd><%= value %></dd><% } %></dl>
  <%~ include('@bar', it.bar) %>
  <nav aria-label="Environments">
    <table>
      <caption>Environments</caption>
      <thead><tr><th scope="col">Environment</th><% for (const severity of it.severities) { %><th scope="col" class="number"><%= severity %></th><% } %><th scope="col">Monthly cost</th></tr></thead>
      <tbody>
        <% for (const { name, anchor, counts, cost } of it.environments) { %>
        <tr><th scope="row"><a href="#<%= anchor %>"><%= name %></a></th><% for (const count of counts) { %><td class="number"><%= count %></td><% } %><td><%= cost %></td></tr>
        <% } %>
      </tbody>
    </table>
  </nav>
</header>
<main id="findings">
<% for (const environment of it.environments) { %><%~ include('@environment', environment) %><% } %>
</main>
</body>
</html>
`;
