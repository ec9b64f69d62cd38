// Words for people: a template's blanks as fields, what a message is read as while it is typed, and
// the question before one goes out with a blank left in it.
import { ask } from "./link.js";

const BLANK = /\[([A-Za-z][^[\]\n]{0,80})\]/g;
const PAUSE_MS = 350; // since the last key
const waiting = new WeakMap();
let blanks = 0;

// --- templates ------------------------------------------------------------------------------------
function use(choice) {
  const form = choice.form;
  const [text, place] = [form.querySelector("textarea"), form.querySelector(".blanks")];
  const given = choice.selectedOptions[0]?.dataset.text;
  place.replaceChildren();
  if (!given) return;
  text.value = given.trim();
  text.rows = Math.min(12, text.value.split("\n").length + 1);
  for (const name of new Set([...text.value.matchAll(BLANK)].map(([, inside]) => inside))) {
    const label = Object.assign(document.createElement("label"), { textContent: name });
    const field = Object.assign(document.createElement("input"), { type: "text", maxLength: 300 });
    blanks += 1;
    field.dataset.key = `blank-${blanks}`;
    field.dataset.now = `[${name}]`;
    field.dataset.blank = `[${name}]`;
    label.append(field);
    place.append(label);
  }
  place.querySelector("input")?.focus();
}

// Each field knows what stands for it in the text, which can be edited by hand as well.
function fill(field) {
  const text = field.form.querySelector("textarea");
  const value = field.value.trim() || field.dataset.blank;
  const [before, after] = [field.dataset.now, value];
  if (before === after || !text.value.includes(before)) return;
  // All of them while it is a blank; only the first of what may be any word by now.
  text.value = before.startsWith("[") ? text.value.replaceAll(before, after) : text.value.replace(before, after);
  field.dataset.now = after;
}

// --- what it is read as ---------------------------------------------------------------------------
function read_soon(form) {
  if (!form?.dataset.read) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => read(form), PAUSE_MS));
}

function read(form) {
  const place = form.querySelector(".readas");
  const fields = Object.fromEntries(new FormData(form));
  if (fields.command === "note") {
    place.textContent = "";
    return;
  }
  ask("read", fields, ({ text }) => (place.textContent = text));
}

// --- the question ---------------------------------------------------------------------------------
export function asked(form, asks) {
  for (const button of form?.querySelectorAll?.("button.anyway") ?? []) {
    button.hidden = !button.dataset.asks.split(" ").includes(asks);
  }
}

export function compose() {
  document.addEventListener("change", (event) => {
    if (event.target.dataset.template !== undefined) use(event.target);
    read_soon(event.target.form);
  });
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (target.dataset.blank !== undefined) fill(target);
    asked(target.form, "");
    read_soon(target.form);
  });
  document.addEventListener("emptied", ({ target }) => {
    target.querySelector(".blanks")?.replaceChildren();
    const place = target.querySelector(".readas");
    if (place) place.textContent = "";
    clearTimeout(waiting.get(target));
  });
}
