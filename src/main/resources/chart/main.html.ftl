<form id="controls" aria-label="View">
<label class="event" hidden>Event <select id="event"></select></label>
<label class="timed">Thread <select id="thread"><option value="">all</option></select></label>
<label class="timed" id="invocationLabel">Invocation <select id="invocation"><option value="">all</option></select></label>
<label class="heat">From <input id="from" inputmode="decimal" size="5" placeholder="start"> s</label>
<label class="heat">to <input id="to" inputmode="decimal" size="5" placeholder="end"> s</label>
<label class="single">Count <select id="weight"><option>samples</option><option>period</option></select></label>
<label class="heat">Rows <select id="rows"><option>10</option><option>20</option><option>25</option><option selected>50</option><option>100</option></select></label>
<label class="timed" id="idleLabel"><input type="checkbox" id="idle"> include idle CPUs</label>
<label class="both">Box width <select id="side"><option value="both">average</option><option value="before">before</option><option value="after">after</option></select></label>
<button type="button" id="unit" class="both" aria-pressed="false">Shares</button>
<label class="lone">Graph <select id="shape"><option value="">callers first</option><option value="inverted">callees first (inverted)</option><option value="time">in the order of time</option></select></label>
<label class="lone">Colour <select id="colour"><option value="">by module</option><option value="kind">by kind of code</option></select></label>
<label class="lone" id="runtimeLabel"><input type="checkbox" id="runtime"> runtime frames</label>
<label>Search <input id="search" type="search" size="14" placeholder="regular expression"></label>
<button type="button" id="icicle" aria-pressed="false">Icicle</button>
<button type="button" id="unzoom">Zoom out</button>
<button type="button" id="clear">Show all</button>
<#-- The collector's pages have this button at their top. -->
<#if !site??>
<button type="button" id="dark" aria-pressed="false">Dark</button>
</#if>
<output id="found" for="search"></output>
</form>
<p id="chips" class="lone" hidden></p>
<p id="empty" class="note" role="status" hidden></p>
<p id="whyShares" class="note" hidden></p>
<p id="noise" role="status" hidden></p>
<section class="heat" aria-labelledby="heatTitle">
<div class="head"><h2 id="heatTitle">Heat map</h2><p id="heatStatus" role="status">Drag over cells to see what ran in that time range.</p></div>
<div id="overviewBox" hidden>
<canvas id="overview" tabindex="0" role="slider" aria-label="Overview: the part of the recording that the heat map shows. Arrow keys move it, plus and minus zoom."></canvas>
<p><button type="button" id="nearer" aria-label="Show a shorter part">+</button> <button type="button" id="farther" aria-label="Show a longer part">−</button> <span id="overviewText"></span></p>
</div>
<div class="scroll"><canvas id="heatmap" tabindex="0" role="img" aria-label="Heat map: one column for each second, parts of a second from bottom to top. Arrow keys move, Shift and arrow keys select a range, Escape shows all."></canvas></div>
<p id="scale" class="scale" hidden></p>
<p id="beyond" class="note" hidden></p>
<div id="lanesBox" hidden>
<ol id="lanes" aria-label="Invocations in the order of their start"></ol>
<p id="lanesKey" class="scale"></p>
</div>
</section>
<section class="some" aria-labelledby="flameTitle">
<div class="head"><h2 id="flameTitle">Flame graph</h2><p id="status" role="status">Point at a box, or use the arrow keys in the flame graph.</p></div>
<p id="deeper" class="note" hidden></p>
<p id="cut" class="note" hidden></p>
<div id="callersBox" class="tall" hidden><canvas id="callers" tabindex="0" role="img" aria-label="Callers of the function: each box is on top of the function that it calls. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
<div class="tall"><canvas id="flame" tabindex="0" role="img" aria-label="Flame graph: one box for each function, on top of its caller. Arrow keys move, Enter zooms, Escape zooms out, Shift+F10 opens a menu."></canvas></div>
<p id="legend" class="scale lone" hidden></p>
</section>
<section class="some" aria-labelledby="topTitle">
<h2 id="topTitle">Functions</h2>
<div class="bar lone">
<label>Filter <input id="filter" type="search" placeholder="part of a name or a file"></label>
<button type="button" id="topBack">Previous</button>
<button type="button" id="topOn">Next</button>
<output id="topShown"></output>
</div>
<p id="noRows" hidden></p>
<div class="wide"><table id="top"><thead><tr></tr></thead><tbody></tbody></table></div>
<div class="both">
<h2 id="fasterTitle">Faster functions</h2>
<p id="noFaster" hidden></p>
<div class="wide"><table id="faster"><thead><tr></tr></thead><tbody></tbody></table></div>
</div>
</section>
<section id="invocations" aria-labelledby="invocationsTitle" hidden>
<h2 id="invocationsTitle">Invocations</h2>
<div class="bar">
<label>Invocation <input id="callSearch" type="search" placeholder="part of the id"></label>
<label>Order <select id="callOrder"><option value="slow">slowest first</option><option value="busy">most samples first</option><option value="time">in order of start</option></select></label>
<button type="button" id="callsBack">Previous</button>
<button type="button" id="callsOn">Next</button>
<output id="callsShown"></output>
</div>
<div class="wide"><table id="calls"><thead><tr></tr></thead><tbody></tbody></table></div>
</section>
<div id="menu" role="menu" hidden></div>
<div id="tip" aria-hidden="true" hidden></div>
