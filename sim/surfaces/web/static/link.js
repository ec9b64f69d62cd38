// A live board's connection: it comes back by itself, and delivers each action once.
import { at } from "./sections.js";

const SILENT_MS = 45000; // the server sends the time every 20 s
const MOST_WAIT_MS = 4000;
const NOT_OPEN = 503; // a lobby whose session is not open: it may be resumed
const GONE = 410; // a lobby whose session was closed for good
const TOO_LONG = 1009; // a WebSocket's code for it
const CLOSED = 4000; // the facilitator has closed the session: there is nothing to come back to
const STOPPED = 1012; // a WebSocket's code for a server that is going down
const COMES_BACK = "This board reconnects on its own and then sends what you do in the meantime.";
const WHY = {
  lost: `The connection is lost. ${COMES_BACK}`,
  offline: `This device is offline. ${COMES_BACK}`,
  stopped: `The server was stopped. If the session is resumed, ${COMES_BACK.replace("This", "this")}`,
  silent: `The server is not responding: the session has ended, the server was stopped, or the network is down. ${COMES_BACK}`,
  unopened: `The session is not open: it was interrupted. ${COMES_BACK}`,
};
const origin = Math.random().toString(36).slice(2);
const pending = new Map(); // what was done and not answered yet, by its number
const takers = []; // who is given each message
let socket = null;
let process = null; // the server's, once it has said so on this connection
let heard = 0;
let failures = 0;
let number = 0;
let closed = false;

export const when_told = (taker) => takers.push(taker);

function connect() {
  if (closed) return;
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
    if (process !== null) lost(code === STOPPED ? "stopped" : "lost");
    if (code === TOO_LONG) refuse_pending("that is too long");
    if (code === CLOSED) {
      ended();
      return;
    }
    // It closed before its first message: perhaps this person has no seat here any more.
    if (process === null) refused();
    process = null;
    failures += 1;
    setTimeout(() => mine === socket && !closed && connect(), Math.min(MOST_WAIT_MS, 100 * 2 ** failures));
  };
}

// Why there is no connection, as far as it is known. The page is written to only when it changes:
// it is an alert, and would be read out again with each try.
function lost(why) {
  const note = at("lost");
  if (note.textContent !== WHY[why]) note.textContent = WHY[why];
  note.hidden = false;
}

function ended() {
  closed = true;
  at("lost").className = "closed";
  at("lost").textContent = "The session has ended. What was written down is in its report.";
  at("lost").hidden = false;
  refuse_pending("the session has ended");
}

function refuse_pending(text) {
  for (const id of [...pending.keys()]) answer({ id, ok: false, text });
}

// What the server says instead: nothing, that the session is over or not open, or that this person
// has no seat, whose page says how to take one.
async function refused() {
  const page = await fetch(location.pathname, { method: "HEAD" }).catch(() => null);
  if (process !== null || closed) return;
  if (!page) lost(navigator.onLine ? "silent" : "offline");
  else if (page.status === GONE) ended();
  else if (page.status === NOT_OPEN) lost("unopened");
  else if (page.status >= 400) location.reload();
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
  if (closed) refuse_pending("the session has ended");
  else deliver(one);
}

export function live() {
  connect();
  // A line that breaks without a word, as when a
  // laptop sleeps, may never be closed by the browser.
  setInterval(() => performance.now() - heard > SILENT_MS && connect(), 1000);
  addEventListener("online", connect);
}
