// Where nodes stand: d3-force pushes them apart and pulls the related together, a slice of time at a time,
// so that the page never freezes.

const MANY = 250; // nodes from which moving all of them at each step is too slow to watch
const SLICE = 12; // milliseconds of reckoning between two frames
const GOLDEN = 2.4; // the golden angle: no two turns point in one direction

export class Forces {
  // `moved` is called when there are new places to paint, `rested` when there will be no more.
  constructor(moved, rested, still) {
    this.moved = moved;
    this.rested = rested;
    this.still = still; // whether a reader wants no motion, and only its end is shown
    this.points = new Map();
    this.links = [];
    this.running = false;
    this.simulation = d3.forceSimulation([]).stop()
      .force("apart", d3.forceManyBody().strength(-320).distanceMax(500))
      .force("near", d3.forceLink([]).id((point) => point.id).distance(120).strength(0.4))
      .force("room", d3.forceCollide(({ size }) => size / 2 + (this.many ? 12 : 38)))
      .force("x", d3.forceX().strength(0.06))
      .force("y", d3.forceY().strength(0.08));
  }

  get many() {
    return this.points.size > MANY;
  }

  // New nodes begin beside one that they are related to, if it can be `near`; the first of a new part of
  // the graph apart. In a graph of many nodes only the new ones move.
  add(nodes, edges, near) {
    const related = new Map();
    for (const { source, target } of edges) {
      for (const [one, other] of [[source, target], [target, source]]) {
        if (!related.has(one)) related.set(one, []);
        related.get(one).push(other);
      }
    }
    const old = [...this.points.values()];
    nodes.forEach(({ id, size }, n) => {
      const others = related.get(id) ?? [];
      const from = this.points.get(others.includes(near) ? near : others.find((other) => this.points.has(other)));
      const away = from ? 60 : 120 * Math.sqrt(n);
      const x = (from?.x ?? 0) + away * Math.cos(n * GOLDEN);
      const y = (from?.y ?? 0) + away * Math.sin(n * GOLDEN);
      this.points.set(id, { id, size, x, y });
    });
    this.links.push(...edges.map(({ source, target }) => ({ source, target })));
    if (this.many) for (const point of old) Object.assign(point, { fx: point.x, fy: point.y });
    this.#restart(old.length ? 0.6 : 1);
  }

  remove(id) {
    this.points.delete(id);
    this.links = this.links.filter((link) => link.source.id !== id && link.target.id !== id);
    this.#restart(this.many ? 0 : 0.2);
  }

  // A node that is dragged stays where the hand is, and the others make room.
  hold(id, { x, y }) {
    Object.assign(this.points.get(id), { x, y, fx: x, fy: y });
    if (!this.many) this.#warm(0.25);
  }

  letGo(id) {
    Object.assign(this.points.get(id), { fx: null, fy: null });
  }

  #restart(warmth) {
    this.simulation.nodes([...this.points.values()]);
    this.simulation.force("near").links(this.links);
    this.#warm(warmth);
  }

  #warm(warmth) {
    this.simulation.alphaDecay(this.many ? 0.08 : 0.045).alpha(Math.max(warmth, this.simulation.alpha()));
    if (this.running) return;
    this.running = true;
    requestAnimationFrame(() => this.#step());
  }

  #step() {
    const until = performance.now() + SLICE;
    let more;
    do {
      this.simulation.tick();
      more = this.simulation.alpha() > this.simulation.alphaMin();
    } while (more && performance.now() < until);
    if (!more || !(this.still || this.many)) this.moved();
    if (more) {
      requestAnimationFrame(() => this.#step());
      return;
    }
    this.running = false;
    if (this.many) for (const point of this.points.values()) Object.assign(point, { fx: null, fy: null });
    this.rested();
  }
}
