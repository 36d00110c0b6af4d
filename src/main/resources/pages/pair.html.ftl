<#import "layout.html.ftl" as layout>

<#macro side id title trace time>
<#local exact = time?length gt 19>
<section id="${id}" data-trace="${site.to("v1/traces/" + trace.key)}" aria-labelledby="${id}Title">
<h2 id="${id}Title">${title}: <a href="${site.to("traces/" + trace.key)}">${trace.name}, <time datetime="${trace.time}"<#if exact> data-exact="yes"</#if>>${time} UTC</time></a></h2>
<p class="about" role="status">Waiting…</p>
<form class="choice" aria-label="${title}: selection">
<label hidden="">Event <select name="event" id="${id}-event"></select></label>
<label>Invocation <select name="invocation" id="${id}-invocation"><option value="">all</option></select></label>
<label>Thread <select name="thread" id="${id}-thread"><option value="">all</option></select></label>
<label>From <input name="from" id="${id}-from" inputmode="decimal" size="6" placeholder="start"> s</label>
<label>to <input name="to" id="${id}-to" inputmode="decimal" size="6" placeholder="end"> s</label>
<button type="button" class="all">Show all</button>
</form>
<div class="scroll"><canvas id="${id}-heat" tabindex="0" role="img" aria-label="${title}: heat map. Arrow keys move, Shift and arrow keys select a range, Escape shows all."></canvas></div>
<p id="${id}-scale" class="scale" hidden=""></p>
<p id="${id}-empty" class="note" role="status" hidden=""></p>
<p id="${id}-beyond" class="note" hidden=""></p>
<p class="heatStatus" role="status">Drag over cells to select a range.</p>
</section>
</#macro>

<@layout.page title="${before.name} compared with ${after.name}" kind="pair" told={"view": "pair"} scripts=["chart", "live", "pair"]>
<div class="title">
<h1><#if before.name == after.name>${before.name}: two traces<#else>${before.name} compared with ${after.name}</#if></h1>
<p id="order">${order}</p>
<p id="facts" role="status">Loading…</p>
<p class="act"><a class="button" id="swap" href="${site.to("compare?before=" + after.key + "&after=" + before.key)}">Swap sides</a></p>
</div>
<main id="main">
<div class="sides">
<@side id="before" title="Before" trace=before time=times[0]/>
<@side id="after" title="After" trace=after time=times[1]/>
</div>
<section aria-labelledby="flameTitle">
<h2 id="flameTitle">Flame graph</h2>
<div class="bar">
<label>Show <select id="layout"><option value="">the difference</option><option value="beside">side by side</option></select></label>
<label id="sideLabel">Box width <select id="side"><option value="">average</option><option value="before">before</option><option value="after">after</option></select></label>
<button type="button" id="unit" aria-pressed="false">Shares</button>
<label>Search <input id="search" type="search" placeholder="regular expression"></label>
<button type="button" id="icicle" aria-pressed="false">Icicle</button>
<button type="button" id="unzoom">Zoom out</button>
<output id="found"></output>
</div>
<p class="key"><span class="more"></span> more after <span class="less"></span> less after</p>
<p id="unlike" class="note" hidden></p>
<p id="whyShares" class="note" hidden></p>
<p id="noise" role="status" hidden></p>
<p id="deeper" class="note" hidden></p>
<div id="graphs" class="some">
<div class="tall"><canvas id="flame" tabindex="0" role="img" aria-label="Differential flame graph. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
<div class="tall second" hidden><canvas id="flame2" tabindex="0" role="img" aria-label="Flame graph of the second trace. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
</div>
<p id="status" class="some" role="status">Point at a box, or use the arrow keys in the flame graph.</p>
</section>
<section id="changes" class="some" aria-labelledby="topTitle">
<h2 id="topTitle">Slower functions</h2>
<p id="noRows" hidden></p>
<div class="wide"><table id="top"><thead><tr></tr></thead><tbody></tbody></table></div>
<h2 id="fasterTitle">Faster functions</h2>
<p id="noFaster" hidden></p>
<div class="wide"><table id="faster"><thead><tr></tr></thead><tbody></tbody></table></div>
</section>
</main>
<@layout.keys/>
</@layout.page>
