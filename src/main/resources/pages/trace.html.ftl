<#import "layout.html.ftl" as layout>

<#-- A download format. events: whether the format keeps the samples of several events apart; times: whether the format needs timestamps -->
<#macro form file name use events=false times=false>
<li>
<a class="button form" download="" href="${api}/${file}" data-form="${api}/${file}"<#if !events> data-event="one"</#if><#if times> data-times="yes"</#if>>${name}</a>
<span class="soft">${use}</span>
</li>
</#macro>

<@layout.page title="${trace.name}, ${time} UTC" kind="trace" told={"view": "heatmap", "trace": api, "key": trace.key, "trace-link": traceLink} scripts=["chart", "live"]>
<div class="title">
<p class="path"><a href="${site.root}">All functions</a> / <a href="${site.to(others)}">${trace.name}</a></p>
<h1>${trace.name}, <time datetime="${trace.time}">${time} UTC</time></h1>
<p id="facts" role="status">Loading…</p>
<dl class="meta">
<#list meta as key, value>
<div><dt>${key}</dt> <dd>${value}</dd></div>
</#list>
</dl>
<p class="act">
<a class="button" id="distributed" hidden="" rel="noreferrer">Distributed trace of this invocation</a>
<a class="button many" hidden="" href="${site.to(calls)}">Invocations over time</a>
<a class="button many" hidden="" href="${site.to(calls)}&amp;slowest=5">Compare the slowest 5 % with the rest</a>
<a class="button" href="${site.to(partners)}">Compare with another …</a>
<button type="button" id="delete">Delete …</button>
</p>
</div>
<main id="main">
<#include "/chart/main.html.ftl">
<section aria-labelledby="downloads">
<h2 id="downloads">Download</h2>
<p id="chosen">Downloads contain the selection above: range, thread, invocation.</p>
<ul class="forms">
<@form file="profile.html" name="This page" use="one file that opens in any browser" events=true/>
<@form file="profile.perf" name="perf script" use="for the Firefox Profiler and FlameScope" events=true times=true/>
<@form file="profile.speedscope.json" name="speedscope" use="for speedscope"/>
<@form file="profile.pb.gz" name="pprof" use="for go tool pprof, Pyroscope and Parca"/>
<@form file="profile.folded" name="Folded stacks" use="for flame graph tools"/>
<@form file="flamegraph.svg" name="Flame graph" use="SVG image"/>
<@form file="heatmap.svg" name="Heat map" use="SVG image" times=true/>
<li>
<a class="button" download="" href="${api}">Original</a>
<span class="soft">the whole trace as it was sent, compressed</span>
</li>
</ul>
</section>
</main>
<dialog id="sure" aria-labelledby="sureTitle">
<h2 id="sureTitle">Delete this trace?</h2>
<p>${trace.name}, <time datetime="${trace.time}">${time} UTC</time>, ${meta.size}. You can’t undo this.</p>
<form method="dialog">
<button>Keep it</button>
<button id="deleteNow" type="button" class="bad">Delete it</button>
</form>
<p id="deleteStatus" role="status"></p>
</dialog>
<@layout.keys/>
</@layout.page>
