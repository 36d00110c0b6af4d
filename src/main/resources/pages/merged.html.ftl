<#import "layout.html.ftl" as layout>

<#assign what = name?has_content?then(name, human.count(keys?size, "trace", "traces"))>
<@layout.page title="${what}: all samples" kind="function" told={"view": "flamegraph", "api": api} scripts=["chart", "merged"]>
<div class="title">
<#if name?has_content>
<p class="path"><a href="${site.root}">All functions</a> / <a href="${site.to(list)}">${name}</a></p>
<h1>${name}: all samples<#if version??><#if version?has_content> of version ${version}<#else> without a version</#if></#if></h1>
<#else>
<p class="path"><a href="${site.root}">All functions</a></p>
<h1>All samples of ${what}</h1>
<ul class="merged">
<#list keys as key>
<li><a href="${site.to("traces/" + key)}">${key}</a></li>
</#list>
</ul>
</#if>
<p id="merged" role="status">Loading…</p>
<p id="facts" role="status"></p>
</div>
<main id="main">
<#include "/chart/main.html.ftl">
</main>
<@layout.keys/>
</@layout.page>
