<#import "layout.html.ftl" as layout>
<@layout.page title=title kind="small">
<main id="main">
<p class="status">${status}</p>
<h1>${what}</h1>
<p>${cure}</p>
<p><a class="button" href="${site.root}">Show all functions</a></p>
</main>
</@layout.page>
