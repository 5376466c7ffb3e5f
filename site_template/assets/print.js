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
    const said = window.qmsSay("script.printed", { day });
    if (place) place.textContent = said;
    foot.replaceSync(`@media print { @page { @bottom-center { content: "${said.replace(/["\\]/g, "")}"; } } }`);
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
