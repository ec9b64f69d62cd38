// The chart's lines hold their figures as points: what is under the pointer is read off them.
import { clock } from "./time.js";

export function chart() {
  document.addEventListener("pointermove", (event) => {
    const plot = event.target.closest?.(".plot");
    for (const reading of document.querySelectorAll(".plot .reading")) {
      reading.hidden = reading.parentElement !== plot;
    }
    if (!plot) return;
    const line = (name) => plot.querySelector(`.${name} polyline`).points;
    const [failing, slow] = [line("failing"), line("slow")];
    const area = plot.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
    const index = Math.round(part * (failing.numberOfItems - 1));
    const { x, y } = failing.getItem(index);
    const moment = clock(Number(plot.dataset.first) + x * 1000).slice(0, 5);
    plot.querySelector(".reading").textContent =
      `${moment}: ${Number(y.toFixed(1))}% failing, ${slow.getItem(index).y} ms`;
  });
}
