// Calls, pages and mails to this seat: a banner until somebody has seen it, a count in the page's
// title, and a sound for those who want one.
import { send } from "./actions.js";
import { at, tell, when_put } from "./sections.js";

const most = () => (innerWidth > 760 ? 2 : 1); // banners at once: the board stays usable below them
const store = `seen${location.pathname}`;
const seen = new Set(JSON.parse(localStorage.getItem(store) || "[]"));
const ringing = new Set(); // put aside: waits in the head
const known = new Set();
const picked = new Set(); // on the phone now: their words stay until one hangs up
const title = document.title;
let fresh = 0; // unread messages in the channels
const voted = `voted${location.pathname}`;
let answered = sessionStorage.getItem(voted); // the poll that a hand was raised in on this board
let first = true;
let audio = null;

const all = () => [...(at("calls")?.querySelectorAll(".call") ?? [])];
const talks = (call) => picked.has(call.dataset.call);
const waiting = () => all().filter((call) => !seen.has(call.dataset.call) && !call.dataset.done && !talks(call));

function paint() {
  const open = waiting();
  const shown = open.filter((call) => !ringing.has(call.dataset.call)).slice(0, most());
  for (const call of all()) {
    call.hidden = !shown.includes(call) && !talks(call);
    call.classList.toggle("picked", talks(call));
  }
  const read = all().filter((call) => call.dataset.n && (call.dataset.answered || seen.has(call.dataset.call)));
  document.dispatchEvent(new CustomEvent("read", { detail: read.map((call) => Number(call.dataset.n)) }));
  const rest = open.length - shown.length;
  const chip = at("waiting");
  if (chip) {
    chip.hidden = rest === 0;
    chip.textContent = `${rest} more waiting`;
  }
  const poll = document.querySelector("#poll [data-poll]")?.dataset.poll;
  const asks = Number(poll !== undefined && poll !== answered);
  const due = open.length + asks;
  document.title = due ? `(${due}) ${title}` : title;
  const vote = document.querySelector("nav.jump a[href='#poll']");
  if (vote) vote.dataset.count = asks || "";
  const jump = document.querySelector("nav.jump a[href='#channels']");
  if (jump) jump.dataset.count = fresh || "";
}

function take() {
  const open = waiting();
  const news = open.filter((call) => !known.has(call.dataset.call));
  for (const call of open) known.add(call.dataset.call);
  if (news.length && !first) ring();
  first = false;
  paint();
}

function see(id) {
  seen.add(id);
  localStorage.setItem(store, JSON.stringify([...seen].slice(-500)));
  paint();
}

// --- the sound ------------------------------------------------------------------------------------
const wants_sound = () => localStorage.getItem("sound") === "1";

function ring() {
  if (!wants_sound()) return;
  audio ??= new AudioContext();
  for (const start of [0, 0.3]) {
    const [tone, loud] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 880;
    loud.gain.value = 0.15;
    tone.connect(loud).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.18);
  }
}

function paint_sound() {
  const button = at("sound");
  if (!button) return;
  button.textContent = wants_sound() ? "Turn sound off" : "Turn sound on";
}

// Which hand is one's own: the buttons are the same on every board, the names say whose each is.
function paint_hands() {
  const mine = document.querySelector(".who")?.dataset.name;
  for (const button of document.querySelectorAll("#poll [data-hands]")) {
    const raised = JSON.parse(button.dataset.hands).includes(mine);
    button.setAttribute("aria-pressed", String(raised));
    button.classList.toggle("plain", !raised);
  }
}

export function calls() {
  when_put("calls", take);
  when_put("poll", () => {
    paint_hands();
    paint();
  });
  when_put("top", () => {
    paint_sound();
    paint_hands();
  });
  addEventListener("resize", paint);
  document.addEventListener("unread", ({ detail }) => {
    fresh = detail;
    paint();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const id = button?.closest(".call")?.dataset.call;
    if (button?.dataset.action === "vote") {
      answered = document.querySelector("#poll [data-poll]")?.dataset.poll ?? null;
      if (answered) sessionStorage.setItem(voted, answered);
      paint();
    }
    if (button?.id === "sound") {
      localStorage.setItem("sound", wants_sound() ? "" : "1");
      paint_sound();
      ring();
    } else if (button?.id === "waiting") {
      // The next ones: those that are on top now are put aside.
      const on_top = all().filter((call) => !call.hidden).map((call) => call.dataset.call);
      ringing.clear();
      for (const call of on_top) ringing.add(call);
      paint();
    } else if (id !== undefined && button.dataset.call === "ring") {
      ringing.add(id);
      paint();
      tell(at("told"), "quiet", "It stays under “Alerts and calls”; nothing is recorded.");
    } else if (id !== undefined && button.dataset.call === "pick") {
      picked.add(id);
      paint();
    } else if (id !== undefined && button.dataset.call === "seen") {
      picked.delete(id);
      see(id);
    } else if (id !== undefined && button.dataset.call === "answer") {
      const call = button.closest(".call");
      send("say", JSON.parse(button.dataset.fields), "told", (ok) => {
        if (ok && call.classList.contains("phone")) picked.add(id);
        if (ok) see(id);
      });
    }
  });
}
