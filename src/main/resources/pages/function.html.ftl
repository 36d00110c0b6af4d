<#import "layout.html.ftl" as layout>

<#-- The page shows all traces of the function, or only one trace. -->
<#assign scope = (trace??)?then("trace=" + trace.file, "")>
<#assign own = page + (trace??)?then("?" + scope, "")>
<@layout.page title=name kind="function" told={"view": view, "api": api, "trace-link": traceLink, "archive": archive, "name": name, "page": page, "traces": site.to("traces/"), "selection": (selected.query)!"", "scope": (trace??)?then("trace", "function")} scripts=["chart", "function"]>
<div class="title">
<#if trace??>
<p class="path"><a href="${site.root}">All functions</a> / <a href="${page}">${name}</a> / <a href="${site.to("traces/" + trace.key)}"><time datetime="${trace.time}">${human.time(trace.time)} UTC</time></a></p>
<h1>${name}: the invocations of one trace</h1>
<#else>
<p class="path"><a href="${site.root}">All functions</a> / ${name}</p>
<h1>${name}</h1>
</#if>
<p id="summary" role="status">Loading…</p>
<p class="act">
<a class="button" id="slowest5" href="${page}?${(trace??)?then(scope + "&", "")}slowest=5">Compare the slowest 5 % with the rest</a>
<#if trace??>
<a class="button" href="${site.to("traces/" + trace.key)}">All samples of this trace</a>
<a class="button" href="${page}">Invocations of all traces</a>
<#else>
<a class="button" href="${site.to("merged?name=" + name?url("UTF-8"))}">All samples</a>
<a class="button" href="${site.to(list)}">Traces of this function</a>
</#if>
</p>
</div>
<main id="main">
<section id="over" aria-labelledby="overTitle" hidden>
<h2 id="overTitle">Invocations over time</h2>
<form class="bar" id="range" method="get" action="${page}" aria-label="Range of time">
<label<#if trace??> hidden=""</#if>>Show <select id="span"><option value="">all</option><option value="3600000">last hour</option><option value="86400000">last day</option><option value="604800000">last week</option></select></label>
<a class="button" id="unselect" href="${own}" hidden>Clear the selection</a>
</form>
<canvas id="map" tabindex="0" role="img" aria-label="Heat map of invocations: time from left to right, duration from bottom to top. Drag over an area to select its invocations. Arrow keys move, Shift and arrow keys select, Enter shows the selection, Escape cancels it."></canvas>
<p class="key" id="mapKey"><span class="p50"></span> median duration <span class="p95"></span> 95th percentile <span class="p99"></span> 99th percentile</p>
<p id="mapLegend"></p>
<p id="mapStatus" role="status">Drag over invocations to see their flame graph, and how they differ from all others.</p>
</section>
<#if selected??>
<div id="compared">
<section id="comparedTitle" aria-labelledby="comparedHead">
<h2 id="comparedHead">${selected.name?cap_first}<#if selected.difference> compared with ${selected.rest}</#if></h2>
<p class="act switch">
<a class="button" id="alone" href="${page}?${selected.query}&amp;show=selection"<#if !selected.difference> aria-current="true"</#if>>Flame graph of ${selected.name}</a>
<a class="button" id="difference" href="${page}?${selected.query}&amp;show=difference"<#if selected.difference> aria-current="true"</#if>>Difference from <#if selected.rest == "the rest">all other invocations<#else>${selected.rest}</#if></a>
</p>
<p id="facts" role="status">Loading…</p>
</section>
<#include "/chart/main.html.ftl">
</div>
</#if>
<section id="versionPart" aria-labelledby="versionTitle" hidden>
<h2 id="versionTitle">${(trace??)?then("Numbers", "Versions")}</h2>
<p id="olderVersions" class="note" hidden></p>
<div class="wide" tabindex="0" role="region" aria-labelledby="versionTitle"><table id="versions"><thead><tr></tr></thead><tbody></tbody></table></div>
</section>
<section id="slowPart" aria-labelledby="slowTitle" hidden>
<h2 id="slowTitle">Slowest invocations</h2>
<p class="key"><span class="cpu"></span> on a processor <span class="ready"></span> ready <span class="throttled"></span> throttled <span class="waiting"></span> waiting <span class="unknown"></span> unknown</p>
<div class="wide"><table id="slow"><thead><tr></tr></thead><tbody></tbody></table></div>
</section>
<section id="archivePart" aria-labelledby="archiveTitle" hidden>
<h2 id="archiveTitle">Archived hours</h2>
<p>These hours are in the archive. Restore one to see its invocations above.</p>
<p id="archiveStatus" role="status"></p>
<ul id="archived" class="forms"></ul>
</section>
</main>
<#if selected??>
<@layout.keys/>
</#if>
</@layout.page>
