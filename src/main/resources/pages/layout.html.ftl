<#--
  The frame of all pages: the HTML head, which loads styles and scripts from the collector only, and the bar at the top.
  title: the page's title; kind: the CSS class of the body; told: values for the page's scripts, which become data-
  attributes of the body; scripts: the names of the scripts, which run once the page is parsed
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
<script src="${site.to(assets.preferences)}"></script>
</head>
<body data-root="${site.root}" class="${kind}"<#list told as name, value> data-${name}="${value}"</#list>>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<nav aria-label="Site">
<a class="brand" href="${site.root}">faas-trace</a>
<a href="${site.root}">Functions</a>
<a href="${site.to("compare")}">Compare</a>
</nav>
<div class="choices">
<button type="button" id="utc" aria-pressed="false" title="Show times in UTC, not in the time zone of the browser">UTC</button>
<button type="button" id="dark" aria-pressed="false">Dark</button>
<#if site.signedIn>
<form method="post" action="${site.to("sign-out")}"><button>Sign out</button></form>
</#if>
</div>
</header>
<#nested>
<#list scripts as script>
<script defer="" src="${site.to(assets[script])}"></script>
</#list>
</body>
</html>
</#macro>

<#macro keys>
<footer>Keys: <kbd>/</kbd> search, <kbd>i</kbd> icicle, <kbd>d</kbd> dark mode, <kbd>Shift</kbd>+<kbd>F10</kbd> menu of a box, <kbd>Esc</kbd> back. The URL contains the whole view: selection, zoom and search.</footer>
</#macro>
