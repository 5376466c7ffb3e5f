// Lets a reader choose two revisions and leads to the page that compares them; without it, plain links do the same.
"use strict";

document.querySelectorAll(".qms-choose").forEach((form) => {
  const said = form.querySelector("[role=status]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [old, later] = [Number(form.elements.old.value), Number(form.elements.new.value)].sort((a, b) => a - b);
    const page = form.querySelector(`[data-pair="${old}-${later}"]`);
    if (page) {
      location.href = page.href;
      return;
    }
    said.textContent = old === later ? form.dataset.same : form.dataset.none.replace("1 2", `${old} ${later}`);
  });
});
