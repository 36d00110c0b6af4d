/** The call tree. Node 0 is the root, and each node comes after its parent. */
class Tree {
  constructor(data) {
    const size = data.parents.length + 1;
    this.size = size;
    this.deepest = 0;
    this.names = data.names;
    this.kinds = data.kinds.map(kind => data.kindNames[kind]);
    this.files = data.files.map(file => data.fileNames[file]);
    this.runs = new Map((data.runs || []).map(([node, shortest, longest]) =>
      [node, ` x${shortest === longest ? "" : shortest + "-"}${longest}`]));
    this.parent = new Int32Array(size);
    this.label = new Int32Array(size);
    this.depth = new Int32Array(size);
    const starts = new Int32Array(size + 1);
    this.label[0] = this.parent[0] = -1;
    for (let node = 1; node < size; node++) {
      this.parent[node] = data.parents[node - 1];
      this.label[node] = data.labels[node - 1];
      this.depth[node] = this.depth[this.parent[node]] + 1;
      this.deepest = Math.max(this.deepest, this.depth[node]);
      starts[this.parent[node] + 1]++;
    }
    for (let node = 0; node < size; node++) starts[node + 1] += starts[node];
    const order = data.names.map((name, i) => i).sort((a, b) => data.names[a] < data.names[b] ? -1 : 1);
    const rank = new Int32Array(order.length);
    order.forEach((label, i) => { rank[label] = i; });
    const free = starts.slice();
    this.children = new Int32Array(size);
    for (let node = 1; node < size; node++) this.children[free[this.parent[node]]++] = node;
    for (let node = 0; node < size; node++) {
      if (starts[node + 1] - starts[node] > 1) {
        this.children.subarray(starts[node], starts[node + 1]).sort((a, b) => rank[this.label[a]] - rank[this.label[b]]);
      }
    }
    this.starts = starts;
  }

  /** The mark that identifies a node in a link. It depends only on names, not on the order of the nodes. */
  mark(node) { return node > 0 ? this.marks()[node].toString(16) : ""; }

  /** The node with the given mark; the root if no node has it. */
  find(mark) { return mark ? Math.max(0, this.marks().indexOf(parseInt(mark, 16))) : 0; }

  marks() {
    if (!this.hashes) {
      this.hashes = new Uint32Array(this.size);
      for (let node = 1; node < this.size; node++) {
        let hash = Math.imul(this.hashes[this.parent[node]] ^ 0x9e3779b9, 0x01000193);
        for (const c of this.names[this.label[node]].slice(0, 500)) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193);
        this.hashes[node] = hash;
      }
    }
    return this.hashes;
  }

  /** The node's name, with a count if the node stands for a run of frames that perf could not resolve. */
  name(node) { return node === 0 ? "all" : this.names[this.label[node]] + (this.runs.get(node) || ""); }

  /** The count of each node, including the counts of its callees. */
  totals(selfs) {
    const totals = Float64Array.from(selfs);
    for (let node = this.size - 1; node > 0; node--) totals[this.parent[node]] += totals[node];
    return totals;
  }

  isWithin(node, ancestor) {
    while (node > ancestor) node = this.parent[node];
    return node === ancestor;
  }

  /** The counts of each function. A sample counts once, even if the function recurs in its stack. */
  byLabel(selfs, totals) {
    const self = new Float64Array(this.names.length), total = new Float64Array(this.names.length);
    const open = new Int32Array(this.names.length), next = this.starts.slice(0, this.size);
    for (let node = 0; node >= 0;) {
      if (next[node] < this.starts[node + 1]) {
        node = this.children[next[node]++];
        const label = this.label[node];
        self[label] += selfs[node];
        if (open[label]++ === 0) total[label] += totals[node];
      } else {
        if (node > 0) open[this.label[node]]--;
        node = this.parent[node];
      }
    }
    return {self, total};
  }
}

/** Draws a tree on a canvas: box widths are shares; callees are above their callers (below them in icicle mode). */
class FlameGraph {
  /** The maximum number of rows. On screens with the highest pixel density, a canvas can't hold more rows of 4 pixels. The trace reader keeps at most 1024 frames of a stack. */
  static MOST_ROWS = 1200;

  /** A graph that is higher than this share of the window gets a scroll bar. */
  static SHARE_OF_WINDOW = 0.7;
  static BORDERS = 2;

  constructor(canvas, tree) {
    Object.assign(this, {canvas, tree, zoom: 0, focus: 0, icicle: false, matches: null, boxes: [], base: 0, deeper: 0});
    this.onzoom = this.onhover = this.ondraw = () => {};
    canvas.addEventListener("mousemove", event => this.hover(this.at(event)));
    canvas.addEventListener("mouseleave", () => this.hover(-1));
    canvas.addEventListener("click", event => { const node = this.at(event); if (node >= 0) this.zoomTo(node); });
    canvas.addEventListener("keydown", event => this.key(event));
  }

  show(widths, colour) {
    Object.assign(this, {widths, colour});
    if (!(widths[this.zoom] > 0)) this.zoom = 0;
    this.draw();
  }

  zoomTo(node) {
    this.zoom = this.focus = node;
    this.draw();
    this.hover(node);
    this.onzoom(node);
  }

  hover(node) {
    this.focus = node >= 0 ? node : this.focus;
    this.onhover(node);
    this.draw();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left, row = Math.floor((event.clientY - box.top) / this.rowHeight);
    const depth = this.base + (this.icicle ? row : this.rows - 1 - row);
    const found = this.boxes.find(b => b.depth === depth && x >= b.x && x < b.x + b.width);
    return found ? found.node : -1;
  }

  /**
   * The boxes that are wide enough to be visible: the zoomed node's callers over the full width, and its callees. If the
   * tree is deeper than the canvas can show, only boxes near the zoomed node are included.
   */
  layout(width) {
    const tree = this.tree, boxes = [];
    this.base = tree.deepest >= FlameGraph.MOST_ROWS ? Math.max(0, tree.depth[this.zoom] - 50) : 0;
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
    this.boxes = this.layout(width);
    this.rows = 1 + this.boxes.reduce((most, box) => Math.max(most, box.depth), 0) - this.base;
    this.rowHeight = Math.max(4, Math.min(18, Math.floor(16000 / ratio / this.rows)));
    const height = this.rows * this.rowHeight;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.height = height + "px";
    const paint = this.canvas.getContext("2d");
    paint.scale(ratio, ratio);
    paint.font = "12px system-ui, sans-serif";
    paint.textBaseline = "middle";
    for (const box of this.boxes) this.drawBox(paint, box, height);
    // The frame's height is a whole number of rows. If it cut a row in half, the graph would seem to end at this row.
    const room = Math.max(1, Math.floor(window.innerHeight * FlameGraph.SHARE_OF_WINDOW / this.rowHeight)) * this.rowHeight;
    this.canvas.parentElement.style.maxHeight = room + FlameGraph.BORDERS + "px";
    if (this.standing !== height + ":" + this.icicle) this.canvas.parentElement.scrollTop = this.icicle ? 0 : height;
    this.standing = height + ":" + this.icicle; // the root is visible until the user scrolls
    this.ondraw();
  }

  drawBox(paint, box, height) {
    const row = box.depth - this.base, y = this.icicle ? row * this.rowHeight : height - (row + 1) * this.rowHeight;
    const found = this.matches && box.node > 0 && this.matches.has(this.tree.label[box.node]);
    paint.globalAlpha = box.above ? 0.55 : 1;
    paint.fillStyle = found ? "#d36bf0" : this.colour(box.node);
    const wide = Math.max(0.5, box.width - (box.width > 3 ? 1 : 0));
    paint.fillRect(box.x, y, wide, this.rowHeight - 1);
    paint.globalAlpha = 1;
    if (box.node === this.focus && this.focused()) {
      paint.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--text");
      paint.lineWidth = 2;
      paint.strokeRect(box.x + 1, y + 1, Math.max(1, wide - 2), this.rowHeight - 3);
    }
    if (box.width > 24 && this.rowHeight >= 14) {
      paint.fillStyle = "#111";
      paint.fillText(this.clipped(paint, this.tree.name(box.node), box.width - 8), box.x + 4, y + this.rowHeight / 2);
    }
  }

  clipped(paint, text, width) {
    if (paint.measureText(text).width <= width) return text;
    let low = 0, high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (paint.measureText(text.slice(0, middle) + "…").width <= width) low = middle; else high = middle - 1;
    }
    return low > 1 ? text.slice(0, low) + "…" : "";
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
    else if (event.key === "Escape") { event.stopPropagation(); return this.zoomTo(Math.max(0, tree.parent[this.zoom])); }
    else return;
    event.preventDefault();
    if (next >= 0) this.hover(next);
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
