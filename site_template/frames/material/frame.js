// Material's frame: headings link to themselves, and on small screens the menu is opened and closed by a button, left with
// Escape, and nothing behind it can be reached while it is open.
(() => {
  "use strict";
  // The buttons of a block of code are no part of the page's navigation.
  const content = document.querySelector(".md-content");
  const grouped = () => { for (const each of content.querySelectorAll("nav.md-code__nav:not([role])")) each.setAttribute("role", "presentation"); };
  new MutationObserver(grouped).observe(content, { childList: true, subtree: true });
  grouped();

  const headings = document.querySelector("meta[data-permalinks]") ? content.querySelectorAll(".qms-text :is(h2, h3, h4, h5, h6)[id]") : [];
  for (const heading of headings) {
    const link = Object.assign(document.createElement("a"), { className: "headerlink", href: `#${heading.id}`, textContent: "¶" });
    link.title = link.ariaLabel = window.qmsSay("script.permalink");
    heading.append(" ", link);
  }

  const drawer = document.getElementById("__drawer");
  const button = document.querySelector(".qms-menu");
  const menu = document.querySelector(".md-sidebar--primary");
  const behind = document.querySelectorAll(".md-header, .md-tabs, .md-content, .md-sidebar--secondary, .md-footer, .qms-banner, .md-skip");
  const small = matchMedia("not all and (min-width: 76.25em)");
  const settle = () => {
    const open = small.matches && drawer.checked;
    button.setAttribute("aria-expanded", String(open));
    menu.inert = small.matches && !open;
    for (const part of behind) part.inert = open;
  };
  const turn = (open) => {
    drawer.checked = open;
    drawer.dispatchEvent(new Event("change", { bubbles: true }));
    (open ? menu.querySelector("a") : button).focus();
  };
  button.addEventListener("click", () => turn(!drawer.checked));
  drawer.addEventListener("change", settle);
  small.addEventListener("change", settle);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && small.matches && drawer.checked) turn(false);
  });
  settle();
})();
