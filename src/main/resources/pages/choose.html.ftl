<#import "layout.html.ftl" as layout>
<@layout.page title=title kind="small">
<main id="main">
<h1>${title}</h1>
<p>${text}</p>
<p><a class="button" href="${site.root}">Go to the list</a></p>
</main>
</@layout.page>
