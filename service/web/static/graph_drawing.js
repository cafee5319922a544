// The drawing: Cytoscape paints what the forces have placed.
import { Forces } from "./graph_forces.js";

const LEGIBLE = 0.5; // zoom from which names can be read
const LARGE = 30; // pixels across from which a node has room for more words
const ink = "#1c1c1c";

const style = [
  { selector: "node", style: {
    "background-color": "data(colour)", width: "data(size)", height: "data(size)",
    "font-size": 13, "font-family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif", color: ink,
    "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": "data(across)",
    "text-overflow-wrap": "anywhere", "text-background-color": "#fff", "text-background-opacity": 0.8,
    "min-zoomed-font-size": 13 * LEGIBLE,
  } },
  { selector: "edge", style: {
    width: 1.2, "line-color": "#b5afa6", "curve-style": "straight", "target-arrow-color": "#8b8680",
    "target-arrow-shape": "data(arrow)", "arrow-scale": 0.8, "font-size": 11,
    color: "#595959", "text-rotation": "autorotate", "text-background-color": "#fff",
    "text-background-opacity": 0.85, "min-zoomed-font-size": 9,
  } },
  // Thousands of words take long to measure and cannot be read: then only some have theirs.
  { selector: ".named", style: { label: "data(words)" } },
  { selector: "edge.named", style: { "curve-style": "bezier" } }, // two edges of one pair stand apart
  { selector: "node.opened", style: { "border-width": 2.5, "border-color": ink } },
  { selector: "node.chosen", style: {
    "underlay-color": "#f0b429", "underlay-opacity": 0.75, "underlay-padding": 7, "underlay-shape": "ellipse", "z-index": 10,
  } },
  { selector: ".hidden", style: { display: "none" } },
];

const shortened = (name, most) => (name.length > most ? name.slice(0, most - 1) + "…" : name);

export class Drawing {
  // `looks`: label → colour and size; `relationships`: type → caption and whether it is mutual.
  constructor(container, looks, relationships, onTap) {
    this.container = container;
    this.looks = looks;
    this.relationships = relationships;
    this.hiddenLabels = new Set();
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.forces = new Forces(() => this.#paint(), () => this.#rest(), this.still);
    this.cy = cytoscape({
      container, style, minZoom: 0.03, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true,
    });
    this.cy.on("viewport", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#nameInSight(), 120);
    });
    this.cy.on("tap", "node", (event) => onTap(event.target.id()));
    this.cy.on("drag", "node", ({ target }) => this.forces.hold(target.id(), target.position()));
    this.cy.on("free", "node", ({ target }) => this.forces.letGo(target.id()));
  }

  add(nodes, edges, near) {
    const first = this.cy.nodes().empty();
    this.forces.add(nodes.map(({ id, label }) => ({ id, size: this.looks[label].size })), edges, near);
    this.container.setAttribute("aria-busy", "true");
    if (first) this.cy.startBatch(); // nothing is painted before there is something to see
    this.cy.add([
      ...nodes.map((node) => ({
        group: "nodes",
        classes: [
          this.hiddenLabels.has(node.label) ? "hidden" : "",
          this.forces.many && this.looks[node.label].size < LARGE ? "" : "named",
        ],
        position: this.#place(node.id),
        data: { id: node.id, label: node.label, ...this.#look(node) },
      })),
      ...edges.map((edge) => ({
        group: "edges",
        classes: this.forces.many ? "" : "named",
        data: {
          id: edge.key, source: edge.source, target: edge.target,
          words: this.relationships[edge.type].caption + (edge.count > 1 ? ` ×${edge.count}` : ""),
          arrow: this.relationships[edge.type].mutual ? "none" : "triangle",
        },
      })),
    ]);
    if (first && !this.forces.many) this.cy.endBatch();
  }

  remove(id) {
    this.cy.getElementById(id).remove();
    this.forces.remove(id);
  }

  hide(labels) {
    this.hiddenLabels = labels;
    this.cy.batch(() => this.cy.nodes().forEach((node) => {
      node.toggleClass("hidden", labels.has(node.data("label")));
    }));
  }

  choose(id) {
    const node = this.cy.getElementById(id);
    this.cy.batch(() => {
      this.cy.nodes(".chosen").removeClass("chosen");
      node.addClass("chosen");
      if (this.forces.many) this.cy.edges(".named").removeClass("named");
      node.closedNeighborhood().addClass("named");
    });
  }

  mark(id, opened) {
    this.cy.getElementById(id).toggleClass("opened", opened);
  }

  // Shows all that is not hidden. From the places alone: asking Cytoscape measures every word first.
  fit() {
    const box = this.#box();
    if (!box) return;
    const zoom = Math.min(this.cy.width() / (box.x2 - box.x1), this.cy.height() / (box.y2 - box.y1), 1.3);
    const pan = {
      x: this.cy.width() / 2 - (zoom * (box.x1 + box.x2)) / 2,
      y: this.cy.height() / 2 - (zoom * (box.y1 + box.y2)) / 2,
    };
    if (this.still || this.forces.many) this.cy.viewport({ zoom, pan });
    else this.cy.animate({ zoom, pan }, { duration: 250 });
  }

  zoom(factor) {
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: middle });
  }

  // A picture of all that is shown, not only of what is in sight.
  png() {
    return this.cy.png({
      output: "blob-promise", full: true, scale: 2, bg: "#fff", maxWidth: 8000, maxHeight: 8000,
    });
  }

  #nameInSight() {
    if (!this.forces.many || this.cy.zoom() < LEGIBLE) return;
    const { x1, x2, y1, y2 } = this.cy.extent();
    const unnamed = this.cy.nodes().not(".named").filter((node) => {
      const { x, y } = node.position();
      return x1 < x && x < x2 && y1 < y && y < y2;
    });
    this.cy.batch(() => unnamed.addClass("named"));
  }

  #look({ label, name }) {
    const { colour, size } = this.looks[label];
    const large = size >= LARGE;
    return { colour, size, words: shortened(name, large ? 24 : 14), across: large ? 120 : 92 };
  }

  #place(id) {
    const { x, y } = this.forces.points.get(id);
    return { x, y };
  }

  #paint() {
    this.cy.nodes().positions((node) => this.#place(node.id()));
  }

  #rest() {
    if (this.cy.batching()) this.cy.endBatch();
    this.container.setAttribute("aria-busy", "false");
    const box = this.#box();
    const sight = this.cy.extent();
    const inSight = box && box.x1 >= sight.x1 && box.x2 <= sight.x2 && box.y1 >= sight.y1 && box.y2 <= sight.y2;
    if (box && !inSight) this.fit();
  }

  // The bounds of the nodes that are shown, with room for their words; null where there are none.
  #box() {
    const places = this.cy.nodes().not(".hidden").map((node) => node.position());
    if (!places.length) return null;
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    return { x1: Math.min(...xs) - 70, x2: Math.max(...xs) + 70, y1: Math.min(...ys) - 40, y2: Math.max(...ys) + 70 };
  }
}
