"use strict";
const live = document.querySelector("[data-events]");
if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("progress", e => { live.innerHTML = e.data; });
  events.addEventListener("turn", () => { events.close(); location.reload(); });
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; }, 0);
  });
}
