// A live board's connection: it comes back by itself, and delivers each action once.
import { at } from "./sections.js";

const SILENT_MS = 45000; // the server sends the time every 20 s
const MOST_WAIT_MS = 4000;
const TOO_LONG = 1009; // a WebSocket's code for it
const origin = Math.random().toString(36).slice(2);
const pending = new Map(); // what was done and not answered yet, by its number
const takers = []; // who is given each message
let socket = null;
let process = null; // the server's, once it has said so on this connection
let heard = 0;
let failures = 0;
let number = 0;

export const when_told = (taker) => takers.push(taker);

function connect() {
  const mine = new WebSocket(`${location.href.replace(/^http/, "ws").replace(/[?#].*/, "")}/live`);
  socket?.close(); // given up: the lines below look whether a connection is still the one
  socket = mine;
  process = null;
  heard = performance.now();
  mine.onmessage = ({ data }) => {
    if (mine !== socket) return;
    heard = performance.now();
    take(JSON.parse(data));
  };
  mine.onclose = ({ code }) => {
    if (mine !== socket) return;
    at("lost").hidden = false;
    if (code === TOO_LONG) {
      for (const id of [...pending.keys()]) answer({ id, ok: false, text: "that is too long" });
    }
    // It closed before its first message: perhaps this person has no seat here any more.
    if (process === null) refused();
    process = null;
    failures += 1;
    setTimeout(() => mine === socket && connect(), Math.min(MOST_WAIT_MS, 100 * 2 ** failures));
  };
}

// A page that may not be seen any more says so, and how to take a seat.
async function refused() {
  const page = await fetch(location.pathname, { method: "HEAD" }).catch(() => null);
  if (page && page.status >= 400) location.reload();
}

function take(message) {
  if (message.process) {
    process = message.process;
    failures = 0;
    at("lost").hidden = true;
  }
  for (const taker of takers) taker(message);
  if (message.answer) answer(message.answer);
  if (message.process) for (const one of [...pending.values()]) deliver(one);
}

// Once on each connection until it is answered; the server does it once.
function deliver(one) {
  if (process === null || socket.readyState !== WebSocket.OPEN) return;
  if (one.process !== null && one.process !== process) {
    const text = "the session was interrupted meanwhile: check whether this was done";
    answer({ id: one.asked.id, ok: false, text });
    return;
  }
  one.process = process;
  socket.send(JSON.stringify(one.asked));
}

function answer({ id, ok, text, asks = "" }) {
  const one = pending.get(id);
  if (!one) return; // another window's
  pending.delete(id);
  one.answered({ ok, text, asks });
}

// Ask the server for something; `answered` is given what came of it, once.
export function ask(action, fields, answered) {
  number += 1;
  const one = { asked: { id: `${origin}-${number}`, action, fields }, answered, process: null };
  pending.set(one.asked.id, one);
  deliver(one);
}

export function live() {
  connect();
  // A line that breaks without a word, as when a
  // laptop sleeps, may never be closed by the browser.
  setInterval(() => performance.now() - heard > SILENT_MS && connect(), 1000);
  addEventListener("online", connect);
}
