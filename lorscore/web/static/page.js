// The page: a text field over a mirror that draws the marks, and what the server said of the letter beside it.
// Words of a letter go into text nodes only; the page's policy forbids markup from strings as well.
const PAUSE = 120; // ms without typing before the letter is read again
const SPEAK = 1200; // ms without change before a screen reader hears the score

const $ = (id) => document.getElementById(id);
const field = $("letter");
const mirror = $("mirror");

let file = null; // {name, bytes} as it was opened
let edited = false; // the text is no longer the file's
let view = null; // the last answer
let marks = []; // what the mirror draws, moved along while somebody types
let drawn = ""; // the text that it draws
let chosen = null; // id of the chosen finding
let settings = { maxBytes: Infinity, maxText: Infinity };
let asking = null; // what aborts the question under way
let timer = 0;
let speaking = 0;

function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children); // strings become text nodes
  return made;
}

// ---- asking

function body(asked) {
  const headers = { "lorscore-page": "1" };
  if (!asked) return { headers, body: field.value };
  return { headers: { ...headers, "lorscore-name": encodeURIComponent(asked.name) }, body: asked.bytes };
}

// Sends the file that was asked for, or else the text of the field.
async function post(path, asked, signal) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", signal, ...body(asked) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The page's server does not answer. Is lorscore serve still running?");
  }
  if (answer.ok) return answer;
  const said = await answer.text();
  let message = said;
  try {
    message = JSON.parse(said).error;
  } catch {
    // not every refusal is JSON
  }
  throw new Error(message || `It could not be read (${answer.status}).`);
}

function hangUp() {
  clearTimeout(timer);
  asking?.abort();
  asking = null;
  document.body.removeAttribute("aria-busy");
}

async function read(opened = null) {
  hangUp();
  if (!opened && !field.value.trim()) return empty();
  const mine = (asking = new AbortController());
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await post("/read", opened, mine.signal).then((a) => a.json());
    if (asking !== mine) return; // the text has changed meanwhile
    complain("");
    if (opened) {
      file = opened;
      edited = false;
      field.value = answer.text;
    }
    show(answer);
  } catch (error) {
    if (asking === mine && error.name !== "AbortError") complain(error.message);
  } finally {
    if (asking === mine) hangUp();
  }
}

function complain(message) {
  $("error").textContent = message;
  $("error").hidden = !message;
}

function say(message) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    if ($("status").textContent !== message) $("status").textContent = message;
  }, SPEAK);
}

// ---- the letter

function typed() {
  if (file && !edited) edited = true;
  hangUp(); // an answer under way is on an older text
  const text = field.value;
  marks = moved(marks, drawn, text);
  draw(text);
  source();
  timer = setTimeout(() => read(), PAUSE);
}

// Marks before and after a change stay on their words until the answer comes; those that it touches go.
function moved(old, before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const by = after.length - before.length;
  return old
    .filter((m) => m.end <= head || m.start >= before.length - tail)
    .map((m) => (m.end <= head ? m : { ...m, start: m.start + by, end: m.end + by }));
}

function draw(text) {
  const found = new Map((view?.findings ?? []).map((f) => [f.id, f]));
  const parts = [];
  let at = 0;
  for (const mark of marks) {
    parts.push(text.slice(at, mark.start), marked(mark, text, found));
    at = mark.end;
  }
  parts.push(text.slice(at), "\n\u200b"); // the field has a line after its last line end
  mirror.replaceChildren(...parts);
  drawn = text;
}

function marked(mark, text, found) {
  const run = document.createDocumentFragment();
  run.append(text.slice(mark.start, mark.end));
  const codes = mark.ends.map((id) => found.get(id)?.code ?? "").join(" ");
  if (codes) run.append(el("span", { class: "tag" }, codes));
  // the longest is outermost, so the ground of the shortest is seen
  let whole = run;
  for (const id of [...mark.ids].reverse()) {
    const kind = found.get(id)?.kind ?? "";
    whole = el("mark", { class: `k-${kind}${id === chosen ? " chosen" : ""}`, "data-id": id }, whole);
  }
  return whole;
}

function at(offset) {
  const here = (view?.findings ?? []).filter((f) => f.start <= offset && offset <= f.end && f.start < f.end);
  return here.sort((a, b) => a.end - a.start - (b.end - b.start));
}

async function open(name, bytes) {
  if (bytes.byteLength > settings.maxBytes) {
    complain(`${name}: more than ${settings.maxBytes / 1e6} MB, which no letter is. Is this the right file?`);
    return;
  }
  await read({ name, bytes });
}

function source() {
  $("source").hidden = !file;
  if (file) {
    const change = edited ? ", edited here; the file itself is unchanged. Word comments go into the file as it is." : "";
    $("source-text").textContent = file.name + change;
  }
  $("back").hidden = !(file && edited);
  const some = Boolean(view);
  $("skip").hidden = !view?.findings.length;
  $("get-html").disabled = $("get-json").disabled = !some;
  $("get-docx").disabled = !(some && view.word && file && !edited);
}

function empty() {
  view = null;
  marks = [];
  chosen = null;
  draw(field.value);
  complain("");
  $("reads-body").replaceChildren(
    el("p", { class: "soft" }, "Nothing to read yet. Open a file, try a sample, or start to type."),
  );
  for (const id of ["alerts", "tables", "legend", "steps-list", "strengths-list", "findings-list", "notes-list"])
    $(id).replaceChildren();
  for (const id of ["steps", "strengths", "findings", "notes"]) $(id).hidden = true;
  card();
  source();
  say("");
}

// ---- what was found

function show(answer) {
  const last = view?.findings.find((f) => f.id === chosen);
  const first = !view;
  view = answer;
  marks = view.marks;
  // the same finding in the letter as it is now
  chosen = last ? (view.findings.find((f) => f.rule === last.rule && f.quote === last.quote)?.id ?? null) : null;
  draw(field.value);
  reads();
  alerts();
  steps();
  list("strengths", view.strengths.map((row) => el("li", {}, row)));
  list("notes", view.notes.map((row) => el("li", {}, row)));
  findings();
  tables();
  $("legend").replaceChildren(
    ...view.legend.map((k) => el("li", {}, el("mark", { class: `k-${k.kind}` }, k.name), ` ${k.code}`)),
  );
  card();
  source();
  const count = view.findings.length === 1 ? "1 finding." : `${view.findings.length} findings.`;
  say(`${view.headline[0]} ${count}${first ? " The findings are after the letter." : ""}`);
  performance.mark("lorscore-shown");
}

function list(id, rows) {
  $(`${id}-list`).replaceChildren(...rows);
  $(id).hidden = !rows.length;
}

function reads() {
  const [first, ...rest] = view.headline;
  const parts = [el("p", { class: "headline" }, first), el("p", { class: "soft" }, view.lead)];
  if (view.criteria.length) parts.push(bars(), why());
  if (rest.length) parts.push(el("p", {}, rest.join(" ")));
  parts.push(el("p", { class: "soft" }, view.caveat));
  $("reads-body").replaceChildren(...parts);
}

function svg(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function bars() {
  const cells = view.criteria.flatMap((c) => {
    const picture = svg("svg", { viewBox: "0 0 96 13", "aria-hidden": "true" });
    picture.append(svg("rect", { class: "track", x: 0.5, y: 0.5, width: 95, height: 12 }));
    if (c.level !== null)
      picture.append(svg("rect", { class: "bar", x: 0.5, y: 0.5, width: (95 * c.level) / 4, height: 12 }));
    return [el("span", {}, c.name), picture, el("span", {}, c.said)];
  });
  return el("div", { class: "bars" }, ...cells);
}

function why() {
  const rows = view.criteria.flatMap((c) => [el("dt", {}, `${c.name}: ${c.said}`), el("dd", {}, c.why)]);
  const open = $("reads-body").querySelector("details")?.open ?? false;
  return el("details", { open }, el("summary", {}, "Why these levels"), el("dl", { class: "why" }, ...rows));
}

function alerts() {
  $("alerts").replaceChildren(
    ...view.alerts.flatMap((a) => [
      el("h2", {}, a.heading),
      el("ul", {}, ...a.rows.map((row) => el("li", { class: "alert" }, row))),
    ]),
  );
}

function said(step) {
  const parts = [el("p", {}, el("strong", {}, step.message), ` (${step.gain})`)];
  if (step.prompt) parts.push(el("p", {}, `Ask yourself: ${step.prompt}`));
  return parts;
}

function steps() {
  list(
    "steps",
    view.steps.map((step) => {
      const parts = said(step);
      if (step.start !== null && step.place)
        parts.push(el("p", { class: "soft" }, el("button", { type: "button", onclick: () => go(step) }, step.place)));
      return el("li", {}, ...parts);
    }),
  );
}

function findings() {
  const here = document.activeElement?.closest?.("#findings-list button")?.dataset.id;
  list(
    "findings",
    view.findings.map((f, i) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            "data-id": f.id,
            "aria-pressed": String(f.id === chosen),
            tabindex: (chosen ? f.id === chosen : i === 0) ? "0" : "-1",
            onclick: () => choose(f.id, true),
          },
          el("b", {}, f.code),
          el("span", {}, f.quote, el("span", { class: "soft" }, `${f.what}, line ${f.line}`)),
        ),
      ),
    ),
  );
  if (here) (buttons().find((b) => b.dataset.id === here) ?? buttons()[0])?.focus();
}

function tables() {
  const open = [...$("tables").querySelectorAll("details")].map((d) => d.open);
  $("tables").replaceChildren(
    ...view.tables.map((t, i) =>
      el(
        "details",
        { open: open[i] ?? false },
        el("summary", {}, t.heading),
        el("ul", {}, ...t.rows.map((row) => el("li", {}, `${row.name}: ${row.said}`))),
      ),
    ),
  );
}

const buttons = () => [...$("findings-list").querySelectorAll("button")];

// ---- one finding

function choose(id, scroll) {
  chosen = id;
  for (const b of buttons()) {
    b.setAttribute("aria-pressed", String(b.dataset.id === id));
    b.tabIndex = (id ? b.dataset.id === id : b === buttons()[0]) ? 0 : -1;
  }
  for (const mark of mirror.querySelectorAll("mark")) mark.classList.toggle("chosen", mark.dataset.id === id);
  card();
  if (scroll) mirror.querySelector("mark.chosen")?.scrollIntoView({ block: "center" });
}

function card() {
  const finding = view?.findings.find((f) => f.id === chosen);
  $("card").hidden = !finding;
  if (!finding) return $("card").replaceChildren();
  const upper = finding.explain.slice(0, 1).toUpperCase() + finding.explain.slice(1);
  const parts = [
    el("h2", {}, `${finding.code}: ${finding.what}`),
    el("blockquote", {}, finding.quote),
    el(
      "div",
      { class: "tools" },
      el("button", { type: "button", onclick: () => go(finding) }, "Go to the words"),
      el("button", { type: "button", onclick: close }, "Close"),
    ),
    el("h3", {}, finding.against ? "Why it speaks against the letter" : "Why it counts"),
    el("p", {}, upper),
    el("p", { class: "soft" }, [finding.criterion && `For: ${finding.criterion}.`, `Rule: ${finding.rule}.`].filter(Boolean).join(" ")),
  ];
  if (finding.asks.length)
    parts.push(el("h3", {}, "What to ask"), ...finding.asks.map((i) => el("div", { class: "ask" }, ...said(view.steps[i]))));
  const more = at(finding.start).filter((f) => f.id !== finding.id);
  if (more.length) {
    const also = more.map((f) => el("button", { type: "button", onclick: () => choose(f.id, true) }, `${f.code}: ${f.what}`));
    parts.push(el("h3", {}, "Also on these words"), el("div", { class: "tools" }, ...also));
  }
  $("card").replaceChildren(...parts);
  $("card").scrollTop = 0;
}

function close() {
  const inside = $("card").contains(document.activeElement);
  choose(null, false);
  if (inside) field.focus({ preventScroll: true });
}

function go(place) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(place.start, place.end);
  const found = view.findings.find((f) => f.start === place.start && f.end === place.end) ?? at(place.start)[0];
  if (found) choose(found.id, true);
}

function next(step) {
  const all = view?.findings.filter((f) => f.start < f.end) ?? [];
  if (!all.length) return;
  const now = all.findIndex((f) => f.id === chosen);
  const caret = field.selectionStart;
  let to;
  if (now >= 0) to = now + step;
  else if (step > 0) to = all.findIndex((f) => f.start >= caret);
  else to = all.findLastIndex((f) => f.end <= caret);
  const found = all[(to + all.length) % all.length];
  field.setSelectionRange(found.start, found.end);
  choose(found.id, true);
}

// ---- downloads

async function download(form) {
  try {
    const answer = await post(`/download/${form}`, edited ? null : file);
    const url = URL.createObjectURL(await answer.blob());
    const stem = (file?.name ?? "letter").replace(/\.[^.]*$/, "");
    const link = el("a", { href: url, download: `${stem}-${form === "docx" ? "reviewed" : "report"}.${form}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    complain("");
  } catch (error) {
    complain(error.message);
  }
}

// ---- hands

field.addEventListener("input", typed);
field.addEventListener("click", () => {
  if (field.selectionStart === field.selectionEnd) choose(at(field.selectionStart)[0]?.id ?? null, false);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "F8") return;
  event.preventDefault();
  next(event.shiftKey ? -1 : 1);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) close();
});
$("findings-list").addEventListener("keydown", (event) => {
  const all = buttons();
  const now = all.indexOf(document.activeElement);
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  all[to].focus();
});
$("findings-list").addEventListener("focus", () => buttons()[0]?.focus());
$("file").addEventListener("change", async () => {
  const [picked] = $("file").files;
  if (picked) await open(picked.name, await picked.arrayBuffer());
  $("file").value = "";
});
$("sample").addEventListener("change", async () => {
  const name = $("sample").value;
  if (!name) return;
  const answer = await fetch(`/samples/${encodeURIComponent(name)}`);
  await open(name, await answer.arrayBuffer());
});
$("clear").addEventListener("click", () => {
  hangUp();
  file = null;
  edited = false;
  field.value = "";
  $("sample").value = "";
  empty();
  field.focus();
});
$("back").addEventListener("click", () => {
  read(file);
  field.focus();
});
for (const form of ["docx", "html", "json"]) $(`get-${form}`).addEventListener("click", () => download(form));

const holdsFile = (event) => event.dataTransfer?.types.includes("Files");
window.addEventListener("dragover", (event) => {
  if (!holdsFile(event)) return;
  event.preventDefault();
  $("dropping").hidden = false;
});
window.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) $("dropping").hidden = true;
});
window.addEventListener("drop", async (event) => {
  if (!holdsFile(event)) return;
  event.preventDefault();
  $("dropping").hidden = true;
  const [dropped] = event.dataTransfer.files;
  if (dropped) await open(dropped.name, await dropped.arrayBuffer());
});

fetch("/settings").then(async (answer) => {
  settings = await answer.json();
  $("sample").append(...settings.samples.map((s) => el("option", { value: s.name }, s.title)));
});
draw("");
if (field.value) typed(); // a browser that brings back what was typed before a reload
