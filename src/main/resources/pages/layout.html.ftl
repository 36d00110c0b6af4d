<#--
  What all pages have in common: a head that takes style and scripts from the collector alone, and a bar on top.
  title, kind: of the page; told: what its scripts read from the body's data- attributes; scripts: run once it is read
-->
<#macro page title kind told={} scripts=[]>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · faas-trace</title>
<link rel="icon" href="${site.to(assets.icon)}">
<link rel="stylesheet" href="${site.to(assets.style)}">
</head>
<body data-root="${site.root}" class="${kind}"<#list told as name, value> data-${name}="${value}"</#list>>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<nav aria-label="Site">
<a class="brand" href="${site.root}">faas-trace</a>
<a href="${site.root}">Functions</a>
<a href="${site.to("compare")}">Compare</a>
</nav>
<#if site.signedIn>
<form method="post" action="${site.to("sign-out")}"><button>Sign out</button></form>
</#if>
</header>
<#nested>
<#list scripts as script>
<script defer="" src="${site.to(assets[script])}"></script>
</#list>
</body>
</html>
</#macro>

<#macro keys>
<footer>Keys: <kbd>/</kbd> search, <kbd>i</kbd> icicle, <kbd>d</kbd> dark, <kbd>Esc</kbd> back. The address holds the whole view.</footer>
</#macro>
