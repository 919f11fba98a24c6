"""Somebody before a screen: a page of a site in Chromium, and whether all on it can be read."""

import base64
import json
import os
import urllib.parse

from chromium import Page
from gateway import PROGRAM

DESKTOP, PHONE = (1280, 800), (390, 844)

# Sentences, empty when all is well: the page is no wider than the window, no text sticks out of it or is cut, no text lies on another, no
# field or button on another. What is only for those who listen, and what one scrolls within a box of its own, is left out.
PROBLEMS = r"""
((scope) => {
    const found = [];
    const name = e => `<${e.tagName.toLowerCase()} ${e.id || e.getAttribute("class") || e.getAttribute("name") || ""}> ${(e.textContent || e.value || "").trim().slice(0, 30)}`;
    const say = (what, e) => { if (found.length < 20) found.push(`${what}: ${name(e)}`); };
    // Closed details are not laid out; a box of one pixel is for those who listen; WordPress moves the words of its logo far out, lays its
    // eye upon the password, and the buttons of narrow tables upon each other's edges.
    const aside = e => { for (; e && e !== document.body; e = e.parentElement) if (e.clientWidth <= 1 && e.clientHeight <= 1 && getComputedStyle(e).overflow === "hidden" || parseFloat(getComputedStyle(e).textIndent) < -999) return true; return false; };
    const hidden = e => !e.checkVisibility({visibilityProperty: true}) || !e.getClientRects().length || aside(e) || e.closest("script, style, noscript, option, .wp-hide-pw, .toggle-row");
    const scrolls = e => { for (; e && e !== document.body; e = e.parentElement) if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true; return false; };
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) say(`wider than the window, ${document.documentElement.scrollWidth} of ${width}`, document.body);
    const roots = [...document.querySelectorAll(scope)].filter(root => !hidden(root));
    if (!roots.length) found.push(`nothing at ${scope}`);
    const texts = [], controls = [];
    for (const root of roots) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement;
            if (!node.data.trim() || hidden(parent) || parent.closest("title, desc, textarea, select")) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            for (const rect of range.getClientRects()) {
                if (rect.width < 1 || rect.height < 1) continue;
                if ((rect.left < -1 || rect.right > width + 1) && !scrolls(parent)) say("text sticks out of the window", parent);
                texts.push([parent, rect]);
            }
        }
        for (const e of root.querySelectorAll("*")) {
            if (hidden(e) || e.closest("svg")) continue;
            const style = getComputedStyle(e);
            if (e.matches("input:not([type=hidden]), button, select, textarea, a.button, .button, svg, img")) {
                const rect = e.getBoundingClientRect();
                controls.push([e, rect]);
                if ((rect.left < -1 || rect.right > width + 1) && !scrolls(e)) say("sticks out of the window", e);
                if (e.matches("input[type=submit], button, .button") && e.scrollWidth > e.clientWidth + 1) say("a button's words are cut", e);
            } else if (/hidden|clip/.test(style.overflowX) && style.display !== "inline" && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && e.textContent.trim()) {
                say(`cut, ${e.scrollWidth}x${e.scrollHeight} of ${e.clientWidth}x${e.clientHeight}`, e);
            }
        }
    }
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const both = [...texts.map(([e, r]) => [e, r, "text"]), ...controls.map(([e, r]) => [e, r, "control"])].sort((a, b) => a[1].top - b[1].top);
    both.forEach(([a, first, kind], i) => {
        for (let j = i + 1; j < both.length && both[j][1].top < first.bottom; j++) {
            const [b, second, other] = both[j];
            if (a === b || a.contains(b) || b.contains(a) || !meet(first, second)) continue;
            say(`overlaps ${name(b)}`, a);
        }
    });
    return found;
})
"""


class Look:
    """`user`: who is logged in; nobody when empty."""

    def __init__(self, world, site, user="", size=DESKTOP, language="zh-CN"):
        self.world, self.site = world, site
        self.page = Page(world.browser, *size, language=language)
        world.closes.append(self.page.close)
        for domain in ("DOM", "CSS"):
            self.page.send(f"{domain}.enable", {})
        if user:
            for name, value in site.cookies(user).items():
                self.page.send("Network.setCookie", {"name": name, "value": value, "url": site.url, "path": "/"})

    def go(self, path):
        self.page.go(urllib.parse.urljoin(self.site.url + "/", path))

    def url(self):
        return self.page.run("location.href")

    def text(self, selector="body"):
        return self.page.run(f"(document.querySelector({json.dumps(selector)})?.innerText || '')")

    def wait(self, words, selector="body"):
        """Until all of these words are to be seen."""
        words = [words] if isinstance(words, str) else words
        self.page.until(f"(seen => {json.dumps(words)}.every(word => seen.includes(word)))(document.querySelector({json.dumps(selector)})?.innerText || '')")

    def press(self, selector, index=0):
        self.page.leave(lambda: self.page.click(selector, index))

    def has(self, selector):
        return self.page.run(f"!!(document.querySelector({json.dumps(selector)})?.getClientRects().length)")

    def value(self, selector):
        return self.page.run(f"document.querySelector({json.dumps(selector)}).value")

    def problems(self, scope):
        return self.page.run(f"{PROBLEMS}({json.dumps(scope)})")

    def fonts(self, scope):
        """What the first Chinese words in there are drawn with; None when there are none."""
        found = self.page.run(f"""(scope => {{
            const walker = document.createTreeWalker(document.querySelector(scope), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
                if (!/[\u4e00-\u9fff]/.test(node.data) || !node.parentElement.getClientRects().length) continue;
                node.parentElement.dataset.look = "1";
                return true;
            }}
            return false;
        }})({json.dumps(scope)})""")
        if not found:
            return None
        root = self.page.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        node = self.page.send("DOM.querySelector", {"nodeId": root, "selector": "[data-look]"})["nodeId"]
        fonts = self.page.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        self.page.run("document.querySelector('[data-look]').removeAttribute('data-look')")
        return {font["familyName"] for font in fonts}

    def fits(self, name, scope, alone=None):
        """Nothing overlaps, nothing is cut, and Chinese letters have a font, at a desk's width and a phone's; a picture of each. `alone`: a
        picture of this element, where the rest of the page is WordPress's own."""
        found = []
        for size in (DESKTOP, PHONE):
            self.page.size(*size)
            self.page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            found += [f"{size[0]}: {problem}" for problem in self.problems(scope)]
            self.picture(f"{name}-{size[0]}", alone)
        self.page.size(*DESKTOP)
        fonts = self.fonts(scope)
        if fonts is not None and not any(word in font for font in fonts for word in ("WenQuanYi", "CJK", "Han", "Hei", "Song", "Ming")):
            found.append(f"no Chinese font: {fonts}")
        assert not found, f"{name}:\n" + "\n".join(found)

    def picture(self, name, alone=None):
        """The whole page, to its end, or one element of it."""
        if not self.world.pictures:
            return
        # Where this run keeps its files is of no use to whoever looks at the picture.
        self.page.run(f"""(places => {{
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode())
                for (const [from, to] of places) node.data = node.data.replaceAll(from, to);
        }})({json.dumps([[self.site.folder, "/srv/site"], [PROGRAM, "/usr/local/bin/ihuyi"]])})""")
        os.makedirs(self.world.pictures, exist_ok=True)
        # What stays where it is when one scrolls would be in the middle of the picture.
        self.page.run("scrollTo({top: 0, behavior: 'instant'})")
        metrics = self.page.send("Page.getLayoutMetrics", {})
        clip = {"x": 0, "y": 0, "width": metrics["cssVisualViewport"]["clientWidth"], "height": metrics["cssContentSize"]["height"]}
        if alone:
            box = self.page.run(f"(({{x, y, width, height}}) => [x, y, width, height])(document.querySelector({json.dumps(alone)}).getBoundingClientRect())")
            left, top = max(0, box[0] - 16), max(0, box[1] - 16)
            clip = {"x": left, "y": top, "width": min(clip["width"] - left, box[2] + 32), "height": box[3] + 32}
        data = self.page.send("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": {**clip, "scale": 1}})["data"]
        with open(f"{self.world.pictures}/{name}.png", "wb") as file:
            file.write(base64.b64decode(data))
