/** Other shapes of a call tree. None of them changes how many samples there are: each sample is in one node, or is left out by a focus. */
const Shape = {
  /** The maximum number of frames that are read to grow a tree of callers. Larger traces get a tree without its rarest callers. */
  MOST_STEPS: 30000000,

  /** Callers with a smaller share than this are left out. They would be narrower than a pixel even after several zooms. */
  LEAST_SHARE: 1 / 50000,

  SHARED_LIBRARY: /\.so(\.[0-9.]+)?$|(^|\/)ld-[^/]*$/,

  /** Whether a frame is code that a runtime runs: generated code, or a program that is not a shared library. */
  isOwn(tree, label) {
    const kind = tree.kinds[label];
    return kind === "compiled" || kind === "inlined" || kind === "binary" && !Shape.SHARED_LIBRARY.test(tree.files[label]);
  },

  /**
   * Folds frames of runtimes, hides functions, and collapses modules.
   *
   * Frames of a runtime are left out, and their time is added to the function that the runtime was running. So each
   * function keeps its total, and its self time includes the time that the runtime needed to run it. If the runtime was
   * not running a function, its frames become one frame.
   *
   * @param hidden the names of the functions whose time is added to their callers
   * @param collapsed the modules of which consecutive frames become one
   * @returns the tree and, for each node of the given tree, the node in which its samples are
   */
  merged(tree, fold, hidden, collapsed) {
    const folds = fold && tree.runtimes.some(runtime => runtime);
    if (!folds && !hidden.length && !collapsed.length) return {tree, at: null};
    const hide = new Set(hidden), collapse = new Set(collapsed);
    const fates = Shape.fates(tree, folds, hide, collapse), own = fates.map((fate, label) => Shape.isOwn(tree, label));
    const parents = [], labels = [], runs = new Map(), known = new Map(), many = tree.names.length + 1;
    const at = new Int32Array(tree.size), through = new Int32Array(tree.size);
    const child = (parent, label) => {
      if (parent > 0 && labels[parent - 1] === label && (tree.kinds[label] === "runtime" || tree.kinds[label] === "collapsed")) return parent;
      const key = parent * many * 2 + label;
      let node = known.get(key);
      if (node === undefined) {
        parents.push(parent);
        labels.push(label);
        known.set(key, node = labels.length);
      }
      return node;
    };
    for (let node = 1; node < tree.size; node++) {
      const label = tree.label[node], parent = tree.parent[node], fate = fates[label];
      if (fate === -2) { at[node] = at[parent]; through[node] = through[parent]; continue; }
      if (fate >= 0 && tree.kinds[fate] === "runtime") {
        const caller = at[parent], kind = caller > 0 ? tree.kinds[labels[caller - 1]] : "command";
        at[node] = kind === "command" || kind === "runtime" ? child(caller, fate) : caller;
        through[node] = through[parent];
        continue;
      }
      at[node] = through[node] = child(own[label] ? through[parent] : at[parent], fate >= 0 ? fate : label);
      const run = tree.runs.get(node), before = runs.get(at[node]);
      if (run) runs.set(at[node], before ? [Math.min(before[0], run[0]), Math.max(before[1], run[1])] : run);
    }
    return {tree: Tree.like(tree, parents, labels, runs), at};
  },

  /** What happens to each label. -1: it stays. -2: it is hidden. Otherwise: the label that replaces it. */
  fates(tree, folds, hide, collapse) {
    return tree.names.slice(0).map((name, label) => {
      if (hide.has(name)) return -2;
      if (folds && tree.runtimes[label]) return hide.has(`(${tree.runtimes[label]})`) ? -2 : tree.added(`(${tree.runtimes[label]})`, "runtime", "");
      const module = tree.modules[label];
      return module && tree.kinds[label] !== "command" && collapse.has(module) ? tree.added(`[${lastPart(module)}]`, "collapsed", module) : -1;
    });
  },

  /** Makes the function the root: all its calls in one, without their callers. Samples outside of the function are left out (-1). */
  focused(tree, label) {
    const parents = [0], labels = [label], known = new Map(), at = new Int32Array(tree.size).fill(-1), many = tree.names.length + 1;
    const outer = new Set(tree.outermost(label));
    for (let node = 1; node < tree.size; node++) {
      if (outer.has(node)) { at[node] = 1; continue; }
      const parent = at[tree.parent[node]];
      if (parent < 1) continue;
      const key = parent * many + tree.label[node];
      if (!known.has(key)) {
        parents.push(parent);
        labels.push(tree.label[node]);
        known.set(key, labels.length);
      }
      at[node] = known.get(key);
    }
    return {tree: Tree.like(tree, parents, labels), at};
  },

  /**
   * A tree that grows from functions to their callers.
   *
   * @param nodes the nodes to begin with
   * @param weights the weight of each of these nodes
   * @param all the weight of everything, of which shares are computed
   */
  callers(tree, nodes, weights, all) {
    const parents = [], labels = [], totals = [weights.reduce((sum, weight) => sum + weight, 0)], least = all * Shape.LEAST_SHARE;
    let level = [{parent: 0, nodes, weights}], steps = 0;
    while (level.length && steps < Shape.MOST_STEPS) {
      const next = [];
      for (const group of level) {
        const byLabel = new Map();
        steps += group.nodes.length;
        for (let i = 0; i < group.nodes.length; i++) {
          const node = group.nodes[i];
          if (node <= 0) continue;
          let one = byLabel.get(tree.label[node]);
          if (!one) byLabel.set(tree.label[node], one = {sum: 0, nodes: [], weights: []});
          one.sum += group.weights[i];
          one.nodes.push(tree.parent[node]);
          one.weights.push(group.weights[i]);
        }
        for (const [label, one] of byLabel) {
          if (one.sum < least) continue;
          parents.push(group.parent);
          labels.push(label);
          totals.push(one.sum);
          next.push({parent: labels.length, nodes: one.nodes, weights: one.weights});
        }
      }
      level = next;
    }
    return {tree: Tree.like(tree, parents, labels), totals: Float64Array.from(totals), cut: level.length > 0};
  },

  /** The inverted tree: the functions at the end of the stacks are at the root, and their callers are on top of them. */
  inverted(tree, selfs, all) {
    const nodes = [];
    for (let node = 1; node < tree.size; node++) if (selfs[node] > 0) nodes.push(node);
    return Shape.callers(tree, nodes, nodes.map(node => selfs[node]), all);
  },

  /** The maximum number of boxes in the order of time. */
  MOST_BOXES: 1000000,

  /**
   * A tree in which calls stand next to each other in the order of time. Two samples in a row share the frames that
   * their stacks have in common. Each thread has a box of its own.
   *
   * @param nodes the node of each sample, in the order of time; the samples of node 0 and below are left out
   * @returns the tree and the weight of each node; cut: whether samples are missing at the end
   */
  inTime(tree, nodes, weights, threads) {
    const parents = [], labels = [], selfs = [0], open = new Map();
    let i = 0, steps = 0;
    for (; i < nodes.length && labels.length < Shape.MOST_BOXES && steps < Shape.MOST_STEPS; i++) {
      if (!(nodes[i] > 0) || !weights[i]) continue;
      if (!open.has(threads[i])) open.set(threads[i], {from: [], made: []});
      const {from, made} = open.get(threads[i]), path = [];
      if (from[from.length - 1] === nodes[i]) { selfs[made[made.length - 1]] += weights[i]; continue; }
      for (let node = nodes[i]; node > 0; node = tree.parent[node]) path.push(node);
      path.reverse();
      steps += path.length;
      let same = 0;
      while (same < path.length && same < from.length && from[same] === path[same]) same++;
      for (let j = same; j < path.length; j++) {
        parents.push(j ? made[j - 1] : 0);
        labels.push(tree.label[path[j]]);
        selfs.push(0);
        made[j] = labels.length;
        from[j] = path[j];
      }
      from.length = made.length = path.length;
      selfs[made[path.length - 1]] += weights[i];
    }
    return {tree: Tree.like(tree, parents, labels, new Map(), true), selfs: Float64Array.from(selfs), cut: i < nodes.length};
  },

  /** The callers of a function. If it recurs, its outermost calls count. */
  callersOf(tree, label, totals, all) {
    const nodes = tree.outermost(label).filter(node => totals[node] > 0);
    return Shape.callers(tree, nodes, nodes.map(node => totals[node]), all);
  },

  /** Adds up the weights of the nodes that have become one node. */
  sums(at, selfs, size) {
    if (!at) return selfs;
    const sums = new Float64Array(size);
    for (let node = 0; node < selfs.length; node++) if (at[node] >= 0) sums[at[node]] += selfs[node];
    return sums;
  },
};
