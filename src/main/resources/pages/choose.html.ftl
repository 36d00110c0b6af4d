<#import "layout.html.ftl" as layout>
<@layout.page title="Compare" kind="small">
<main id="main">
<h1>Compare two traces</h1>
<p>Two runs of a function, before and after a change, or on two machines: mark two traces in the list, and press “Compare two”.</p>
<p><a class="button" href="${site.root}">To the list</a></p>
</main>
</@layout.page>
