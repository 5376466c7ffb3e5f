// The two things a page can only know while it is read: whether this copy is old, and what the reader looks for.
// Without scripts everything else stays readable.
(() => {
  const footer = document.querySelector(".qms-footer");
  const stale = document.getElementById("__qms-stale");
  if (footer?.dataset.expires && stale && new Date().toISOString().slice(0, 10) > footer.dataset.expires) {
    stale.firstElementChild.textContent =
      `This copy was made on ${footer.dataset.made} and may be out of date. Check the manual before you work by it.`;
    stale.hidden = false;
  }

  const filter = document.getElementById("__qms-filter");
  const table = document.querySelector(".qms-register");
  if (!filter || !table) return;
  const rows = [...table.tBodies[0].rows];
  filter.closest("[hidden]").hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });

  const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => key(a, column).localeCompare(key(b, column), "en", { numeric: true }) * (down ? -1 : 1));
      table.tBodies[0].append(...rows);
    });
  });
})();
