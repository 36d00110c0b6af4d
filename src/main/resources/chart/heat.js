/** Draws the number of samples over time: one column for each second, with the parts of the second from bottom to top. */
class HeatMap {
  /** The height of all rows, in pixels, if the rows have room in it. */
  static HEIGHT = 200;

  /** @param legend the element that explains the colours */
  constructor(canvas, legend) {
    Object.assign(this, {canvas, legend, left: 52, foot: 20, range: null, call: null, cursor: null, anchor: null, resting: null, part: null});
    Object.assign(this, {picture: document.createElement("canvas"), rows: 0, first: 0, columns: 0, cells: new Float64Array(0), others: null, most: 0, full: 0, beyond: 0});
    this.onrange = this.onhover = () => {};
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.up(event));
    canvas.addEventListener("pointercancel", () => this.cancel());
    canvas.addEventListener("pointerleave", () => this.onhover(-1));
    canvas.addEventListener("touchmove", event => { if (this.anchor !== null) event.preventDefault(); }, {passive: false});
    canvas.addEventListener("keydown", event => this.key(event));
  }

  /**
   * Counts the samples that fall into the given columns. Times are in microseconds from the start of second 0.
   *
   * @param first the second of the first column; below 0 if the map begins before the first sample
   */
  count(times, weights, rows, first, columns) {
    if (rows !== this.rows || first !== this.first || columns !== this.columns) this.cursor = this.anchor = null;
    Object.assign(this, {rows, first, columns, cells: new Float64Array(rows * columns), beyond: 0});
    for (let i = 0; i < times.length; i++) {
      if (!weights[i]) continue;
      const cell = this.cellOf(times[i]);
      if (cell < this.cells.length) this.cells[cell] += weights[i]; else this.beyond++;
    }
    this.most = 0;
    for (const value of this.cells) if (value > this.most) this.most = value;
    this.full = this.most;
  }

  /** Marks the cells with samples outside the selection. If the weights are null, no cells are marked. */
  mark(times, weights) {
    this.others = weights && new Uint8Array(this.cells.length);
    for (let i = 0; weights && i < times.length; i++) {
      const cell = this.cellOf(times[i]);
      if (weights[i] && cell < this.cells.length) this.others[cell] = 1;
    }
  }

  cellOf(time) {
    const second = Math.floor(time / 1e6);
    return (second - this.first) * this.rows + Math.floor((time - second * 1e6) * this.rows / 1e6);
  }

  /** The start of a cell, in microseconds. */
  startOf(cell) {
    return (Math.floor(cell / this.rows) + this.first) * 1e6 + Math.round(cell % this.rows * 1e6 / this.rows);
  }

  /** The first and the last cell of a time range. Either end may be open (null). Returns null if both ends are open. */
  cellsOf(from, to) {
    if (from === null && to === null) return null;
    const first = from === null ? 0 : Math.max(0, this.cellOf(from));
    return [first, Math.min(this.cells.length - 1, to === null ? Infinity : this.cellOf(to - 1))];
  }

  /** Whether the map covers the whole time range. */
  holds(start, end) { return start >= this.first * 1e6 && end <= (this.first + this.columns) * 1e6; }

  /** The columns that are drawn: all of them, or those that the overview has selected. */
  shown() {
    if (!this.part) return [0, this.columns];
    const start = Math.max(0, Math.min(this.columns - 1, this.part[0] - this.first));
    return [start, Math.max(start + 1, Math.min(this.columns, this.part[1] - this.first))];
  }

  /** The left edge of a column. */
  x(column) { return this.left + (column - this.start) * this.wide; }

  draw() {
    const ratio = window.devicePixelRatio || 1, room = this.canvas.parentElement.clientWidth - this.left - 2;
    const [start, end] = this.shown(), shown = end - start;
    this.start = start;
    this.wide = this.part ? room / shown : Math.max(6, room / shown);
    this.wide = Math.min(this.wide, 16000 / ratio / shown);
    this.high = Math.max(2, Math.min(10, Math.floor(HeatMap.HEIGHT / this.rows)));
    const width = this.left + shown * this.wide + 2, height = this.rows * this.high + this.foot;
    for (const canvas of [this.canvas, this.picture]) {
      canvas.width = width * ratio;
      canvas.height = height * ratio;
    }
    this.canvas.style.width = width + "px";
    this.canvas.style.height = height + "px";
    const paint = this.picture.getContext("2d"), style = getComputedStyle(document.documentElement);
    paint.scale(ratio, ratio);
    paint.fillStyle = style.getPropertyValue("--empty");
    paint.fillRect(this.left, 0, shown * this.wide, this.rows * this.high);
    const faint = style.getPropertyValue("--faint");
    for (let cell = start * this.rows; cell < end * this.rows; cell++) {
      if (this.others && this.others[cell] && !this.cells[cell]) this.fill(paint, cell, faint);
      if (this.cells[cell]) this.fill(paint, cell, HeatMap.colour(this.cells[cell] / this.full));
    }
    this.drawAxes(paint, style);
    this.redraw();
  }

  /** Draws what changes while the user drags, on top of the picture of the cells. */
  redraw() {
    const ratio = window.devicePixelRatio || 1, paint = this.canvas.getContext("2d"), style = getComputedStyle(document.documentElement);
    paint.setTransform(1, 0, 0, 1, 0, 0);
    paint.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.picture.width > 0) paint.drawImage(this.picture, 0, 0);
    paint.scale(ratio, ratio);
    this.drawRange(paint, style);
    this.drawCall(paint, style);
  }

  /** The counts that the scale shows, at most six of them. @param least the smallest of them */
  steps(least) {
    const counts = [0, 0.2, 0.4, 0.6, 0.8, 1].map(part => least + (this.full - least) * part);
    return [...new Set(counts.map(count => (this.full >= 5 ? Math.round(count) : Number(count.toFixed(1)))))].filter(count => this.full < 5 ? Number.isInteger(count) || count === this.full : true);
  }

  /**
   * Explains the colours in the legend: a sample of the colour of some counts, each with its number.
   *
   * @param text what the counts mean
   * @param number turns a count into text
   * @param least the smallest count of the scale
   */
  explain(text, number = count => count.toLocaleString("en"), least = Math.min(1, this.full)) {
    const others = this.others && this.others.includes(1);
    const parts = [["0", "var(--empty)"], ...(others ? [["other samples", "var(--faint)"]] : []),
      ...(this.full ? this.steps(least).map(count => [number(count), HeatMap.colour(count / this.full)]) : [])];
    this.legend.hidden = parts.length < 2;
    this.legend.replaceChildren(...parts.map(([words, background]) => {
      const part = document.createElement("span"), sample = document.createElement("i");
      sample.style.background = background;
      part.append(sample, words);
      return part;
    }), ...(this.full ? [text] : []));
  }

  /** The colour of a cell: from pale yellow through red to very dark red, so that the map can also be read without colour. */
  static colour(share) {
    return `hsl(${48 - 48 * Math.min(1, share * 1.4)} 95% ${84 - 58 * share}%)`;
  }

  fill(paint, cell, style) {
    const gap = this.wide > 4 ? 1 : 0;
    paint.fillStyle = style;
    paint.fillRect(this.x(Math.floor(cell / this.rows)), (this.rows - 1 - cell % this.rows) * this.high,
      Math.max(1, this.wide - gap), this.high - (this.high > 4 ? 1 : 0));
  }

  /** Dims everything outside of the range, and draws the cursor. */
  drawRange(paint, style) {
    const height = this.rows * this.high, [start, end] = this.shown();
    if (this.range) {
      const [first, last] = this.range, column = cell => Math.floor(cell / this.rows), y = cell => (this.rows - cell % this.rows) * this.high;
      const dim = (from, to, top, high) => { if (to > from && high > 0) paint.fillRect(this.x(Math.max(start, from)), top, (Math.min(end, to) - Math.max(start, from)) * this.wide, high); };
      paint.fillStyle = style.getPropertyValue("--card");
      paint.globalAlpha = 0.72;
      if (column(first) > start) dim(start, Math.min(end, column(first)), 0, height);
      if (column(first) >= start && column(first) < end) dim(column(first), column(first) + 1, y(first), height - y(first));
      if (column(last) >= start && column(last) < end) dim(column(last), column(last) + 1, 0, y(last) - this.high);
      if (column(last) + 1 < end) dim(Math.max(start, column(last) + 1), end, 0, height);
      paint.globalAlpha = 1;
    }
    if (this.cursor !== null && document.activeElement === this.canvas) {
      paint.strokeStyle = style.getPropertyValue("--text");
      paint.lineWidth = 2;
      paint.strokeRect(this.x(Math.floor(this.cursor / this.rows)), (this.rows - 1 - this.cursor % this.rows) * this.high, this.wide - 1, this.high - 1);
    }
  }

  /** Draws a frame around the time of an invocation. */
  drawCall(paint, style) {
    if (!this.call) return;
    const [start, end] = this.call, height = this.rows * this.high, [left, right] = this.shown(), until = this.first + right;
    paint.strokeStyle = style.getPropertyValue("--text");
    paint.lineWidth = 1.5;
    for (let second = Math.max(this.first + left, Math.floor(start / 1e6)); second < until && second * 1e6 <= end; second++) {
      const from = Math.max(0, start / 1e6 - second), to = Math.min(1, end / 1e6 - second);
      if (second * 1e6 === end && end > start) break;
      const high = Math.max(4, (to - from) * height), top = Math.max(1, Math.min(height - 1 - high, height * (1 - to)));
      paint.strokeRect(this.x(second - this.first), top, Math.max(2, this.wide - 1), Math.min(high, height - 2));
    }
  }

  /** Draws each tick at the exact position of its time, which may be inside a cell. */
  drawAxes(paint, style) {
    paint.fillStyle = style.getPropertyValue("--soft");
    paint.font = "11px system-ui, sans-serif";
    paint.textAlign = "right";
    for (const tick of this.ticksUp()) {
      paint.textBaseline = tick.y === 0 ? "top" : "middle";
      paint.fillText(tick.text, this.left - 6, tick.y);
      paint.fillRect(this.left - 4, Math.min(tick.y, this.rows * this.high - 1), 4, 1);
    }
    paint.textAlign = "left";
    paint.textBaseline = "bottom";
    for (const tick of this.ticksAlong(text => paint.measureText(text).width)) {
      paint.fillText(tick.text, tick.x + 2, this.rows * this.high + this.foot - 2);
      paint.fillRect(tick.x, this.rows * this.high, 1, 4);
    }
  }

  ticksUp() {
    return [0, 0.25, 0.5, 0.75, 1].map(part => ({text: `${part * 1000} ms`, y: (1 - part) * this.rows * this.high}));
  }

  /** Ticks at whole seconds, with enough room for their labels. */
  ticksAlong(widthOf) {
    const [from, until] = this.shown(), text = second => `${second} s`, end = this.x(until) + 2, ticks = [];
    const widest = Math.max(widthOf(text(this.first + from)), widthOf(text(this.first + until - 1))) + 10;
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400];
    const step = steps.find(one => one * this.wide >= widest) || steps[steps.length - 1];
    for (let second = Math.ceil((this.first + from) / step) * step; second < this.first + until; second += step) {
      const x = this.x(second - this.first);
      if (x + 2 + widthOf(text(second)) <= end) ticks.push({text: text(second), x, second});
    }
    return ticks;
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value)));
    const [start, end] = this.shown(), column = start + clamp((event.clientX - box.left - this.left) / this.wide, end - start);
    return column * this.rows + this.rows - 1 - clamp((event.clientY - box.top) / this.high, this.rows);
  }

  /** A mouse starts to select immediately. A finger selects only after it has rested; otherwise it scrolls the page. */
  down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.cursor = this.at(event);
    if (event.pointerType !== "touch") { this.begin(event.shiftKey); return; }
    this.resting = setTimeout(() => { this.resting = null; this.begin(false); }, 300);
  }

  begin(extend) {
    this.anchor = extend && this.range ? this.range[0] : this.cursor;
    this.choose(false);
  }

  move(event) {
    const cell = this.at(event);
    this.onhover(cell, event);
    if (this.anchor !== null && event.buttons) {
      this.cursor = cell;
      this.choose(false);
    }
  }

  up(event) {
    if (this.resting) { this.rested(); this.begin(false); }
    if (this.anchor === null) return;
    this.cursor = this.at(event);
    this.choose(true);
    this.anchor = null;
  }

  cancel() {
    this.rested();
    this.anchor = null;
  }

  rested() {
    clearTimeout(this.resting);
    this.resting = null;
  }

  key(event) {
    const steps = {ArrowUp: 1, ArrowDown: -1, ArrowRight: this.rows, ArrowLeft: -this.rows};
    if (event.key === "Escape") { if (this.range) { event.stopPropagation(); this.clear(); } return; }
    if (!steps[event.key] && event.key !== "Enter") return;
    event.preventDefault();
    const before = this.cursor === null ? 0 : this.cursor;
    const anchor = event.shiftKey && this.range ? (this.range[0] === before ? this.range[1] : this.range[0]) : null;
    const next = before + (steps[event.key] || 0);
    this.cursor = this.cursor === null || next < 0 || next >= this.cells.length ? before : next;
    this.anchor = event.shiftKey ? (anchor === null ? before : anchor) : this.cursor;
    this.onhover(this.cursor);
    if (event.shiftKey || event.key === "Enter") this.choose(true); else this.redraw();
    this.anchor = null;
  }

  clear() {
    this.range = this.anchor = null;
    this.draw();
    this.onrange(null, true);
  }

  /** Selects all cells between anchor and cursor, in time order. */
  choose(done) {
    this.range = [Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor)];
    this.redraw();
    if (done) this.onrange([this.startOf(this.range[0]), this.startOf(this.range[1] + 1)], true);
  }
}
