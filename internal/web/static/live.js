"use strict";
const live = document.querySelector("[data-events]");
if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("progress", e => { live.innerHTML = e.data; });
  let silent; // the program ends the stream with itself; what breaks off otherwise comes back sooner
  events.addEventListener("open", () => { clearTimeout(silent); silent = undefined; });
  events.addEventListener("error", () => {
    silent ??= setTimeout(() => {
      live.innerHTML = '<p role="alert" class="banner">leadferry has ended, and this work with it. Start leadferry ui again: what is left can be resumed there.</p>';
      for (const form of live.parentElement.querySelectorAll("form")) form.hidden = true;
    }, 4000);
  });
  events.addEventListener("turn", () => { events.close(); location.reload(); });
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; }, 0);
  });
}
for (const input of document.querySelectorAll("input[data-most]")) {
  input.addEventListener("change", () => {
    const big = Array.from(input.files).some(file => file.size > input.dataset.most);
    input.setCustomValidity(big ? input.dataset.tooBig : "");
    input.reportValidity();
  });
}
