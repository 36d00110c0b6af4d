<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${(lines?size + 1) * 20}" font-family="sans-serif" font-size="14" role="img">
<title>${lines?join(" ")}</title>
<rect width="100%" height="100%" fill="#fff"/>
<#list lines as line>
<text x="10" y="${line?counter * 20}">${line}</text>
</#list>
</svg>
