// What a page can only know while it is read: whether this copy is old, what is overdue, and what the reader looks for.
// Without scripts everything else stays readable.
(() => {
  "use strict";
  const { lang: language } = document.documentElement;
  const order = new Intl.Collator(language, { numeric: true }).compare;
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

  const { day, expires, said } = window.qmsWords.made;
  const made = document.querySelector(".qms-made");
  if (made) made.textContent = said;
  const stale = document.getElementById("__qms-stale");
  if (expires && stale && today > expires) {
    stale.firstElementChild.textContent = qmsSay("script.stale", { day });
    stale.hidden = false;
  }
  for (const place of document.querySelectorAll("[data-review-by]")) {
    const mark = place.querySelector(".qms-chip--overdue");
    if (mark && place.dataset.reviewBy && today > place.dataset.reviewBy) mark.hidden = false;
  }

  // The menu shows the page that is open in it, by its style sheet where browsers know how.
  const open = document.querySelector(".qms-nav [aria-current]");
  if (open && !CSS.supports("scroll-initial-target: nearest")) {
    const menu = open.closest(".qms-nav");
    menu.scrollTop = open.getBoundingClientRect().top - menu.getBoundingClientRect().top - menu.clientHeight / 3;
  }

  // A table that does not scroll is no stop for the keyboard.
  for (const box of document.querySelectorAll(".qms-scroll")) {
    const settle = () => (box.scrollWidth > box.clientWidth ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex"));
    settle();
    addEventListener("resize", settle);
  }

  const field = document.getElementById("__qms-search");
  if (field) {
    const load = () => {
      if (document.getElementById("__search-script")) return;
      const script = document.createElement("script");
      script.id = "__search-script";
      script.src = `${document.querySelector("[data-root]").dataset.root}/assets/search.js`;
      document.head.append(script);
    };
    field.addEventListener("focus", load);
    field.form.addEventListener("submit", (event) => event.preventDefault());
    if (document.activeElement === field) load();
  }

  // What style sheets show open where there is room is open for whoever listens too, and no stop for the keyboard.
  const opened = (selector, width) => {
    const fold = document.querySelector(selector);
    if (!fold) return;
    const room = matchMedia(`(min-width: ${width})`);
    const settle = () => {
      fold.open = room.matches;
      fold.querySelector("summary").tabIndex = room.matches ? -1 : 0;
    };
    settle();
    room.addEventListener("change", settle);
  };
  opened(".qms-stamp > .qms-fold", "48em");
  opened(".qms-contents > .qms-fold", "68em");

  // A link to something folded away unfolds it.
  const unfold = () => {
    const target = document.querySelector(":target");
    const folded = target && target.closest("details");
    if (folded && !folded.open) {
      folded.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  addEventListener("load", unfold);

  const since = document.querySelector(".qms-since");
  if (since) {
    const day = since.querySelector("input");
    const selects = [...since.querySelectorAll("select")];
    const items = [...document.querySelectorAll(".qms-events > [data-day]")];
    offered(selects, items);
    const apply = () => {
      let shown = 0;
      for (const item of items) {
        item.hidden = day.value > item.dataset.day || !chosen(selects, item);
        shown += item.hidden ? 0 : 1;
      }
      since.querySelector("[role=status]").textContent = qmsCount("script.changes", shown);
    };
    since.addEventListener("input", apply);
    since.addEventListener("submit", (event) => event.preventDefault());
    since.addEventListener("reset", () => setTimeout(apply));
  }
  for (const cell of document.querySelectorAll("[data-until]")) {
    if (today > cell.dataset.until && !cell.querySelector("strong")) {
      const mark = document.createElement("strong");
      mark.textContent = ` (${qmsSay("script.ended")})`;
      cell.append(mark);
    }
  }

  for (const table of document.querySelectorAll(".qms-sortable")) sortable(table);
  const register = document.querySelector(".qms-register");
  const filter = document.querySelector(".qms-filter");
  if (register && filter) filtered(register, filter);

  function sortable(table) {
    const key = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
        keyed.sort(([a], [b]) => order(a, b) * (down ? -1 : 1));
        table.tBodies[0].append(...keyed.map(([, row]) => row));
        table.dispatchEvent(new Event("sorted"));
      });
    });
  }

  function values(row, name) {
    return (row.dataset[name] ?? "").split("|").filter(Boolean);
  }

  function offered(selects, rows) {
    for (const select of selects) {
      const found = new Set(rows.flatMap((row) => values(row, select.name)));
      const sorted = [...found].sort(order);
      select.append(...sorted.map((value) => new Option(value, value)));
    }
  }

  function chosen(selects, row) {
    return selects.every((select) => !select.value || values(row, select.name).includes(select.value));
  }

  // Rows tell what they are in data-type, data-owner, data-status and data-clauses (split at "|").
  function filtered(table, form) {
    const rows = [...table.tBodies[0].rows];
    const words = form.querySelector("input");
    const selects = [...form.querySelectorAll("select")];
    const said = form.querySelector("[role=status]");
    offered(selects, rows);
    let texts = null; // read once, when the first word is looked for
    let most = 500; // rows that are laid out; paper shows all
    const more = document.createElement("button");
    more.type = "button";
    more.className = "qms-more";
    (table.closest(".qms-scroll") ?? table).after(more);
    const apply = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      texts ??= wanted.length ? new Map(rows.map((row) => [row, row.textContent.toLowerCase()])) : null;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !(wanted.every((word) => texts.get(row).includes(word)) && chosen(selects, row));
        shown += row.hidden ? 0 : 1;
        row.toggleAttribute("data-later", shown > most);
      }
      more.hidden = shown <= most;
      if (!more.hidden) more.textContent = qmsCount("script.more", shown - most);
      said.textContent = qmsCount("script.shown", rows.length, { shown });
    };
    more.addEventListener("click", () => {
      most = Infinity;
      apply();
    });
    table.addEventListener("sorted", apply);
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    apply();
  }
})();
