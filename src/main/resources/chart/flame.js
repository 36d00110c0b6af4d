/** Draws a tree on a canvas: box widths are shares; callees are above their callers (below them in icicle mode). */
class FlameGraph {
  /** The maximum number of rows. On screens with the highest pixel density, a canvas can't hold more rows of 4 pixels. The trace reader keeps at most 1024 frames of a stack. */
  static MOST_ROWS = 1200;

  /** A graph that is higher than this share of the window gets a scroll bar. */
  static SHARE_OF_WINDOW = 0.7;
  static BORDERS = 2;

  constructor(canvas, tree) {
    Object.assign(this, {canvas, tree, zoom: 0, focus: 0, root: 0, icicle: false, matches: null, boxes: [], levels: [], base: 0, deeper: 0});
    this.onzoom = this.onhover = this.ondraw = this.onmenu = () => {};
    canvas.addEventListener("mousemove", event => {
      const node = this.at(event);
      if (node !== this.under) this.hover(node, event); else if (node >= 0) this.onhover(node, event);
    });
    canvas.addEventListener("mouseleave", () => this.hover(-1));
    for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, () => this.outline());
    canvas.addEventListener("click", event => { const node = this.at(event); if (node >= 0) this.zoomTo(node); });
    canvas.addEventListener("contextmenu", event => {
      const node = this.at(event);
      if (node >= 0) { event.preventDefault(); this.onmenu(node, {x: event.clientX, y: event.clientY}); }
    });
    canvas.addEventListener("keydown", event => this.key(event));
  }

  /** Draws another tree from now on. @param root the node at the bottom: 0, or the only child of node 0 */
  setTree(tree, root) {
    Object.assign(this, {tree, root, zoom: root, focus: root, under: -1, matches: null});
  }

  /** @param quietly whether to wait for a later call of draw */
  show(widths, colour, quietly) {
    Object.assign(this, {widths, colour});
    if (!(widths[this.zoom] > 0)) this.zoom = this.root;
    if (!quietly) this.draw();
  }

  /** Zooms. The listener changes the view, which draws the graph again. */
  zoomTo(node) {
    this.zoom = this.focus = node;
    this.onzoom(node);
    this.hover(node);
  }

  /** @param event the event of the pointer; nothing if the keyboard moved the cursor */
  hover(node, event) {
    this.under = event ? node : -1;
    this.focus = node >= 0 ? node : this.focus;
    this.onhover(node, event);
    this.outline();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left, row = Math.floor((event.clientY - box.top) / this.rowHeight);
    const depth = this.base + (this.icicle ? row : this.rows - 1 - row);
    const found = (this.levels[depth] || []).find(b => x >= b.x && x < b.x + b.width);
    return found ? found.node : -1;
  }

  /**
   * The boxes that are wide enough to be visible: the zoomed node's callers over the full width, and its callees. If the
   * tree is deeper than the canvas can show, only boxes near the zoomed node are included.
   */
  layout(width) {
    const tree = this.tree, boxes = [];
    const least = tree.depth[this.root];
    this.base = tree.deepest >= FlameGraph.MOST_ROWS ? Math.max(least, tree.depth[this.zoom] - 50) : least;
    this.deeper = 0;
    for (let node = tree.parent[this.zoom]; node >= 0 && tree.depth[node] >= this.base; node = tree.parent[node]) {
      boxes.push({node, depth: tree.depth[node], x: 0, width, above: true});
    }
    const scale = this.widths[this.zoom] > 0 ? width / this.widths[this.zoom] : 0;
    const open = [{node: this.zoom, depth: tree.depth[this.zoom], x: 0, width}];
    while (open.length) {
      const box = open.pop();
      boxes.push(box);
      const cut = box.depth - this.base + 1 >= FlameGraph.MOST_ROWS;
      let x = box.x;
      for (let i = tree.starts[box.node]; i < tree.starts[box.node + 1]; i++) {
        const node = tree.children[i], wide = this.widths[node] * scale;
        if (wide >= 0.5 && cut) this.deeper++;
        else if (wide >= 0.5) open.push({node, depth: box.depth + 1, x, width: wide});
        x += wide;
      }
    }
    return boxes;
  }

  draw() {
    const ratio = window.devicePixelRatio || 1, width = this.canvas.clientWidth;
    this.arrange(width);
    this.rows = 1 + this.boxes.reduce((most, box) => Math.max(most, box.depth), 0) - this.base;
    this.rowHeight = Math.max(4, Math.min(18, Math.floor(16000 / ratio / this.rows)));
    const height = this.rows * this.rowHeight;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.height = height + "px";
    const paint = this.paint = this.canvas.getContext("2d");
    paint.scale(ratio, ratio);
    paint.font = "12px system-ui, sans-serif";
    paint.textBaseline = "middle";
    this.letter = paint.measureText("etaoin shrdlu_").width / 14;
    this.outlined = null;
    for (const box of this.boxes) this.drawBox(paint, box, height);
    this.outline();
    // The frame's height is a whole number of rows. If it cut a row in half, the graph would seem to end at this row.
    const room = Math.max(1, Math.floor(window.innerHeight * FlameGraph.SHARE_OF_WINDOW / this.rowHeight)) * this.rowHeight;
    this.canvas.parentElement.style.maxHeight = room + FlameGraph.BORDERS + "px";
    if (this.standing !== height + ":" + this.icicle) this.canvas.parentElement.scrollTop = this.icicle ? 0 : height;
    this.standing = height + ":" + this.icicle; // the root is visible until the user scrolls
    this.ondraw();
  }

  /** Computes the boxes, unless they are still the same. */
  arrange(width) {
    const {tree, widths, zoom, root} = this, now = {tree, widths, zoom, root, width};
    if (this.arranged && Object.keys(now).every(key => this.arranged[key] === now[key])) return;
    this.arranged = now;
    this.boxes = this.layout(width);
    this.levels = [];
    for (const box of this.boxes) (this.levels[box.depth] ||= []).push(box);
  }

  /** Moves the frame around the box with the cursor. Only the two boxes that change are drawn again. */
  outline() {
    if (!this.paint) return;
    const height = this.rows * this.rowHeight, paint = this.paint;
    const box = this.focused() ? (this.levels[this.tree.depth[this.focus]] || []).find(one => one.node === this.focus) : undefined;
    for (const one of [this.outlined, box]) {
      if (!one) continue;
      paint.clearRect(one.x, this.top(one, height), Math.max(1, one.width), this.rowHeight);
      this.drawBox(paint, one, height);
    }
    this.outlined = box || null;
    if (!box) return;
    paint.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--text");
    paint.lineWidth = 2;
    paint.strokeRect(box.x + 1, this.top(box, height) + 1, Math.max(1, this.wide(box) - 2), this.rowHeight - 3);
  }

  /** The upper edge of a box. */
  top(box, height) {
    const row = box.depth - this.base;
    return this.icicle ? row * this.rowHeight : height - (row + 1) * this.rowHeight;
  }

  wide(box) { return Math.max(0.5, box.width - (box.width > 3 ? 1 : 0)); }

  drawBox(paint, box, height) {
    const y = this.top(box, height);
    const found = this.matches && box.node > 0 && this.matches.has(this.tree.label[box.node]);
    paint.globalAlpha = box.above ? 0.55 : 1;
    paint.fillStyle = found ? "#d36bf0" : this.colour(box.node);
    paint.fillRect(box.x, y, this.wide(box), this.rowHeight - 1);
    paint.globalAlpha = 1;
    if (box.width > 24 && this.rowHeight >= 14) {
      paint.fillStyle = "#111";
      box.text ??= this.clipped(paint, this.tree.name(box.node), box.width - 8); // measuring is slow, and a search does not change texts
      if (box.text) paint.fillText(box.text, box.x + 4, y + this.rowHeight / 2);
    }
  }

  /** The text, shortened in the middle to the given width. */
  clipped(paint, text, width) {
    const guess = Math.floor(width / this.letter * 1.6);
    let shown = text.length > guess ? middleOut(text, guess) : text, wide = paint.measureText(shown).width;
    for (let tries = 0; wide > width && shown && tries < 20; tries++) {
      shown = middleOut(text, Math.min(shown.length - 1, Math.floor(shown.length * width / wide)));
      wide = paint.measureText(shown).width;
    }
    return wide > width ? "" : shown;
  }

  focused() { return document.activeElement === this.canvas || this.canvas.matches(":hover"); }

  /** Up moves to the box above, which is a callee, or the caller in icicle mode. */
  key(event) {
    const tree = this.tree, focus = this.focus;
    const toCallee = event.key === (this.icicle ? "ArrowDown" : "ArrowUp");
    const toCaller = event.key === (this.icicle ? "ArrowUp" : "ArrowDown");
    let next = -1;
    if (toCallee) next = this.widest(focus);
    else if (toCaller) next = tree.parent[focus];
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") next = this.beside(event.key === "ArrowLeft" ? -1 : 1);
    else if (event.key === "Enter") return this.zoomTo(focus);
    else if (event.key === "ContextMenu" || event.key === "F10" && event.shiftKey) { event.preventDefault(); return this.onmenu(focus, this.placeOf(focus)); }
    else if (event.key === "Escape" && this.zoom > this.root) { event.stopPropagation(); return this.zoomTo(Math.max(this.root, tree.parent[this.zoom])); }
    else return;
    event.preventDefault();
    if (next >= this.root) this.hover(next);
  }

  /** The position of a box in the window. */
  placeOf(node) {
    const canvas = this.canvas.getBoundingClientRect(), box = this.boxes.find(one => one.node === node);
    return box ? {x: canvas.left + box.x + Math.min(20, box.width / 2), y: canvas.top + this.top(box, this.rows * this.rowHeight) + this.rowHeight} : {x: canvas.left, y: canvas.top};
  }

  widest(node) {
    let best = -1;
    for (let i = this.tree.starts[node]; i < this.tree.starts[node + 1]; i++) {
      const child = this.tree.children[i];
      if (this.widths[child] > 0 && (best < 0 || this.widths[child] > this.widths[best])) best = child;
    }
    return best;
  }

  beside(step) {
    const row = this.boxes.filter(box => box.depth === this.tree.depth[this.focus]).sort((a, b) => a.x - b.x);
    const place = row.findIndex(box => box.node === this.focus) + step;
    return row[place] ? row[place].node : -1;
  }
}
