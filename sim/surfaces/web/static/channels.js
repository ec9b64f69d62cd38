// The channels: every message, by channel, with search and unread counts. Only the rows in view are
// in the page, so that thousands of messages stay fast.
import { at, when_put } from "./sections.js";
import { clock } from "./time.js";

const ALWAYS = ["slack", "pager", "phone", "email"]; // has its tab also while nothing came
const GUESS = 62; // a row's height before it was seen, px
const BEYOND = 400; // rows are made this far outside the view, px
const rows = []; // all messages, the oldest first
const by_number = new Map();
const heights = new Map();
const store = `read${location.pathname}`;
const read = JSON.parse(localStorage.getItem(store) || "{}"); // the newest message read, by channel
const apart = new Set(); // read elsewhere: answered or picked up in a banner
let chosen = null;
let listed = []; // what the list shows, the newest first
let alive = false; // a replay has nothing unread
let wide = 0;
let settling = null;

const parts = () => {
  const panel = at("channels");
  const part = (name) => panel?.querySelector(`.${name}`);
  const found = { panel, tabs: part("tabs"), list: part("feed"), search: part("search") };
  return found.list ? found : null;
};

export function take_said({ since, rows: fresh }) {
  if (since === 0) {
    rows.length = 0;
    by_number.clear();
    heights.clear();
  }
  for (const row of fresh) {
    const known = by_number.get(row.n);
    if (known) Object.assign(known, row);
    else {
      by_number.set(row.n, row);
      let place = rows.length;
      while (place > 0 && rows[place - 1].n > row.n) place -= 1;
      rows.splice(place, 0, row);
    }
    heights.delete(row.n);
  }
  paint();
}

const unread = (name) =>
  alive ? rows.filter((row) => row.channel === name && !row.mine && row.n > (read[name] ?? -1) && !apart.has(row.n)).length : 0;

// --- tabs -----------------------------------------------------------------------------------------
const all_names = (panel) => JSON.parse(panel.querySelector("[data-names]").dataset.names);

function channel_names(panel) {
  const used = new Set(rows.map((row) => row.channel));
  return all_names(panel).filter(([name]) => used.has(name) || ALWAYS.includes(name));
}

function paint_tabs({ panel, tabs, list }) {
  const names = channel_names(panel);
  chosen ??= tabs.dataset.team;
  if (!names.some(([name]) => name === chosen)) chosen = tabs.dataset.team;
  const had = tabs.contains(document.activeElement);
  const shown = names.map(([name, title]) => {
    const tab = document.createElement("button");
    const [all, fresh] = [rows.filter((row) => row.channel === name).length, unread(name)];
    Object.assign(tab, { type: "button", id: `tab-${name}`, textContent: `${title} ` });
    tab.dataset.channel = name;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(name === chosen));
    tab.setAttribute("aria-controls", "feed");
    tab.tabIndex = name === chosen ? 0 : -1;
    const count = document.createElement("span");
    count.className = fresh ? "unread" : "quiet";
    count.textContent = fresh ? `${fresh} new` : String(all);
    tab.append(count);
    return tab;
  });
  tabs.replaceChildren(...shown);
  list.setAttribute("aria-labelledby", `tab-${chosen}`);
  if (had) at(`tab-${chosen}`)?.focus();
  const total = names.reduce((sum, [name]) => sum + unread(name), 0);
  document.dispatchEvent(new CustomEvent("unread", { detail: total }));
}

// --- the list -------------------------------------------------------------------------------------
const found_in = (row, words) =>
  words.every((word) => `${row.sender} ${row.to} ${row.text}`.toLowerCase().includes(word));

function paint() {
  const found = parts();
  if (!found) return;
  const { panel, list, search } = found;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const [top, before] = [list.scrollTop, listed[0]?.n];
  mark_read(found);
  paint_tabs(found);
  const belongs = words.length ? (row) => found_in(row, words) : (row) => row.channel === chosen;
  listed = rows.filter(belongs).reverse();
  panel.querySelector(".found").textContent = words.length ? `${listed.length} found in all channels` : "";
  // Whoever has scrolled down is reading: what is new comes in above, and nothing moves.
  if (top > 8 && before !== undefined) {
    const added = listed.findIndex((row) => row.n === before);
    if (added > 0) list.scrollTop = top + height(0, added);
  }
  paint_rows(found);
}

const height = (from, to) => {
  let sum = 0;
  for (let place = from; place < to; place += 1) sum += heights.get(listed[place].n) ?? GUESS;
  return sum;
};

function paint_rows({ list, search }) {
  const searching = search.value.trim() !== "";
  if (list.clientWidth !== wide) {
    wide = list.clientWidth;
    heights.clear();
  }
  const inner = list.firstElementChild;
  let [first, above] = [0, 0];
  const [from, to] = [list.scrollTop - BEYOND, list.scrollTop + list.clientHeight + BEYOND];
  while (first < listed.length && above + (heights.get(listed[first].n) ?? GUESS) < from) {
    above += heights.get(listed[first].n) ?? GUESS;
    first += 1;
  }
  let [last, reach] = [first, above];
  while (last < listed.length && reach < to) {
    reach += heights.get(listed[last].n) ?? GUESS;
    last += 1;
  }
  const made = listed.slice(first, last).map((row, place) => entry(row, first + place, searching));
  if (listed.length) inner.setAttribute("role", "feed");
  else inner.removeAttribute("role");
  inner.replaceChildren(...made);
  inner.style.paddingTop = `${above}px`;
  inner.style.paddingBottom = `${height(last, listed.length)}px`;
  if (!listed.length) inner.textContent = searching ? "Nothing matches." : "No messages yet.";
  made.forEach((part, place) => heights.set(listed[first + place].n, part.offsetHeight));
}

function entry(row, place, searching) {
  const part = document.createElement("div");
  part.className = row.late ? "entry late" : "entry";
  part.setAttribute("role", "article");
  part.setAttribute("aria-posinset", place + 1);
  part.setAttribute("aria-setsize", listed.length);
  const piece = (name, text, look) => {
    if (text) part.lastChild.append(Object.assign(document.createElement(name), { textContent: text, className: look }), " ");
  };
  part.append(Object.assign(document.createElement("div"), { className: "head" }));
  piece("span", clock(row.at).slice(0, 5), "mark");
  piece("span", row.to ? `${row.sender} → ${row.to}` : row.sender, "");
  if (searching) piece("span", Object.fromEntries(all_names(at("channels")))[row.channel], "chip");
  piece("span", row.chip, "chip");
  piece("span", row.late ? "not delivered" : "", "chip bad");
  part.append(Object.assign(document.createElement("div"), { className: "said", textContent: row.text }));
  return part;
}

// What is on the screen has been read: the chosen channel's top, while somebody looks at it.
function mark_read({ panel, list, search }) {
  if (!alive || document.visibilityState !== "visible" || search.value || list.scrollTop > 8) return;
  const area = list.getBoundingClientRect();
  if (panel.hidden || area.bottom < 0 || area.top > innerHeight) return;
  const newest = rows.findLast((row) => row.channel === chosen)?.n ?? -1;
  if (newest <= (read[chosen] ?? -1)) return;
  read[chosen] = newest;
  localStorage.setItem(store, JSON.stringify(read));
}

function choose(name) {
  chosen = name;
  const found = parts();
  found.list.scrollTop = 0;
  paint();
}

export function channels(live) {
  alive = live;
  when_put("channels", () => {
    const { tabs, list, search } = parts();
    chosen ??= tabs.dataset.team;
    list.addEventListener("scroll", () => {
      paint_rows(parts());
      if (list.scrollTop <= 8) paint();
    });
    search.addEventListener("input", () => {
      list.scrollTop = 0;
      paint();
    });
    tabs.addEventListener("click", (event) => {
      const tab = event.target.closest("[data-channel]");
      if (tab) choose(tab.dataset.channel);
    });
    tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const names = [...tabs.children].map((tab) => tab.dataset.channel);
      choose(names[(names.indexOf(chosen) + step + names.length) % names.length]);
      at(`tab-${chosen}`).focus();
    });
    paint();
  });
  addEventListener("resize", paint);
  document.addEventListener("visibilitychange", paint);
  document.addEventListener("read", ({ detail }) => {
    const fresh = detail.filter((number) => !apart.has(number));
    for (const number of fresh) apart.add(number);
    if (fresh.length) paint();
  });
  // What has been scrolled to has been read.
  document.addEventListener("scroll", () => {
    clearTimeout(settling);
    settling = setTimeout(paint, 300);
  });
}
