/** The call tree. Node 0 is the root, and each node comes after its parent. */
class Tree {
  /** @param data the tree in the format of the trace's data */
  constructor(data) {
    this.names = data.names;
    this.kinds = data.kinds.map(kind => data.kindNames[kind]);
    this.files = data.files.map(file => data.fileNames[file]);
    this.modules = data.modules ? data.modules.map(module => data.moduleNames[module]) : this.files;
    this.runtimes = data.runtimes ? data.runtimes.map(runtime => data.runtimeNames[runtime]) : [];
    this.extra = new Map();
    this.link(data.parents, data.labels, new Map((data.runs || []).map(([node, shortest, longest]) => [node, [shortest, longest]])));
  }

  /** A tree with the labels of another one. Labels that are added to one of the trees are in all of them. */
  static like(tree, parents, labels, runs, inTime) {
    const made = Object.create(Tree.prototype);
    made.inTime = Boolean(inTime); // the order of the nodes is the order of time
    for (const key of ["names", "kinds", "files", "modules", "runtimes", "extra"]) made[key] = tree[key];
    made.link(parents, labels, runs || new Map());
    return made;
  }

  /** The label of frames that are shown as one, such as those of a runtime. It is added if it does not exist. */
  added(name, kind, file) {
    const key = `${kind} ${name}`;
    if (!this.extra.has(key)) {
      this.extra.set(key, this.names.length);
      this.names.push(name);
      this.kinds.push(kind);
      this.files.push(file);
      if (this.modules !== this.files) this.modules.push(file);
      this.runtimes.push("");
    }
    return this.extra.get(key);
  }

  link(parents, labels, runs) {
    const size = parents.length + 1;
    Object.assign(this, {size, deepest: 0, hashes: null, runs});
    this.parent = new Int32Array(size);
    this.label = new Int32Array(size);
    this.depth = new Int32Array(size);
    const starts = new Int32Array(size + 1);
    this.label[0] = this.parent[0] = -1;
    for (let node = 1; node < size; node++) {
      const parent = this.parent[node] = parents[node - 1];
      this.label[node] = labels[node - 1];
      this.depth[node] = this.depth[parent] + 1;
      if (this.depth[node] > this.deepest) this.deepest = this.depth[node];
      starts[parent + 1]++;
    }
    for (let node = 0; node < size; node++) starts[node + 1] += starts[node];
    const free = starts.slice();
    this.children = new Int32Array(size);
    for (let node = 1; node < size; node++) this.children[free[this.parent[node]]++] = node;
    this.starts = starts;
    if (!this.inTime) this.sort();
  }

  /** Sorts callees of the same function by name. */
  sort() {
    if (!this.extra.rank || this.extra.rank.length < this.names.length) {
      const order = this.names.map((name, i) => i).sort((a, b) => this.names[a] < this.names[b] ? -1 : 1);
      this.extra.rank = new Int32Array(order.length);
      order.forEach((label, i) => { this.extra.rank[label] = i; });
    }
    const rank = this.extra.rank;
    for (let node = 0; node < this.size; node++) {
      if (this.starts[node + 1] - this.starts[node] > 1) {
        this.children.subarray(this.starts[node], this.starts[node + 1]).sort((a, b) => rank[this.label[a]] - rank[this.label[b]]);
      }
    }
  }

  /** The mark that identifies a node in a link. It depends only on names, not on the order of the nodes. */
  mark(node) { return node > 0 ? (this.inTime ? node : this.marks()[node]).toString(16) : ""; }

  /** The node with the given mark; the root if no node has it. */
  find(mark) {
    if (this.inTime) return mark && parseInt(mark, 16) < this.size ? parseInt(mark, 16) : 0;
    return mark ? Math.max(0, this.marks().indexOf(parseInt(mark, 16))) : 0;
  }

  marks() {
    if (!this.hashes) {
      const letters = new Map(); // decoding each name once is enough, however many nodes have this name
      const lettersOf = label => {
        if (!letters.has(label)) letters.set(label, Int32Array.from(this.names[label].slice(0, 500), c => c.codePointAt(0)));
        return letters.get(label);
      };
      this.hashes = new Uint32Array(this.size);
      for (let node = 1; node < this.size; node++) {
        let hash = Math.imul(this.hashes[this.parent[node]] ^ 0x9e3779b9, 0x01000193);
        const name = lettersOf(this.label[node]);
        for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name[i], 0x01000193);
        this.hashes[node] = hash;
      }
    }
    return this.hashes;
  }

  /** The node's name, with a count if the node stands for a run of frames that perf could not resolve. */
  name(node) {
    const run = this.runs.get(node);
    return node === 0 ? "all" : this.names[this.label[node]] + (run ? ` x${run[0] === run[1] ? "" : run[0] + "-"}${run[1]}` : "");
  }

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

  /** The nodes of a function that are not below another node of the same function. */
  outermost(label) {
    const within = new Uint8Array(this.size), found = [];
    for (let node = 1; node < this.size; node++) {
      within[node] = within[this.parent[node]];
      if (this.label[node] === label && !within[node]) { within[node] = 1; found.push(node); }
    }
    return found;
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
