// The sections of a board: HTML from the server, put where it belongs. Keyboard, scroll, open parts,
// half-typed text and what a control has just been answered stay where they were.
import { set_time, tick } from "./time.js";

export const at = (id) => document.getElementById(id);

const has = new WeakMap(); // the HTML that each section was given
const after = new Map(); // what else is done when a section has new content, by its id

export const when_put = (id, what) => after.set(id, what);

export function show({ sections = {}, time: given, whole }) {
  if (given) {
    // The hot wash opens at the top of every board, wherever it was.
    const before = document.body.dataset.state;
    if (given.state === "over" && before && before !== "over") scrollTo(0, 0);
    set_time(given);
  }
  if (whole) {
    for (const panel of document.querySelectorAll("#board section.panel[id]")) {
      if (!(panel.id in sections)) panel.hidden = true;
    }
  }
  for (const [id, html] of Object.entries(sections)) {
    const section = at(id);
    if (!section) continue;
    section.hidden = false;
    // The same again, after a reconnect: whatever is being typed there stays.
    if (has.get(section) !== html) put(section, html);
    has.set(section, html);
  }
  tick();
}

// What a control is called on its board, so that it is known again in new content.
function key(control) {
  const { form, name, tagName, parentElement } = control;
  if (tagName === "SUMMARY") return parentElement.dataset.key;
  const place = form?.dataset.key ?? form?.id; // a form may be another one under the same id
  return control.dataset.key ?? (place && name ? `${place}/${name}` : undefined);
}

function put(section, html) {
  const parts = (selector) => [...section.querySelectorAll(selector)];
  const fields = () => parts("input:not([type=hidden]), textarea, select");
  const focused = section.contains(document.activeElement) ? key(document.activeElement) : undefined;
  const scrolled = parts("[data-scroll]").map((part) => [part.dataset.scroll, part.scrollTop]);
  const open = parts("details[open]").map((part) => part.dataset.key);
  const shut = parts("details:not([open])").map((part) => part.dataset.key);
  const typed = new Map(fields().map((field) => [key(field), field.value]));
  const ticked = new Set(fields().filter((field) => field.checked).map(key));
  const name = ({ form, value }) => `${form?.dataset.key ?? form?.id}/${value}`;
  const asking = parts("button.anyway:not([hidden])").map(name); // a question that waits for its answer
  section.innerHTML = html;
  for (const button of parts("button.anyway")) button.hidden = !asking.includes(name(button));
  for (const [name, top] of scrolled) {
    const part = section.querySelector(`[data-scroll="${name}"]`);
    if (part) part.scrollTop = top;
  }
  for (const part of parts("details[data-key]")) {
    if (shut.includes(part.dataset.key)) part.open = false;
    part.open ||= open.includes(part.dataset.key);
  }
  for (const field of fields()) {
    const value = key(field) === undefined ? undefined : typed.get(key(field));
    const fits = !field.options || [...field.options].some((option) => option.value === value);
    if (value !== undefined && fits) field.value = value;
    if (ticked.has(key(field))) field.checked = true;
    if (field.dataset.shows) show_only(field);
    if (field.dataset.tick) field.checked = Boolean(localStorage.getItem(field.dataset.tick));
  }
  for (const note of parts("[role=status]")) {
    const kept = told.get(called(note));
    if (kept && performance.now() - kept.since < lasts(kept)) write(note, kept);
  }
  parts(".scroll").forEach(mark_cut);
  after.get(section.id)?.(section);
  if (focused === undefined) return;
  parts("button, input, textarea, select, summary, a, [tabindex]")
    .find((control) => key(control) === focused)
    ?.focus();
}

// Whether there is more below what a list shows.
function mark_cut(list) {
  list.classList.toggle("more", list.scrollHeight - list.clientHeight - list.scrollTop > 4);
}
document.addEventListener("scroll", ({ target }) => target.classList?.contains("scroll") && mark_cut(target), true);

// The fields of a form that belong to what is chosen in it.
export function show_only(choice) {
  for (const part of choice.form.querySelectorAll("[data-only]")) {
    part.hidden = !part.dataset.only.split(" ").includes(choice.value);
    // A form sends hidden fields, but no disabled ones.
    for (const inner of part.querySelectorAll("select, input, textarea")) inner.disabled = part.hidden;
  }
}

// --- what came of an action, told where it was asked for ------------------------------------------
const TOLD_MS = 20000; // what went wrong, or takes a while to read
const DONE_MS = 8000; // “pace set”: old news beside a control would be taken for its state
const lasts = ({ look, text }) => (look === "bad" || text.length > 40 ? TOLD_MS : DONE_MS);
const told = new Map(); // by what `called` calls the place; new content of a section keeps it

const called = (note) => note.id || note.closest("form")?.id || "";

function write(note, { look, text }) {
  note.className = look;
  note.textContent = text;
}

// The place for it: beside the button or in the form; in the head where that has gone meanwhile.
export function place(where) {
  const part = where ? at(where) : null;
  if (part?.getAttribute("role") === "status") return part;
  return part?.querySelector("[role=status]") ?? at("told");
}

// The place may be another one by now, in new content under the same name.
function gone(note, name, what) {
  if (name && told.get(name) !== what) return;
  const form = document.getElementById(name);
  const now = name ? (form?.getAttribute("role") === "status" ? form : form?.querySelector("[role=status]")) : note;
  if (now?.textContent === what.text) write(now, { look: "", text: "" });
}

export function tell(note, look, text) {
  if (!note) return;
  const what = { look, text, since: performance.now() };
  const name = called(note);
  if (name) told.set(name, what);
  write(note, what);
  if (look === "waiting" || (look === "bad" && note.id !== "told")) return;
  setTimeout(() => gone(note, name, what), lasts(what));
}
