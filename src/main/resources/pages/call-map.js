/** The heat map of invocations: a column for each span of time, and a row for each span of durations on a logarithmic scale. */
class CallMap {
  static LEAST_LEFT = 66;
  static BELOW = 22;
  static HEIGHT = 300;

  constructor(data) {
    this.data = data;
    this.canvas = byId("map");
    this.most = Math.max(...data.cells);
    this.listen();
  }

  /** Whether the map shows more than one date. */
  get days() { return moment(this.data.begin, true).slice(0, 10) !== moment(this.data.end, true).slice(0, 10); }

  /** The earliest start time in a column, in milliseconds. */
  timeOf(column) { return this.data.begin + Math.ceil(column * (this.data.end - this.data.begin) / this.data.columns); }

  /** The first start of a column as text. If the page shows only some seconds, the text has milliseconds. */
  time(column) {
    const millis = this.timeOf(column), fine = this.data.end - this.data.begin < 10000;
    return moment(millis, this.days) + (fine ? "." + String(millis % 1000).padStart(3, "0") : "");
  }

  /** The shortest duration of a row, in nanoseconds. */
  durationOf(row) {
    const {shortest, longest, rows} = this.data, low = Math.log(Math.max(1, shortest)), high = Math.max(low + 1e-9, Math.log(Math.max(1, longest)));
    return Math.ceil(Math.exp(low + (high - low) * row / rows));
  }

  /** The place of a duration in rows, with a fraction. */
  rowOf(nanos) {
    const {shortest, longest, rows} = this.data, low = Math.log(Math.max(1, shortest)), high = Math.max(low + 1e-9, Math.log(Math.max(1, longest)));
    return rows * (Math.log(Math.max(1, nanos)) - low) / (high - low);
  }

  columnOf(millis) { return this.data.columns * (millis - this.data.begin) / (this.data.end - this.data.begin); }

  count(box) {
    let sum = 0;
    for (let column = box.left; column <= box.right; column++) for (let row = box.low; row <= box.high; row++) sum += this.data.cells[column * this.data.rows + row];
    return sum;
  }

  /** The selection in the URL, in columns and rows; null if it is not a box. */
  get inUrl() {
    const has = key => inUrl.has(key), {columns, rows} = this.data;
    if (!["begin", "end", "low", "high"].some(has)) return null;
    return {left: has("begin") ? this.columnOf(Number(inUrl.get("begin"))) : 0, right: has("end") ? this.columnOf(Number(inUrl.get("end"))) : columns,
      low: has("low") ? this.rowOf(Number(inUrl.get("low"))) : 0, high: has("high") ? this.rowOf(Number(inUrl.get("high"))) : rows};
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect(), {columns, rows} = this.data;
    const column = Math.floor((event.clientX - box.left - this.left) / this.cellWidth), row = Math.floor((CallMap.HEIGHT - (event.clientY - box.top)) / this.cellHeight);
    return [Math.max(0, Math.min(columns - 1, column)), Math.max(0, Math.min(rows - 1, row))];
  }

  static box(one, other) {
    return {left: Math.min(one[0], other[0]), right: Math.max(one[0], other[0]), low: Math.min(one[1], other[1]), high: Math.max(one[1], other[1])};
  }

  listen() {
    const canvas = this.canvas;
    canvas.addEventListener("pointerdown", event => {
      if (event.button) return;
      this.dragging = true;
      canvas.setPointerCapture(event.pointerId);
      this.anchor = this.cursor = this.place(event);
      this.show();
    });
    canvas.addEventListener("pointermove", event => {
      if (event.buttons && !this.dragging) return; // Escape has cancelled it
      this.cursor = this.place(event);
      if (this.dragging) this.show(); else this.tell(CallMap.box(this.cursor, this.cursor));
    });
    canvas.addEventListener("pointercancel", () => {
      this.dragging = this.anchor = null;
      this.draw();
    });
    canvas.addEventListener("pointerup", () => {
      const box = this.dragging && this.cursor && CallMap.box(this.anchor, this.cursor);
      this.dragging = this.anchor = null;
      if (box) this.open(box);
    });
    canvas.addEventListener("keydown", event => this.key(event));
    addEventListener("resize", () => this.draw());
    document.addEventListener("zone", () => this.draw());
    new MutationObserver(() => this.draw()).observe(document.documentElement, {attributeFilter: ["class"]});
  }

  key(event) {
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key], {columns, rows} = this.data;
    if (event.key === "Escape" && this.cursor) {
      event.stopPropagation();
      this.dragging = this.anchor = this.cursor = null;
      byId("mapStatus").textContent = "";
      this.draw();
      return;
    }
    if (event.key === "Enter" && this.cursor) this.open(CallMap.box(this.anchor || this.cursor, this.cursor));
    if (!step) return;
    event.preventDefault();
    const from = this.cursor || [0, 0];
    if (event.shiftKey) this.anchor = this.anchor || from; else this.anchor = null;
    this.cursor = [Math.max(0, Math.min(columns - 1, from[0] + step[0])), Math.max(0, Math.min(rows - 1, from[1] + step[1]))];
    this.show();
  }

  /** Selects the invocations in the box, unless it is empty. A bound that is an edge of the map is left out. */
  open(box) {
    const {columns, rows, shortest} = this.data;
    if (this.count(box) === 0) {
      byId("mapStatus").textContent = "There are no invocations in this area.";
      this.draw();
      return;
    }
    const bounds = {begin: box.left ? this.timeOf(box.left) : undefined, end: box.right < columns - 1 ? this.timeOf(box.right + 1) : undefined,
      low: box.low ? this.durationOf(box.low) : undefined, high: box.high < rows - 1 ? this.durationOf(box.high + 1) : undefined};
    const whole = Object.values(bounds).every(bound => bound === undefined);
    location.assign(address(whole ? {low: shortest} : bounds));
  }

  tell(box) {
    const time = at => this.time(at), [low, high] = spans([this.durationOf(box.low), this.durationOf(box.high + 1)]);
    byId("mapStatus").textContent = `${time(box.left)} to ${time(box.right + 1)}, ${low} to ${high}: ${counted(this.count(box), "invocation")}`;
  }

  show() {
    const box = CallMap.box(this.anchor || this.cursor, this.cursor);
    this.tell(box);
    this.draw({left: box.left, right: box.right + 1, low: box.low, high: box.high + 1});
  }

  draw(box = this.inUrl) {
    const canvas = this.canvas, scale = devicePixelRatio || 1, width = canvas.parentElement.clientWidth - 30, {columns, rows, cells} = this.data;
    canvas.width = width * scale;
    canvas.height = (CallMap.HEIGHT + CallMap.BELOW) * scale;
    const pen = this.pen = canvas.getContext("2d"), style = getComputedStyle(document.documentElement);
    this.colour = name => style.getPropertyValue(name).trim();
    pen.scale(scale, scale);
    pen.font = "12px system-ui, sans-serif";
    this.measure(width);
    pen.fillStyle = this.colour("--empty");
    pen.fillRect(this.left, 0, width - this.left, CallMap.HEIGHT);
    pen.fillStyle = this.colour("--accent");
    cells.forEach((count, i) => {
      if (!count) return;
      pen.globalAlpha = 0.25 + 0.75 * Math.log1p(count) / Math.log1p(this.most);
      pen.fillRect(this.x(Math.floor(i / rows)), this.y(i % rows + 1), Math.ceil(this.cellWidth), Math.ceil(this.cellHeight));
    });
    pen.globalAlpha = 1;
    this.axes(width);
    ["--text", "--soft", "--bad"].forEach((colour, which) => this.course(which, this.colour(colour)));
    this.marks();
    if (box) {
      pen.strokeStyle = this.colour("--text");
      pen.lineWidth = 2;
      pen.strokeRect(this.x(box.left), this.y(box.high), (box.right - box.left) * this.cellWidth, (box.high - box.low) * this.cellHeight);
    }
  }

  x(column) { return this.left + column * this.cellWidth; }

  y(row) { return CallMap.HEIGHT - row * this.cellHeight; }

  /** Makes room for the labels of the durations, each with its row. */
  measure(width) {
    const {shortest, longest, rows, columns} = this.data, at = shortest < longest ? [0, 1, 2, 3, 4].map(i => i * rows / 4) : [0];
    const texts = spans(at.map(row => this.durationOf(row)));
    this.ticks = at.map((row, i) => [row, texts[i]]);
    this.left = Math.max(CallMap.LEAST_LEFT, ...texts.map(text => Math.ceil(this.pen.measureText(text).width) + 8));
    this.cellWidth = (width - this.left) / columns;
    this.cellHeight = CallMap.HEIGHT / rows;
  }

  axes(width) {
    const pen = this.pen;
    pen.fillStyle = this.colour("--soft");
    pen.textAlign = "right";
    this.ticks.forEach(([row, text]) => pen.fillText(text, this.left - 6, Math.max(11, this.y(row) - 2)));
    const labels = Math.max(2, Math.floor((width - this.left) / (this.days ? 220 : 120)));
    for (let i = 0; i < labels; i++) {
      pen.textAlign = i === 0 ? "left" : i === labels - 1 ? "right" : "center";
      const column = this.data.columns * i / (labels - 1);
      pen.fillText(this.time(column), this.x(column), CallMap.HEIGHT + 16);
    }
  }

  /** Draws a percentile over time. */
  course(which, colour) {
    const pen = this.pen;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.5;
    pen.beginPath();
    let before = false;
    this.data.course.forEach((values, column) => {
      if (!values.length) {
        before = false;
        return;
      }
      const y = this.y(this.rowOf(values[which]));
      if (before) pen.lineTo(this.x(column), y); else pen.moveTo(this.x(column), y);
      pen.lineTo(this.x(column + 1), y);
      before = true;
    });
    pen.stroke();
  }

  /** Draws a line where the first invocation of each version is. */
  marks() {
    const pen = this.pen;
    pen.strokeStyle = this.colour("--text");
    pen.fillStyle = this.colour("--text");
    pen.textAlign = "left";
    pen.lineWidth = 1;
    pen.setLineDash([4, 3]);
    this.data.versions.slice(1).forEach(version => {
      const x = this.x(this.columnOf(version.first));
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, CallMap.HEIGHT);
      pen.stroke();
      pen.fillText(short(version.version || "no version").slice(0, 16), x + 4, 12);
    });
    pen.setLineDash([]);
  }
}
