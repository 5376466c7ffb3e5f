// The day of printing, on the sheet and at the foot of every page of it; signatures in full.
(() => {
  "use strict";
  const place = document.getElementById("__qms-printed");
  const folded = document.querySelectorAll(".qms-stamp details:not([open])");
  const foot = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, foot];
  const stamp = () => {
    const language = document.documentElement.lang;
    const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" }).format(new Date());
    if (place) place.textContent = window.qmsSay("script.printed", { day });
    const said = window.qmsSay("script.foot", { day, page: "\u0001", pages: "\u0002" }).replace(/["\\]/g, "");
    const counted = said.replace("\u0001", '" counter(page) "').replace("\u0002", '" counter(pages) "');
    foot.replaceSync(`@media print { @page { @bottom-right { content: "${counted}"; } } }`);
  };
  stamp();
  addEventListener("beforeprint", () => {
    stamp();
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
})();
