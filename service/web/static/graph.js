// The graph page with scripts: draws the graph that the page lists, and grows it at each click.
import { Drawing } from "./graph_drawing.js";
import { NodeTable, fillPanel, made } from "./graph_panel.js";

const LONGEST_ADDRESS = 7000; // the server takes 8,000 bytes
const area = document.getElementById("graph");
const canvas = document.getElementById("graph-canvas");
const panel = document.getElementById("graph-panel");
const message = document.getElementById("graph-message");
const legend = document.getElementById("graph-legend");
const boxes = [...legend.querySelectorAll("input[name=label]")];

const nodes = new Map(); // id → node, as drawn
const told = new Map(); // id → node with all it says
const edges = new Map(); // key → edge, `drawn` once both its ends are
const opened = new Set();
const fetched = new Map(); // node, relationship and direction → how many neighbours came
let start, limits, looks, drawing, table, chosen;

const keyOf = (edge) => `${edge.source} ${edge.type} ${edge.target}`;
const placeOf = (id, group) => `${id} ${group.type} ${group.direction}`;
const unwanted = () => new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
const say = (...words) => message.replaceChildren(...words.map((each) => made("p", {}, each)));

async function answer(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Error("连不上服务，请稍后再试。");
  }
  if (response.ok) return response;
  const { error } = await response.json();
  throw new Error([error.message, error.hint].filter(Boolean).join(" "));
}

const json = async (address) => (await answer(address, { headers: { accept: "application/json" } })).json();

// What a person sets going: what goes wrong is told on the page.
const asked = (action) => async (...given) => {
  try {
    await action(...given);
  } catch (error) {
    say(error.message);
  }
};

// Draws what was found, as far as there is room; returns how many nodes there was no room for.
function grow(found, near) {
  const fresh = found.nodes.filter((node) => !nodes.has(node.id));
  const taken = fresh.slice(0, Math.max(limits.nodes - nodes.size, 0));
  for (const node of taken) nodes.set(node.id, node);
  for (const edge of found.edges) {
    if (!edges.has(keyOf(edge))) edges.set(keyOf(edge), { ...edge, key: keyOf(edge), drawn: false });
  }
  const joined = [...edges.values()].filter((e) => !e.drawn && nodes.has(e.source) && nodes.has(e.target));
  for (const edge of joined) edge.drawn = true;
  drawing.add(taken, joined, near);
  table.add(taken);
  recount();
  return fresh.length - taken.length;
}

function recount() {
  const related = new Map();
  const labels = new Map();
  for (const edge of edges.values()) {
    if (edge.drawn) for (const end of new Set([edge.source, edge.target])) related.set(end, (related.get(end) ?? 0) + 1);
  }
  for (const node of nodes.values()) labels.set(node.label, (labels.get(node.label) ?? 0) + 1);
  const hidden = unwanted();
  table.show(related, (id) => hidden.has(nodes.get(id).label));
  for (const box of boxes) {
    const row = box.closest("label");
    row.querySelector(".count").textContent = labels.get(box.value) ?? 0;
    row.hidden = box.checked && !labels.has(box.value);
  }
  canvas.setAttribute("aria-label", `图，有 ${nodes.size} 个节点，内容同下面的表`);
}

// The drawn neighbours of a node: all, or those of one group.
function beside(node, group) {
  const found = new Map();
  for (const edge of edges.values()) {
    if (!edge.drawn || (group && edge.type !== group.type)) continue;
    if (edge.source === node.id && group?.direction !== "in") found.set(edge.target, nodes.get(edge.target));
    if (edge.target === node.id && group?.direction !== "out") found.set(edge.source, nodes.get(edge.source));
  }
  return [...found.values()];
}

const choose = asked(async (id) => {
  chosen = id;
  drawing.choose(id);
  table.choose(id);
  if (!told.has(id)) told.set(id, await json("/api/graph/nodes/" + encodeURIComponent(id)));
  if (chosen === id && nodes.has(id)) fillPanel(panel, told.get(id), looks, beside, actions);
});

// Fetches the neighbours of a node: all relationships, or more of one.
const open = asked(async (id, group) => {
  const offset = (group && fetched.get(placeOf(id, group))) || 0;
  const query = new URLSearchParams({ limit: limits.neighbours, offset });
  if (group) {
    query.append("types", group.type);
    query.append("direction", group.direction);
  }
  const found = await json(`/api/graph/neighbours/${encodeURIComponent(id)}?${query}`);
  for (const each of found.groups) fetched.set(placeOf(id, each), offset + each.shown);
  const refused = grow(found, id);
  if (!group) mark(id, true);
  keepAddress();
  if (refused) {
    say(`图上已有 ${limits.nodes} 个节点，到了上限，还有 ${refused} 个没有画。请先收起或移走一些，或从某个节点重新开始。`);
  } else if (found.left) {
    say(`${nodes.get(id).name}：还有 ${found.left} 个没有展开，可以在它的说明里按关系继续展开。`);
  } else say();
  await choose(id);
});

function mark(id, isOpened) {
  if (isOpened) opened.add(id);
  else opened.delete(id);
  drawing.mark(id, isOpened);
  table.mark(id, isOpened);
}

// Takes away the neighbours of a node, but for those that are opened or beside another that is.
function close(id) {
  mark(id, false);
  for (const other of beside({ id })) {
    const kept = other.start || opened.has(other.id) || beside(other).some((each) => opened.has(each.id));
    if (!kept) drop(other.id);
  }
  forget(id);
  keepAddress();
  recount();
  choose(id);
}

function remove(id) {
  drop(id);
  opened.delete(id);
  keepAddress();
  recount();
  if (chosen === id) panel.replaceChildren(made("p", {}, "还没有选节点。在图上点一个，或在表里选一个。"));
}

function drop(id) {
  for (const edge of edges.values()) if (edge.source === id || edge.target === id) edge.drawn = false;
  nodes.delete(id);
  forget(id);
  drawing.remove(id);
  table.remove(id);
}

function forget(id) {
  for (const place of fetched.keys()) if (place.startsWith(id + " ")) fetched.delete(place);
}

const actions = { choose, open, close, remove, isOpened: (id) => opened.has(id) };

// The address shows the same graph again, with or without scripts, as far as an address can hold it.
function keepAddress() {
  const query = new URLSearchParams();
  if (start && nodes.has(start)) query.append("id", start);
  const more = [...opened].filter((id) => id !== start);
  for (const id of more) query.append("open", id);
  if (unwanted().size) for (const box of boxes) if (box.checked) query.append("label", box.value);
  const address = query.size ? `/graph?${query}` : "/graph";
  if (more.length < limits.opened && address.length < LONGEST_ADDRESS) history.replaceState(null, "", address);
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  made("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const doings = {
  closer: () => drawing.zoom(1.4),
  further: () => drawing.zoom(1 / 1.4),
  fit: () => drawing.fit(),
  png: asked(async () => save(await drawing.png(), "guitu-graph.png")),
  graphml: asked(async () => {
    const hidden = unwanted();
    const ids = [...nodes.values()].filter((node) => !hidden.has(node.label)).map((node) => node.id);
    if (!ids.length) return say("图上没有节点可存。");
    const short = `${area.dataset.graphml}?ids=${ids.join(",")}`;
    const response = short.length < LONGEST_ADDRESS
      ? await answer(short)
      : await answer(area.dataset.graphml, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ids }),
      });
    return save(await response.blob(), "guitu-graph.graphml");
  }),
};

const begin = asked(async () => {
  const first = await json(area.dataset.source);
  ({ id: start, limits } = first);
  looks = Object.fromEntries(first.legend.map((each) => [each.label, each]));
  document.documentElement.classList.add("scripted");
  area.hidden = false;
  drawing = new Drawing(canvas, looks, first.relationships, (id) => (opened.has(id) ? choose(id) : open(id)));
  const rows = document.querySelector("#graph-table tbody");
  table = new NodeTable(rows, document.getElementById("graph-row"), looks, actions);
  drawing.hide(unwanted());
  grow(first);
  first.opened.forEach((id) => mark(id, true));
  for (const group of first.focus?.groups ?? []) fetched.set(placeOf(first.focus.id, group), group.shown);
  if (first.focus) await choose(first.focus.id);
  legend.addEventListener("change", () => {
    drawing.hide(unwanted());
    recount();
    keepAddress();
  });
  area.addEventListener("click", (event) => doings[event.target.dataset.do]?.());
});

begin();
