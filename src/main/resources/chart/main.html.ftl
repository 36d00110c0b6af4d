<form id="controls" aria-label="Selection">
<label class="event" hidden>Event <select id="event"></select></label>
<label class="timed">Thread <select id="thread"><option value="">all</option></select></label>
<label class="timed" id="invocationLabel">Invocation <select id="invocation"><option value="">all</option></select></label>
<label class="single">Count <select id="weight"><option>samples</option><option>period</option></select></label>
<label class="timed" id="idleLabel"><input type="checkbox" id="idle"> include idle CPUs</label>
<label class="heat">Rows <select id="rows"><option>10</option><option>20</option><option>25</option><option selected>50</option><option>100</option></select></label>
<label class="heat">From <input id="from" inputmode="decimal" size="7" placeholder="start"> s</label>
<label class="heat">to <input id="to" inputmode="decimal" size="7" placeholder="end"> s</label>
<label class="both">Box width <select id="side"><option value="both">average</option><option value="before">before</option><option value="after">after</option></select></label>
<button type="button" id="unit" class="both" aria-pressed="false">Shares</button>
<button type="button" id="clear">Show all</button>
<button type="button" id="dark" aria-pressed="false">Dark</button>
</form>
<p id="empty" class="note" role="status" hidden></p>
<p id="whyShares" class="note" hidden></p>
<p id="noise" role="status" hidden></p>
<section class="heat" aria-labelledby="heatTitle">
<h2 id="heatTitle">Heat map</h2>
<div class="scroll"><canvas id="heatmap" tabindex="0" role="img" aria-label="Heat map: one column for each second, parts of a second from bottom to top. Arrow keys move, Shift and arrow keys select a range, Escape shows all."></canvas></div>
<p id="scale" class="scale" hidden></p>
<p id="beyond" class="note" hidden></p>
<p id="heatStatus" role="status">Drag over cells to see what ran in that time range.</p>
</section>
<section class="some" aria-labelledby="flameTitle">
<h2 id="flameTitle">Flame graph</h2>
<div class="bar">
<label>Search <input id="search" type="search" placeholder="regular expression"></label>
<button type="button" id="icicle" aria-pressed="false">Icicle</button>
<button type="button" id="unzoom">Zoom out</button>
<output id="found"></output>
</div>
<p id="deeper" class="note" hidden></p>
<div class="tall"><canvas id="flame" tabindex="0" role="img" aria-label="Flame graph: one box for each function, on top of its caller. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
<p id="status" role="status">Point at a box, or use the arrow keys in the flame graph.</p>
</section>
<section id="invocations" aria-labelledby="invocationsTitle" hidden>
<h2 id="invocationsTitle">Invocations</h2>
<div class="bar">
<label>Call id <input id="callSearch" type="search" placeholder="part of the id"></label>
<label>Order <select id="callOrder"><option value="slow">slowest first</option><option value="busy">most samples first</option><option value="time">in order of start</option></select></label>
<button type="button" id="callsBack">Previous</button>
<button type="button" id="callsOn">Next</button>
<output id="callsShown"></output>
</div>
<div class="wide"><table id="calls"><thead><tr></tr></thead><tbody></tbody></table></div>
</section>
<section class="some" aria-labelledby="topTitle">
<h2 id="topTitle">Functions</h2>
<p id="noRows" hidden></p>
<div class="wide"><table id="top"><thead><tr></tr></thead><tbody></tbody></table></div>
<div class="both">
<h2 id="fasterTitle">Faster functions</h2>
<p id="noFaster" hidden></p>
<div class="wide"><table id="faster"><thead><tr></tr></thead><tbody></tbody></table></div>
</div>
</section>
