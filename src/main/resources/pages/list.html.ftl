<#import "layout.html.ftl" as layout>
<#import "row.html.ftl" as rows>

<#macro welcome>
<section class="welcome">
<h2>No traces yet</h2>
<p>A function that was patched with faas-trace sends traces when it is invoked. Its agent must be configured with the URL of this collector. To see right now what a trace looks like, record any program on your machine and send the trace:</p>
<pre tabindex="0"><code>perf record -g -F 200 -o perf.data -- sleep 5
perf script --header -i perf.data |
  curl -X POST -H 'X-name: hello' --data-binary @- THIS-ADDRESS/
</code></pre>
<p>This page shows the trace as soon as it arrives. To trace functions, patch them with faas-trace patch, or record them on their host with faas-trace record.</p>
</section>
</#macro>

<#macro controls>
<form class="find" role="search" method="get" action="${site.root}">
<label>Find <input type="search" name="q" value="${asked.search}" placeholder="function name or invocation"></label>
<@hidden name="name" value=asked.name/>
<@hidden name="first" value=asked.first/>
<label>Order <select name="order">
<#list orders as order, words>
<option value="${order}"<#if order == asked.order> selected=""</#if>>${words}</option>
</#list>
</select></label>
<button>Show</button>
</form>
<#if asked.name?has_content || asked.search?has_content>
<p><a href="${site.root}">Show all functions</a><#if asked.name?has_content && found.traceCount gt 0> · <a href="${site.to("merged?name=" + asked.name?url("UTF-8"))}">Flame graph of all traces</a></#if></p>
</#if>
<@coverage/>
</#macro>

<#macro hidden name value>
<#if value?has_content>
<input type="hidden" name="${name}" value="${value}">
</#if>
</#macro>

<#-- If the order can’t sort some of the traces, the page must say so. -->
<#macro coverage>
<#if found.waiting gt 0>
<p class="note" role="status">${human.count(found.waiting, "trace is", "traces are")} not sorted yet, because samples are still being counted. Unsorted traces are at the end of the list.</p>
</#if>
<#if found.unreadable gt 0>
<p class="note" role="status">${human.count(found.unreadable, "trace is", "traces are")} not sorted, because counting samples in the background failed, or took too much time or memory. To count a trace’s samples, open the trace.</p>
</#if>
</#macro>

<#macro functions>
<section class="functions" aria-labelledby="functions">
<h2 id="functions">${human.count(found.functionCount, "function", "functions")}</h2>
<ul>
<#list found.functions as function>
<li><a href="${site.to(asked.of(function.name).address())}"<#if function.name == asked.name> aria-current="true"</#if>><span class="name">${function.name}</span>
<span class="soft">${human.count(function.traces, "trace", "traces")}, ${human.ago(function.newest)}</span>
</a><a class="calls" href="${site.to("functions/" + function.folder)}" aria-label="Invocations of ${function.name}">Invocations</a></li>
</#list>
</ul>
<#if found.functions?size < found.functionCount>
<p>Only the functions with the newest traces are listed. To find others, search for their names.</p>
</#if>
</section>
</#macro>

<#macro traces>
<section class="traces" aria-labelledby="traces">
<h2 id="traces">${human.count(found.traceCount, "trace", "traces")}<#if found.call?has_content> with invocation ${found.call}</#if></h2>
<#if asked.first?has_content>
<p class="note">Choose a trace to compare with ${asked.first}, or <a href="${site.to(asked.with("first", ""))}">don’t compare</a>.</p>
</#if>
<#if found.traces?has_content>
<form method="get" action="${site.to("compare")}">
<@table/>
<#if !asked.first?has_content>
<p class="act"><button id="compare">Compare two</button>
<button id="merge" formaction="${site.to("merged")}">Show together</button>
<span id="marked" class="soft" role="status">Select two traces.</span></p>
</#if>
</form>
<#elseif found.more?has_content>
<p>Nothing found so far.</p>
<#else>
<p>No function or trace matches this name or invocation.</p>
</#if>
<@pages/>
<#if found.more?has_content>
<p><a class="button" href="${site.to(found.more)}">Search older traces</a></p>
</#if>
</section>
</#macro>

<#macro table>
<table class="traces" role="table">
<thead role="rowgroup">
<tr role="row">
<#list ["Received", "Function", "Samples over time", "Duration", "CPU", "Invocations", "Hottest function", "Size"] as head>
<th scope="col" role="columnheader">${head}</th>
</#list>
</tr>
</thead>
<tbody role="rowgroup">
<#list found.traces as trace>
<@rows.row trace=trace way=way/>
</#list>
</tbody>
</table>
</#macro>

<#macro pages>
<#if found.pages gt 1>
<nav class="pages" aria-label="Pages">
<@step text="Previous" page=found.page - 1/>
<span>Page ${found.page} of ${found.pages}</span>
<@step text="Next" page=found.page + 1/>
</nav>
</#if>
<#if found.traceCount gt found.reach>
<p>You can page through the first ${human.count(found.reach, "trace", "traces")}. To see others, change the order or search for a name.</p>
</#if>
</#macro>

<#macro step text page>
<#if page gte 1 && page lte found.pages>
<a class="button" aria-label="${text}: page ${page}" href="${site.to(asked.with("page", page?c))}">${text}</a>
</#if>
</#macro>

<@layout.page title=asked.name?has_content?then(asked.name, "Functions") kind="list" told={"call": found.call} scripts=["list"]>
<main id="main">
<h1>${asked.name?has_content?then(asked.name, "Functions and their traces")}</h1>
<#if found.traceCount == 0 && !asked.search?has_content && !asked.name?has_content>
<@welcome/>
<#else>
<@controls/>
<div class="columns">
<@functions/>
<@traces/>
</div>
</#if>
</main>
</@layout.page>
