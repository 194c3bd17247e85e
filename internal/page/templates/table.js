"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Search in this table";
  search.setAttribute("aria-label", "Search in this table");
  search.addEventListener("input", () => {
    const wanted = search.value.toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.append(search);
  table.parentElement.before(tools);
  const key = (row, i) => row.cells[i].dataset.sort ?? row.cells[i].textContent;
  Array.from(table.tHead.rows[0].cells, (head, i) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = new Intl.Collator(undefined, {numeric: true}).compare;
      const rows = Array.from(body.rows).sort((a, b) => order(key(a, i), key(b, i)));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}
