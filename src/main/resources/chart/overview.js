/**
 * A narrow picture of the whole recording above a heat map that is too long for the page. It selects the part that the
 * heat map shows: with the pointer, with the arrow keys, or with two buttons.
 */
class Overview {
  static HEIGHT = 34;

  /** The heat map's narrowest column, in pixels, when the overview is as far out as possible. */
  static NARROWEST = 1;

  /** @param onpart called with the first second and the second after the last */
  constructor(heat, onpart) {
    Object.assign(this, {heat, onpart, canvas: byId("overview"), from: null});
    this.canvas.addEventListener("pointerdown", event => { if (event.button === 0) { this.from = this.second(event); this.canvas.setPointerCapture(event.pointerId); } });
    this.canvas.addEventListener("pointermove", event => { if (this.from !== null) this.drag(event, false); });
    this.canvas.addEventListener("pointerup", event => { if (this.from !== null) this.drag(event, true); this.from = null; });
    this.canvas.addEventListener("pointercancel", () => { this.from = null; });
    this.canvas.addEventListener("keydown", event => this.key(event));
    byId("nearer").addEventListener("click", () => this.scale(0.5));
    byId("farther").addEventListener("click", () => this.scale(2));
  }

  room() { return Math.max(100, byId("heatmap").parentElement.clientWidth - this.heat.left - 2); }

  /** Shows the overview if the heat map has too many columns, and limits the heat map to a part. */
  update(asked, range) {
    const {heat} = this, most = Math.floor(this.room() / Overview.NARROWEST), usual = Math.max(10, Math.floor(this.room() / 6));
    byId("overviewBox").hidden = heat.columns <= usual;
    if (heat.columns <= usual) { heat.part = null; return; }
    const end = heat.first + heat.columns;
    let [from, to] = asked || [heat.first, heat.first + usual];
    if (!asked && range) from = Math.max(heat.first, Math.min(Math.floor(range[0]), end - usual));
    if (!asked) to = from + usual;
    from = Math.max(heat.first, Math.min(from, end - 1));
    heat.part = [from, Math.max(from + 1, Math.min(to, end, from + most))];
  }

  draw() {
    if (byId("overviewBox").hidden) return;
    const {heat, canvas} = this, ratio = window.devicePixelRatio || 1, width = this.room(), height = Overview.HEIGHT;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    canvas.style.marginLeft = heat.left + "px";
    const paint = canvas.getContext("2d"), style = getComputedStyle(document.documentElement), sums = this.sums(Math.floor(width));
    let most = 0;
    for (const sum of sums) most = Math.max(most, sum);
    paint.scale(ratio, ratio);
    paint.fillStyle = style.getPropertyValue("--empty");
    paint.fillRect(0, 0, width, height);
    paint.fillStyle = style.getPropertyValue("--field");
    sums.forEach((sum, x) => { if (sum) paint.fillRect(x, height - Math.max(1, sum / most * height), 1, height); });
    const [from, to] = heat.part, scale = width / heat.columns;
    paint.fillStyle = style.getPropertyValue("--accent");
    paint.globalAlpha = 0.28;
    paint.fillRect((from - heat.first) * scale, 0, Math.max(3, (to - from) * scale), height);
    paint.globalAlpha = 1;
    paint.strokeStyle = style.getPropertyValue("--accent");
    paint.lineWidth = 2;
    paint.strokeRect((from - heat.first) * scale + 1, 1, Math.max(3, (to - from) * scale - 2), height - 2);
    canvas.setAttribute("aria-valuetext", `${from} to ${to} s`);
    for (const [key, value] of [["valuemin", heat.first], ["valuemax", heat.first + heat.columns], ["valuenow", from]]) canvas.setAttribute("aria-" + key, value);
    byId("overviewText").textContent = `${from} to ${to} s of ${heat.first + heat.columns} s`;
    byId("nearer").disabled = to - from <= 2;
    byId("farther").disabled = to - from >= Math.min(heat.columns, Math.floor(this.room() / Overview.NARROWEST));
  }

  /** The samples of each pixel's columns. They are computed once for each selection. */
  sums(width) {
    const {heat} = this;
    if (this.of !== heat.cells || this.summed.length !== width) {
      this.of = heat.cells;
      this.summed = new Float64Array(width);
      for (let cell = 0; cell < heat.cells.length; cell++) {
        if (heat.cells[cell]) this.summed[Math.min(width - 1, Math.floor(Math.floor(cell / heat.rows) * width / heat.columns))] += heat.cells[cell];
      }
    }
    return this.summed;
  }

  second(event) {
    const box = this.canvas.getBoundingClientRect(), {heat} = this;
    return heat.first + Math.max(0, Math.min(heat.columns - 1, Math.floor((event.clientX - box.left) / box.width * heat.columns)));
  }

  /** A drag selects a part. A click moves the part. */
  drag(event, done) {
    const to = this.second(event), [from, until] = this.heat.part;
    if (Math.abs(to - this.from) * this.canvas.clientWidth / this.heat.columns < 4) {
      if (done) this.move(to - Math.floor((from + until) / 2));
    } else this.set(Math.min(to, this.from), Math.max(to, this.from) + 1, done);
  }

  set(from, to, done) {
    const {heat} = this, most = Math.floor(this.room() / Overview.NARROWEST), long = Math.max(2, Math.min(to - from, heat.columns, most));
    const start = Math.max(heat.first, Math.min(from, heat.first + heat.columns - long));
    heat.part = [start, start + long];
    if (done) { this.onpart(heat.part); return; }
    this.draw();
    heat.draw();
  }

  move(by) { const [from, to] = this.heat.part; this.set(from + by, to + by, true); }

  scale(by) {
    const [from, to] = this.heat.part, middle = (from + to) / 2, half = Math.max(1, Math.round((to - from) * by / 2));
    this.set(Math.round(middle - half), Math.round(middle + half), true);
  }

  key(event) {
    const [from, to] = this.heat.part, step = Math.max(1, Math.floor((to - from) / 4)), {heat} = this;
    const act = {ArrowLeft: () => this.move(-step), ArrowDown: () => this.move(-step), ArrowRight: () => this.move(step), ArrowUp: () => this.move(step), Home: () => this.move(heat.first - from),
      End: () => this.move(heat.first + heat.columns - to), "+": () => this.scale(0.5), "-": () => this.scale(2), PageUp: () => this.scale(2), PageDown: () => this.scale(0.5)}[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
