// The console: tabs that run side by side, what waits for its turn in each, and texts to paste.
import { send } from "./actions.js";
import { at, when_put } from "./sections.js";

const MOST_TABS = 4;
const MOST_PARTS = 2000; // without an end, hours of output would make every further line slower
const past = [];
const tabs = new Map(); // by number: its log, and what runs or waits in it
let chosen = 1;
let back = 0;

function tab(number) {
  if (!tabs.has(number)) {
    const log = Object.assign(document.createElement("pre"), { id: `console-${number}` });
    log.setAttribute("role", "log");
    log.setAttribute("aria-label", `Output of tab ${number}`);
    log.tabIndex = 0;
    log.hidden = number !== chosen;
    at("console-log").append(log);
    tabs.set(number, { log, jobs: [] });
  }
  return tabs.get(number);
}

export function take_console({ tab: number, all, chunks, jobs }) {
  if (!at("console-log")) return;
  const { log } = tab(number);
  if (all) log.replaceChildren();
  if (all || chunks) print(log, all || chunks, Boolean(all));
  if (jobs) tabs.get(number).jobs = jobs;
  if (jobs || all) paint();
}

function print(log, chunks, anew) {
  // Follow only a reader who stands at the end; whoever has scrolled up is reading.
  const low = anew || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  for (const [kind, text] of chunks) {
    if (kind === "clear") {
      const lasts = [...log.querySelectorAll(".typed")].pop();
      while (lasts && lasts.nextSibling) lasts.nextSibling.remove();
      if (!text) continue;
    }
    log.append(Object.assign(document.createElement("span"), { className: kind, textContent: text }));
  }
  while (log.childNodes.length > MOST_PARTS) log.firstChild.remove();
  if (low) log.scrollTop = log.scrollHeight;
}

const first_line = (text) => {
  const [line, ...more] = text.trim().split("\n");
  return line.slice(0, 60) + (more.length || line.length > 60 ? " …" : "");
};

function button(text, spoken, look, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: text });
  if (spoken) made.append(Object.assign(document.createElement("span"), { className: "skip", textContent: ` ${spoken}` }));
  made.addEventListener("click", press);
  return made;
}

function paint() {
  if (!at("console-log")) return;
  const { jobs } = tab(chosen);
  const busy = jobs.length > 0;
  const had = at("console-tabs").contains(document.activeElement);
  const heads = [...tabs].sort(([a], [b]) => a - b).map(([number, one]) => {
    const head = button(`Tab ${number}`, "", "", () => choose(number));
    if (one.jobs.length) head.append(Object.assign(document.createElement("span"), { className: "unread", textContent: "runs" }));
    head.id = `console-tab-${number}`;
    head.setAttribute("role", "tab");
    head.setAttribute("aria-selected", String(number === chosen));
    head.setAttribute("aria-controls", `console-${number}`);
    head.tabIndex = number === chosen ? 0 : -1;
    one.log.hidden = number !== chosen;
    return head;
  });
  at("console-tabs").replaceChildren(...heads);
  if (had) at(`console-tab-${chosen}`).focus();
  at("console-more").hidden = tabs.size >= MOST_TABS;
  at("console-log").setAttribute("aria-busy", String(busy));
  at("console-stop").disabled = !busy;
  at("console-run").textContent = busy ? "Run after it" : "Run";
  at("console-beside").hidden = !busy || free_tab() === null;
  const lines = jobs.slice(1).map((job) => {
    const line = document.createElement("li");
    line.append("Waits: ", Object.assign(document.createElement("code"), { textContent: first_line(job.text) }), " ");
    line.append(button("Drop", first_line(job.text), "small plain", () => send("interrupt", { tab: String(chosen), job: String(job.id) }, "console")));
    return line;
  });
  at("console-queue").replaceChildren(...lines);
}

// A tab in which nothing runs; null when there is none and none can be opened.
function free_tab() {
  for (const [number, { jobs }] of tabs) if (!jobs.length) return number;
  return tabs.size < MOST_TABS ? Math.max(...tabs.keys()) + 1 : null;
}

function choose(number) {
  chosen = number;
  tab(number);
  paint();
  const { log } = tabs.get(number);
  log.scrollTop = log.scrollHeight;
}

function run_typed() {
  const field = at("console-text");
  const text = field.value;
  if (!text.trim()) return;
  past.push(text);
  back = past.length;
  field.value = "";
  field.focus();
  send("run", { text, tab: String(chosen) }, "console");
}

export function console_tabs() {
  when_put("terminal", () => {
    // The section was made anew: what the tabs show stays.
    at("console-log").replaceChildren(...[...tabs.values()].map(({ log }) => log));
    tab(chosen);
    paint();
    at("handbook").addEventListener("toggle", fetch_handbook, { once: true });
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "console") return;
    event.preventDefault();
    run_typed();
  }, true);

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed?.id === "console-more") choose(Math.max(...tabs.keys()) + 1);
    else if (pressed?.id === "console-stop") send("interrupt", { tab: String(chosen) }, "console");
    else if (pressed?.id === "console-beside") {
      choose(free_tab());
      run_typed();
    } else if (pressed?.dataset.paste !== undefined) paste(pressed.dataset.paste);
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.closest?.("#console-tabs")) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const numbers = [...tabs.keys()].sort();
      if (step) choose(numbers[(numbers.indexOf(chosen) + step + numbers.length) % numbers.length]);
      return;
    }
    if (field.id !== "console-text") return;
    const recall = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      run_typed();
    } else if (event.key === "c" && event.ctrlKey && field.selectionStart === field.selectionEnd) {
      send("interrupt", { tab: String(chosen) }, "console");
    } else if (recall && !field.value.includes("\n") && back + recall >= 0 && back + recall <= past.length) {
      event.preventDefault();
      back += recall;
      field.value = past[back] ?? "";
    }
  });
}

async function fetch_handbook() {
  const inside = at("handbook").querySelector("div");
  const given = await fetch(`${location.pathname}/handbook`).catch(() => null);
  if (given?.ok) inside.innerHTML = await given.text();
  else inside.textContent = "It could not be loaded. Reload the page to try again.";
}

// Text from the guide or the list: into the field, where it can be read before it runs.
function paste(text) {
  const field = at("console-text");
  field.value = field.value.trim() ? `${field.value.trimEnd()}\n${text}` : text;
  field.rows = Math.min(12, Math.max(2, field.value.split("\n").length));
  field.focus();
  field.scrollIntoView({ block: "center" });
}
