/** Draws when samples were taken: a column for each second, parts of a second from bottom to top. */
class HeatMap {
  constructor(canvas) {
    Object.assign(this, {canvas, left: 44, foot: 20, range: null, cursor: null, anchor: null, resting: null});
    this.onrange = this.onhover = () => {};
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.up(event));
    canvas.addEventListener("pointercancel", () => this.cancel());
    canvas.addEventListener("touchmove", event => { if (this.anchor !== null) event.preventDefault(); }, {passive: false});
    canvas.addEventListener("keydown", event => this.key(event));
  }

  /** Counts what there is by time, in microseconds from the first column's second. */
  show(times, weights, rows, columns) {
    Object.assign(this, {rows, columns, cells: new Float64Array(rows * columns)});
    for (let i = 0; i < times.length; i++) {
      if (weights[i]) this.cells[this.cellOf(times[i])] += weights[i];
    }
    this.most = this.cells.reduce((most, value) => Math.max(most, value), 0);
    this.draw();
  }

  cellOf(time) {
    return Math.floor(time / 1e6) * this.rows + Math.floor(time % 1e6 * this.rows / 1e6);
  }

  /** Where a cell begins, in microseconds. */
  startOf(cell) {
    return Math.floor(cell / this.rows) * 1e6 + Math.round(cell % this.rows * 1e6 / this.rows);
  }

  draw() {
    const ratio = window.devicePixelRatio || 1, room = this.canvas.parentElement.clientWidth - this.left - 2;
    this.wide = Math.max(6, Math.min(48, Math.floor(room / this.columns)));
    this.wide = Math.min(this.wide, 16000 / ratio / this.columns);
    this.high = Math.max(3, Math.min(10, Math.floor(300 / this.rows)));
    const width = this.left + this.columns * this.wide + 2, height = this.rows * this.high + this.foot;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = width + "px";
    this.canvas.style.height = height + "px";
    const paint = this.canvas.getContext("2d"), style = getComputedStyle(document.documentElement);
    paint.scale(ratio, ratio);
    paint.fillStyle = style.getPropertyValue("--empty");
    paint.fillRect(this.left, 0, this.columns * this.wide, this.rows * this.high);
    for (let cell = 0; cell < this.cells.length; cell++) {
      if (this.cells[cell]) this.fill(paint, cell, HeatMap.colour(this.cells[cell] / this.most));
    }
    this.drawRange(paint, style);
    this.drawAxes(paint, style);
  }

  /** From pale yellow over red to black red, so that it reads without colours too. */
  static colour(share) {
    return `hsl(${48 - 48 * Math.min(1, share * 1.4)} 95% ${84 - 58 * share}%)`;
  }

  fill(paint, cell, style) {
    const gap = this.wide > 4 ? 1 : 0;
    paint.fillStyle = style;
    paint.fillRect(this.left + Math.floor(cell / this.rows) * this.wide, (this.rows - 1 - cell % this.rows) * this.high,
      this.wide - gap, this.high - (this.high > 4 ? 1 : 0));
  }

  drawRange(paint, style) {
    if (this.range) {
      const [first, last] = this.range;
      paint.globalAlpha = 0.4;
      for (let cell = first; cell <= last; cell++) this.fill(paint, cell, style.getPropertyValue("--accent"));
      paint.globalAlpha = 1;
    }
    if (this.cursor !== null && document.activeElement === this.canvas) {
      paint.strokeStyle = style.getPropertyValue("--text");
      paint.lineWidth = 2;
      paint.strokeRect(this.left + Math.floor(this.cursor / this.rows) * this.wide,
        (this.rows - 1 - this.cursor % this.rows) * this.high, this.wide - 1, this.high - 1);
    }
  }

  drawAxes(paint, style) {
    paint.fillStyle = style.getPropertyValue("--soft");
    paint.font = "11px system-ui, sans-serif";
    paint.textBaseline = "middle";
    paint.textAlign = "right";
    for (const part of [0, 0.25, 0.5, 0.75]) {
      const row = Math.round(part * this.rows);
      paint.fillText(`${Math.round(row * 1000 / this.rows)} ms`, this.left - 4, (this.rows - row - 0.5) * this.high);
    }
    paint.textAlign = "left";
    const step = [1, 2, 5, 10, 30, 60, 300, 600, 3600].find(s => s * this.wide >= 40) || 3600;
    for (let column = 0; column < this.columns; column += step) {
      paint.fillText(`${column} s`, this.left + column * this.wide, this.rows * this.high + this.foot / 2);
    }
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value)));
    const column = clamp((event.clientX - box.left - this.left) / this.wide, this.columns);
    return column * this.rows + this.rows - 1 - clamp((event.clientY - box.top) / this.high, this.rows);
  }

  /** A mouse drags at once. A finger that moves at once scrolls the page; one that rests first drags. */
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
    this.onhover(cell);
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
    if (event.key === "Escape") { event.stopPropagation(); this.clear(); return; }
    if (!steps[event.key] && event.key !== "Enter") return;
    event.preventDefault();
    const before = this.cursor === null ? 0 : this.cursor;
    const anchor = event.shiftKey && this.range ? (this.range[0] === before ? this.range[1] : this.range[0]) : null;
    const next = before + (steps[event.key] || 0);
    this.cursor = this.cursor === null || next < 0 || next >= this.cells.length ? before : next;
    this.anchor = event.shiftKey ? (anchor === null ? before : anchor) : this.cursor;
    this.onhover(this.cursor);
    if (event.shiftKey || event.key === "Enter") this.choose(true); else this.draw();
    this.anchor = null;
  }

  clear() {
    this.range = this.anchor = null;
    this.draw();
    this.onrange(null, true);
  }

  /** The range holds the cells from the earlier to the later, in time. */
  choose(done) {
    this.range = [Math.min(this.anchor, this.cursor), Math.max(this.anchor, this.cursor)];
    this.draw();
    if (done) this.onrange([this.startOf(this.range[0]), this.startOf(this.range[1] + 1)], true);
  }
}
