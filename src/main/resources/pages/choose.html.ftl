<#import "layout.html.ftl" as layout>
<@layout.page title="Compare" kind="small">
<main id="main">
<h1>Compare two traces</h1>
<p>You can compare two runs of a function, for example before and after a change, or on two machines. Select two traces in the list, and press “Compare two”.</p>
<p><a class="button" href="${site.root}">Go to the list</a></p>
</main>
</@layout.page>
