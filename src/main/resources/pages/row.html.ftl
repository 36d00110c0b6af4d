<#-- The row of one trace in the list. way: creates the row's link -->
<#macro row trace way>
<#local counted = trace.summary.isPresent()>
<tr role="row" data-trace="${trace.key}" data-counted="${counted?then("yes", trace.again?then("no", "failed"))}">
<td role="cell" class="came">
<#if !way.first?has_content><input type="checkbox" name="t" value="${trace.key}" aria-label="Select ${trace.name}, ${human.time(trace.time)} UTC"></#if><a href="${way.to(trace)}"><time class="bare" datetime="${trace.time.toString()}">${human.time(trace.time)}</time></a>
<span class="soft">${human.ago(trace.time)}</span>
</td>
<td role="cell" class="name" data-label="Function">${trace.name}</td>
<#if counted>
<@numbers trace.summary.get()/>
<#elseif trace.failure.isPresent()>
<td role="cell" class="course wide" colspan="5"><span class="soft wait">not counted: ${trace.failure.get()}</span></td>
<#else>
<td role="cell" class="course"><span class="soft wait">counting…</span></td>
<#list ["Duration", "CPU", "Invocations", "Hottest function"] as label>
<td role="cell" class="number" data-label="${label}"></td>
</#list>
</#if>
<td role="cell" class="number" data-label="Size">${human.bytes(trace.bytes)}</td>
</tr>
</#macro>

<#macro numbers summary>
<td role="cell" class="course">
<svg class="spark" viewBox="0 0 120 26" width="120" height="26" role="img" aria-label="samples over time" preserveAspectRatio="none"><path d="${sparkline.path(summary.course, 120, 26)}"/></svg>
</td>
<#-- A single sample has no duration. -->
<td role="cell" class="number" data-label="Duration"><#if summary.samples < 2>–<#else>${human.length(summary.spanNanos)}</#if></td>
<td role="cell" class="number" data-label="CPU"><#if summary.cpuNanos gte 0>${human.length(summary.cpuNanos)}</#if><span class="soft">${human.count(summary.samples, "sample", "samples")}</span></td>
<td role="cell" class="number" data-label="Invocations"><#if summary.invocations == 0>–<#else>${summary.invocations}<span class="soft">slowest ${human.length(summary.slowestNanos)}</span></#if><#if summary.leftOut != 0><span class="soft">${summary.leftOut} not counted: over a limit, or malformed</span></#if></td>
<td role="cell" class="hot" data-label="Hottest function" title="${summary.hottest}">
<#-- The name of a function that was compiled at run time can end in a long path. -->
<span class="function">${summary.hottest?keep_before(" /")}</span>
<#local share = summary.hottest?has_content?then(((summary.hottestShare + 5) / 10)?int + " %", "")>
<#local version = summary.version?has_content?then("version " + summary.version, "")>
<span class="soft">${[share, summary.language, version, summary.host]?filter(word -> word?has_content)?join(" · ")}</span>
</td>
</#macro>
