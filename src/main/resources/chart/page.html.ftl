<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
<#include "page.css" parse=false>
</style>
</head>
<body data-view="${view}">
<header>
<h1>${title}</h1>
<p id="facts" role="status">Loading…</p>
</header>
<main>
<#include "main.html.ftl">
</main>
<footer>Keys: <kbd>/</kbd> search, <kbd>i</kbd> icicle, <kbd>d</kbd> dark mode, <kbd>Shift</kbd>+<kbd>F10</kbd> menu of a box, <kbd>Esc</kbd> back. The URL contains the whole view: selection, zoom and search.</footer>
<script type="text/plain" id="data"><@data/></script>
<script>
"use strict";
<#include "preferences.js" parse=false>
<#include "page.js.ftl">
</script>
</body>
</html>
