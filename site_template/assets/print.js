// The day of printing, on the sheet and at the foot of every page of it.
(() => {
  "use strict";
  const place = document.getElementById("__qms-printed");
  const foot = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, foot];
  const stamp = () => {
    const language = document.documentElement.lang;
    const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" }).format(new Date());
    if (place) place.textContent = day;
    foot.replaceSync(`@media print { @page { @bottom-center { content: "Printed on ${day.replace(/["\\]/g, "")}"; } } }`);
  };
  stamp();
  addEventListener("beforeprint", stamp);
})();
