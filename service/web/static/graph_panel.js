// The words beside the drawing: what the chosen node says, and the table of all nodes.
// Everything from the server is set as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

export function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function dot(colour) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "dot");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: 6, cy: 6, r: 5.5, fill: colour })) circle.setAttribute(name, value);
  svg.append(circle);
  return svg;
}

function button(words, onclick, className = "second") {
  return made("button", { type: "button", className, onclick }, words);
}

// A node with its properties, links, and its neighbours by relationship.
// `beside(node, group)` gives those of them that are drawn; `actions` is what can be done.
export function fillPanel(panel, node, looks, beside, actions) {
  const list = made("dl");
  for (const each of node.shown) list.append(made("dt", {}, each.caption), made("dd", {}, each.value));
  const links = made("p", { className: "links" });
  for (const each of node.links) links.append(made("a", { href: each.address }, each.words));
  links.append(made("a", { href: "/graph?id=" + encodeURIComponent(node.id) }, "从它重新开始"));
  const groups = node.groups.map((group) => {
    const drawn = beside(node, group);
    const left = group.total - drawn.length;
    const names = made("ul");
    for (const other of drawn) names.append(made("li", {}, button(other.name, () => actions.choose(other.id), "name")));
    const summary = made("summary", {}, `${group.words}：${group.total} 个`, left > 0 ? `，还有 ${left} 个没有展开` : "");
    const details = made("details", {}, summary, names);
    if (left > 0) details.append(button("展开这一类", () => actions.open(node.id, group)));
    return details;
  });
  const buttons = made("p", { className: "buttons" });
  if (actions.isOpened(node.id)) buttons.append(button("收起", () => actions.close(node.id)));
  else buttons.append(button("展开全部关系", () => actions.open(node.id)));
  buttons.append(button("从图中移走", () => actions.remove(node.id)));
  const reading = panel.contains(document.activeElement);
  const heading = made("h2", { tabIndex: -1 }, dot(looks[node.label].colour), " ", node.name, " ", made("small", {}, node.caption));
  panel.replaceChildren(heading, list, links, buttons, ...groups);
  if (reading) heading.focus();
}

// The rows that the page came with, and more of their kind.
export class NodeTable {
  constructor(body, template, looks, actions) {
    this.body = body;
    this.template = template;
    this.looks = looks;
    this.rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
    body.addEventListener("click", (event) => {
      const pressed = event.target.closest("a, button");
      if (!pressed) return;
      event.preventDefault(); // without scripts it would load the page anew
      actions[pressed.name || "choose"](pressed.closest("tr").dataset.id);
    });
  }

  add(nodes) {
    const fresh = nodes.filter(({ id }) => !this.rows.has(id)).map((node) => this.#row(node));
    this.body.append(...fresh);
  }

  #row({ id, label, name, caption }) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    const [heading, kind, , doing] = row.cells;
    Object.assign(heading.firstChild, { href: "/graph?id=" + encodeURIComponent(id), textContent: name });
    kind.querySelector("circle").setAttribute("fill", this.looks[label].colour);
    kind.querySelector("span").textContent = caption;
    doing.querySelector(".hidden").textContent = name;
    row.dataset.id = id;
    this.rows.set(id, row);
    return row;
  }

  remove(id) {
    const row = this.rows.get(id);
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    if (row.contains(document.activeElement)) beside?.querySelector("a").focus();
    row.remove();
    this.rows.delete(id);
  }

  mark(id, opened) {
    const button = this.rows.get(id).querySelector("button");
    if (!button) return; // where the graph starts there is none
    button.name = opened ? "close" : "open";
    button.firstChild.textContent = opened ? "收起" : "展开";
  }

  // `related`: id → how many relationships of it are drawn; `hidden`: whether a node is not to be seen.
  show(related, hidden) {
    for (const [id, row] of this.rows) {
      const count = String(related.get(id) ?? 0);
      if (row.cells[2].textContent !== count) row.cells[2].textContent = count;
      row.hidden = hidden(id);
    }
  }

  choose(id) {
    this.body.querySelector(".chosen")?.classList.remove("chosen");
    this.rows.get(id)?.classList.add("chosen");
  }
}
