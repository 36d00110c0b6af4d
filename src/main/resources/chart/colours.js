/** The hue and the strength of the colour of each kind of code. */
const COLOURS = {command: [40, 12], binary: [30, 80], kernel: [205, 60], compiled: [100, 50], inlined: [165, 50], unknown: [0, 0], offCpu: [335, 60], runtime: [40, 4], collapsed: [265, 30]};

/** What the legend calls each kind of code. */
const KINDS = {binary: "program or library", kernel: "kernel", compiled: "generated at run time", inlined: "inlined", unknown: "unknown", offCpu: "off the processor", runtime: "runtime", collapsed: "collapsed module", command: "thread"};

/** The hues of the largest modules. Purple is missing, because it marks what a search has found. */
const HUES = [28, 130, 258, 185, 345, 58, 95, 228, 8, 155];

/** Colours functions by the kind of their code. */
function colourOf(tree) {
  const byLabel = colourByKind(tree);
  return node => (node === 0 ? "#c9c6c0" : byLabel(tree.label[node]));
}

/** A number below the given one, which depends only on the text. */
function numberOf(text, below) {
  let hash = 7;
  for (const c of text.slice(0, 500)) hash = (hash * 31 + c.codePointAt(0)) % 997;
  return hash % below;
}

function colourByKind(tree) {
  const cache = new Map();
  return label => {
    if (!cache.has(label)) {
      const [hue, much] = COLOURS[tree.runtimes[label] ? "runtime" : tree.kinds[label]];
      cache.set(label, `hsl(${hue + numberOf(tree.names[label], 24) - 12} ${much}% ${68 + numberOf(tree.names[label], 13)}%)`);
    }
    return cache.get(label);
  };
}

/** Colours functions by their module. The largest modules have colours of their own. */
class ModuleColours {
  /** @param totals the total of each node, of the whole trace, so that a selection does not change colours */
  constructor(tree, totals) {
    this.tree = tree;
    this.cache = new Map();
    const area = new Map();
    for (let node = 1; node < tree.size; node++) {
      const label = tree.label[node], module = this.module(label);
      if (module) area.set(module, (area.get(module) || 0) + totals[node]);
    }
    const largest = [...area].sort((a, b) => b[1] - a[1]).slice(0, HUES.length);
    this.hues = new Map(largest.map(([module], i) => [module, HUES[i]]));
    this.others = area.size - largest.length;
  }

  /** The module that decides the colour; empty for code that has the colour of its kind. */
  module(label) {
    return !this.tree.runtimes[label] && ["compiled", "inlined", "binary", "collapsed"].includes(this.tree.kinds[label]) ? this.tree.modules[label] : "";
  }

  of(label) {
    if (!this.cache.has(label)) {
      const kind = this.tree.kinds[label], module = this.module(label), hue = this.hues.get(module), shade = numberOf(this.tree.names[label], 11);
      const [own, much] = COLOURS[this.tree.runtimes[label] ? "runtime" : kind];
      this.cache.set(label, hue !== undefined ? `hsl(${hue} 62% ${69 + shade}%)` : module ? `hsl(45 14% ${74 + shade}%)` : `hsl(${own} ${much}% ${70 + shade}%)`);
    }
    return this.cache.get(label);
  }

  /** The entries of the legend: colour, text and, for a module, its full name. */
  legend() {
    const parts = [...this.hues.keys()].map(lastPart), unique = part => parts.indexOf(part) === parts.lastIndexOf(part);
    const named = [...this.hues].map(([module, hue]) => [`hsl(${hue} 62% 74%)`, unique(lastPart(module)) ? lastPart(module) : module.split("/").slice(-2).join("/"), module]);
    return [...named, ...(this.others ? [["hsl(45 14% 79%)", counted(this.others, "other module"), ""]] : []), ...kindLegend(this.tree, ["kernel", "offCpu", "runtime", "unknown"])];
  }
}

/** The entries of the legend for those of the kinds that the tree contains. */
function kindLegend(tree, kinds) {
  const there = new Set();
  for (let node = 1; node < tree.size; node++) there.add(tree.runtimes[tree.label[node]] ? "runtime" : tree.kinds[tree.label[node]]);
  return kinds.filter(kind => there.has(kind)).map(kind => [`hsl(${COLOURS[kind][0]} ${COLOURS[kind][1]}% 74%)`, KINDS[kind], ""]);
}

/** Fills the legend. A module's entry is a button that opens the module's menu. */
function drawLegend(entries, chosen) {
  byId("legend").hidden = !entries.length;
  byId("legend").replaceChildren(...entries.map(([colour, text, module]) => {
    const part = document.createElement(module ? "button" : "span"), sample = document.createElement("i");
    sample.style.background = colour;
    if (module) {
      part.type = "button";
      part.title = module;
      part.addEventListener("contextmenu", event => { event.preventDefault(); chosen(module, event, part); });
      part.addEventListener("click", event => chosen(module, event, part));
    }
    part.append(sample, middleOut(text, 40));
    return part;
  }));
}
