// A board in the browser. A live board is given moments by its WebSocket; a replay asks for them.
import { actions } from "./actions.js";
import { calls } from "./calls.js";
import { channels, take_said } from "./channels.js";
import { chart } from "./chart.js";
import { compose } from "./compose.js";
import { console_tabs, take_console } from "./console.js";
import { live, when_told } from "./link.js";
import { replay } from "./replay.js";
import { at, show } from "./sections.js";

// What is scrolled to must not end up under the head, which may be of any height.
const head = document.querySelector(".masthead");
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--head", `${head.offsetHeight}px`);
}).observe(head);

chart();
channels(!at("record"));
if (at("record")) replay();
else {
  actions();
  calls();
  compose();
  console_tabs();
  when_told((message) => {
    show(message);
    if (message.said) take_said(message.said);
    if (message.console) take_console(message.console);
  });
  live();
}
