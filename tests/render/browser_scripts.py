"""What the browser is asked about a page; each script returns plain values."""

from typing import Final

# For every element with words of its own: the contrast of its colour with what lies behind it
# (WCAG 2.2, success criterion 1.4.3).
CONTRASTS: Final = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
    if (!own || !node.offsetParent || getComputedStyle(node).display === "none") continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    found.push([ratio, node.tagName + "." + node.className]);
  }
  return found;
}"""

# The boxes of words as they are painted: [words, left, top, right, bottom] in page pixels.
WORDS: Final = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent.offsetParent || parent.closest(".skip")) continue;
    const range = document.createRange();
    for (const word of node.textContent.matchAll(/\\S+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      for (const { left, top, right, bottom } of range.getClientRects()) {
        found.push([word[0], left, top + scrollY, right, bottom + scrollY]);
      }
    }
  }
  return found;
}"""

# Neighbours in the flow whose boxes share more than a pixel both ways.
OVERLAPS: Final = """() => {
  const found = [], flat = new Set(["block", "table", "list-item", "table-cell", "inline-block"]);
  const box = node => node.getBoundingClientRect();
  for (const parent of document.querySelectorAll("body, body *")) {
    const children = [...parent.children].filter(node =>
      flat.has(getComputedStyle(node).display) && node.offsetParent && node.textContent.trim()
      && getComputedStyle(node).position === "static");
    for (let i = 1; i < children.length; i++) {
      const one = box(children[i - 1]), two = box(children[i]);
      const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (wide > 1 && high > 1) found.push(children[i].outerHTML.slice(0, 80));
    }
  }
  return found;
}"""

# What is pressed for its own sake, not as a word among others, and is not high enough for a thumb.
SMALL_TARGETS: Final = """() => {
  const pressed = ".tap, .press, .contents a, .choice, .play a, .onward a, button, summary";
  const all = [...document.querySelectorAll(pressed)];
  return [all.length, all.filter(node => {
    const box = node.getBoundingClientRect();
    return box.height < 43.9 || box.width < 43.9;
  }).map(node => node.outerHTML.slice(0, 80))];
}"""

# How many characters stand on each line of the paragraphs that have several, last lines aside.
LINES: Final = """() => {
  const found = [];
  for (const node of document.querySelectorAll(".article > p, .article p")) {
    if (!node.firstChild || node.childNodes.length !== 1) continue;
    const text = node.firstChild, lines = [], range = document.createRange();
    let top = null;
    for (let i = 0; i < text.length; i++) {
      range.setStart(text, i);
      range.setEnd(text, i + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (top === null || box.top > top + 4) { lines.push(0); top = box.top; }
      lines[lines.length - 1] += 1;
    }
    if (lines.length > 3) found.push(...lines.slice(0, -1));
  }
  return found;
}"""
