// What people do on a live board: forms and buttons, and what came of it beside them.
import { asked } from "./compose.js";
import { ask } from "./link.js";
import { at, place, show_only, tell } from "./sections.js";

export function send(action, fields, where, done = () => {}) {
  tell(place(where), "waiting", "…");
  ask(action, fields, ({ ok, text, asks }) => {
    tell(place(where), ok ? "good" : "bad", text);
    asked(where ? at(where) : null, asks);
    if (ok) emptied(where ? at(where) : null);
    done(ok);
  });
}

function emptied(form) {
  if (form?.tagName === "FORM" && !form.dataset.keeps) {
    for (const field of form.querySelectorAll("textarea, input[type=text]")) field.value = "";
    // What was so once must not be said again with the next message.
    for (const choice of form.querySelectorAll("[data-resets]")) choice.value = "";
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    form.dispatchEvent(new Event("emptied", { bubbles: true }));
  }
  form?.closest("dialog")?.close();
}

function open(button) {
  const dialog = at(button.dataset.opens);
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill || "{}"))) {
    const field = dialog.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
    const shown = dialog.querySelector(`[data-shows="${name}"]`);
    if (shown) shown.textContent = value;
  }
  const note = dialog.querySelector("[role=status]");
  if (note) note.textContent = "";
  dialog.showModal();
}

export function actions() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.action || event.defaultPrevented) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    const by = event.submitter;
    if (by?.name) fields[by.name] = by.value;
    send(by?.dataset.does ?? form.dataset.action, fields, form.id);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action], button[data-opens], button[data-shuts]");
    if (!button) return;
    if (button.dataset.opens) open(button);
    else if (button.dataset.shuts) button.closest("dialog").close();
    else send(button.dataset.action, JSON.parse(button.dataset.fields || "{}"), button.dataset.where);
  });

  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-unfolds]");
    const part = link && document.querySelector(`details[data-key="${link.dataset.unfolds}"]`);
    if (part) part.open = true;
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.dataset.tick) localStorage.setItem(field.dataset.tick, field.checked ? "1" : "");
    if (field.dataset.shows) show_only(field);
    if (field.dataset.fills !== undefined) fill(field);
  });
}

// A choice that fills in the other fields of its form, such as a preset.
function fill(choice) {
  const values = JSON.parse(choice.selectedOptions[0]?.dataset.fill || "{}");
  for (const [name, value] of Object.entries(values)) {
    const field = choice.form.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  }
}
