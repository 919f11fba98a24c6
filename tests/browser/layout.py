"""What must hold of every state of the page at every width: nothing overlaps, nothing is cut, nothing sticks out."""

# Gives back a list of sentences, empty when all is well. What may be shortened with an ellipsis is named here and nowhere else:
# the first words of a conversation in the list, and a "number" there that is longer than any number.
PROBLEMS = r"""
(() => {
    const found = [];
    const say = (what, e) => { if (found.length < 20) found.push(`${what}: <${e.tagName.toLowerCase()} ${e.className || e.id}> ${(e.textContent || "").trim().slice(0, 40)}`); };
    const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
    const shortened = e => e.matches(".preview") || (e.matches(".number") && [...e.textContent].length > 20);

    const root = document.documentElement;
    // Not innerWidth: a phone's browser shows a page that is too wide smaller.
    const width = root.clientWidth;
    if (root.scrollWidth > width || innerWidth > width) say(`wider than the window, ${root.scrollWidth} of ${width}`, root);
    if (root.scrollHeight > innerHeight) say(`higher than the window, ${root.scrollHeight} of ${innerHeight}`, root);

    const open = document.querySelector("dialog[open]");
    const scope = open || document.body;
    for (const e of scope.querySelectorAll("*")) {
        if (!seen(e) || e.closest("svg") || e.closest("option") || e.closest("select")) continue;
        const style = getComputedStyle(e);
        if (style.display === "inline") continue;
        const clipsX = style.overflowX !== "visible";
        if (e.scrollWidth > e.clientWidth + 1 && (clipsX || e.matches(".bubble, .phone, .tool, .act, .main, .plain")) && !shortened(e) && !e.matches("input")) say(`cut, ${e.scrollWidth} of ${e.clientWidth}`, e);
        if (style.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1 && !shortened(e) && e !== document.body) say(`cut below, ${e.scrollHeight} of ${e.clientHeight}`, e);
    }

    // Every piece of text lies in its bubble, button or panel, and in the window's width.
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.data.trim() || !seen(parent) || shortened(parent) || parent.closest("option, svg, script, noscript, .aside")) continue;
        const box = (parent.closest("button, .bubble, .day span, .notice, .toast, dialog, .bar, .phones, .welcome, .who") || document.body).getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
            if (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.left < -1 || rect.right > width + 1) { say("text sticks out", parent); break; }
            if (parent.closest(".bubble, button") && (rect.top < box.top - 2 || rect.bottom > box.bottom + 2)) { say("text sticks out above or below", parent); break; }
        }
    }

    for (const toast of document.querySelectorAll(".toast")) {
        const first = toast.getBoundingClientRect();
        for (const e of document.querySelectorAll(".brand, .live, .tool, .search, .who, .sum, .reply, .reply *")) {
            const second = e.getBoundingClientRect();
            if (seen(e) && Math.min(first.right, second.right) - Math.max(first.left, second.left) > 1 && Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top) > 1) say("under a message of the page", e);
        }
    }

    // Neighbours keep off each other.
    const groups = open ? "dialog form, dialog .fields, dialog .grid, dialog .buttons, dialog .row, dialog .choice, dialog .faults, dialog .faults li"
        : ".bar, .brand, .tools, .tool, .phones, .list, .phone, .messages, .bubble, .facts, .fate, .acts, .about, .about dl, .who, .open, .reply, .welcome, .spoken, .digits";
    for (const group of document.querySelectorAll(groups)) {
        if (!seen(group)) continue;
        const boxes = [...group.children].filter(e => seen(e) && getComputedStyle(e).position !== "sticky").map(e => [e, e.getBoundingClientRect()]);
        boxes.forEach(([a, first], i) => {
            for (const [b, second] of boxes.slice(i + 1, i + 12)) {
                const wide = Math.min(first.right, second.right) - Math.max(first.left, second.left);
                const high = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
                if (wide > 1 && high > 1) say(`overlaps <${b.className || b.tagName}> by ${wide.toFixed()}x${high.toFixed()}`, a);
            }
        });
    }
    return found;
})()
"""


def problems(page):
    return page.run(PROBLEMS)
