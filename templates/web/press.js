// Presses the button for the browser in which somebody asked to subscribe: they have asked already.
// A page that is only fetched ahead waits until it is looked at. Without this file the button is
// there to be pressed.
"use strict";
for (const form of document.querySelectorAll("form[data-press-once]")) {
  const press = () => form.requestSubmit();
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", press, { once: true });
  } else {
    press();
  }
}
