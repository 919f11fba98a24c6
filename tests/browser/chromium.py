"""A Chromium without a window, spoken to through a pipe, with nothing but Python's own library.

It reaches 127.0.0.1 and nothing else. Whatever it is asked waits for a condition, never for a time."""

import base64
import collections
import json
import os
import select
import shutil
import signal
import subprocess
import time

# What never comes fails a check instead of hanging the run.
PATIENCE = float(os.environ.get("PATIENCE", "60"))


class Trouble(Exception):
    pass


class Gone(Trouble):
    """The page that was asked is no longer there."""


def find():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise Trouble("没有 Chromium，请运行 tools/setup test / there is no Chromium; run tools/setup test")


class Chromium:
    """The browser. Its profile lies in a folder of the test's own."""

    def __init__(self, folder):
        # The browser reads commands from its descriptor 3 and writes answers to its descriptor 4.
        reads, self.to = os.pipe()
        self.of, writes = os.pipe()
        options = [
            "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={folder}/profile", "--no-first-run", "--no-default-browser-check",
            "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none",
            # Not a byte to the outside: no proxy, no name but 127.0.0.1, none of what a browser does by itself.
            "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions", "--disable-domain-reliability",
            "--disable-client-side-phishing-detection", "--metrics-recording-only", "--no-pings", "--disable-breakpad",
            "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
        ]
        # Root gets no sandbox of Chromium's; what it shows here is this repository's own page.
        if os.geteuid() == 0:
            options.append("--no-sandbox")

        def place():
            # Not onto each other: either may have one of the two numbers already.
            a, b = os.dup(reads), os.dup(writes)
            os.dup2(a, 3)
            os.dup2(b, 4)

        environment = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=f"{folder}/config", XDG_CACHE_HOME=f"{folder}/cache")
        self.log = open(f"{folder}/chromium.log", "wb")
        self.process = subprocess.Popen(
            [find(), *options, "about:blank"], preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            start_new_session=True, env=environment)
        os.close(reads)
        os.close(writes)
        os.set_blocking(self.of, False)
        self.folder = folder
        self.buffer = b""
        self.last = 0
        # The newest of what happened, for whoever looks into a failure.
        self.events = collections.deque(maxlen=20)
        self.requests = []
        # What has been asked for and is not there yet, by the browser's own number.
        self.loading = {}
        self.problems = []

    def close(self):
        """Ends the browser and whatever it started, which is all in a session of its own."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()
        os.close(self.to)
        os.close(self.of)

    def send(self, method, parameters, session=None):
        asked = self.ask(method, parameters, session)
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(deadline, method)
            if answer.get("id") == asked:
                break
            self.note(answer)
        if "error" in answer:
            # What it says of a page that went while it was asked.
            gone = method == "Runtime.evaluate" and answer["error"].get("code") == -32000
            raise (Gone if gone else Trouble)(f"{method}: {answer['error']}")
        return answer["result"]

    def ask(self, method, parameters, session):
        """What the answer to it has as its number."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        return self.last

    def receive(self, deadline, asked):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.of], [], [], left)[0]:
                raise Trouble(f"Chromium 没有应答 / Chromium does not answer {asked}, after {', '.join(self.events)}; {self.waits()}: {self.said()}")
            piece = os.read(self.of, 1 << 20)
            if not piece:
                raise Trouble(f"Chromium 已结束 / Chromium has ended: {self.said()}")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, event):
        """Keeps what must not have happened, and what was loaded."""
        method, parameters = event.get("method"), event.get("params", {})
        self.events.append(f"{method or 'an answer'} {parameters.get('request', parameters.get('response', {})).get('url', '')}".strip())
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
            self.loading[parameters["requestId"]] = parameters["request"]["url"]
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self.loading.pop(parameters["requestId"], None)
        elif method == "Runtime.exceptionThrown":
            self.problems.append(parameters["exceptionDetails"].get("exception", {}).get("description", str(parameters)))
        elif method == "Page.javascriptDialogOpening":
            # It would stand there and nothing would go on. Somebody says yes, and it is told.
            self.problems.append(f"a dialog, {parameters['type']}: {parameters['message']}")
            self.ask("Page.handleJavaScriptDialog", {"accept": True}, event["sessionId"])
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.problems.append(parameters["entry"]["text"] + " " + parameters["entry"].get("url", ""))

    def waits(self):
        """What its tabs have asked for and have not got, which tells a server that does not answer from a browser that does not ask."""
        return f"还在等 / still loading: {', '.join(self.loading.values()) or '-'}"

    def said(self):
        with open(f"{self.folder}/chromium.log", "rb") as log:
            return log.read()[-2000:].decode("utf-8", "replace")


class Page:
    """A tab, as somebody before the screen has it: clicks and keys go where they would go."""

    def __init__(self, browser, width, height, language="zh-CN", dark=False):
        self.browser = browser
        # A window of its own, as after "private": nothing is remembered from another.
        self.context = browser.send("Target.createBrowserContext", {})["browserContextId"]
        target = browser.send("Target.createTarget", {"url": "about:blank", "browserContextId": self.context})["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable", {})
        agent = browser.send("Browser.getVersion", {})["userAgent"]
        self.send("Network.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": language})
        self.size(width, height)
        self.scheme(dark)

    def send(self, method, parameters):
        return self.browser.send(method, parameters, self.session)

    def close(self):
        self.browser.send("Target.closeTarget", {"targetId": self.target})
        self.browser.send("Target.disposeBrowserContext", {"browserContextId": self.context})

    def size(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 720})

    def scheme(self, dark):
        value = "dark" if dark else "light"
        self.send("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": value}, {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def go(self, url):
        before = self.document()
        # Where only what is behind the # is another, no page comes.
        if "loaderId" in self.send("Page.navigate", {"url": url}):
            self.arrive(before)

    def leave(self, act):
        """Does what leads to another page, and waits until that is there."""
        before = self.document()
        act()
        self.arrive(before)

    def arrive(self, before):
        """Waits for another page, all of it. Whoever asked for it is answered before it stands in the old one's place, and of the old one
        everything would be true."""
        deadline = time.monotonic() + PATIENCE
        while self.document() == before:
            if time.monotonic() > deadline:
                raise Trouble(f"没有等到另一个页面 / no other page came: {self.run('location.href')}")
            time.sleep(0.005)
        self.until("document.readyState === 'complete'")

    def document(self):
        """Which page it is that stands there now: each has a name of its own, even when it is loaded anew."""
        return self.send("Page.getFrameTree", {})["frameTree"]["frame"]["loaderId"]

    def run(self, expression):
        """The value of a JavaScript expression, a promise's too."""
        result = self.send("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True, "userGesture": True})
        if "exceptionDetails" in result:
            raise Trouble(f"{expression}: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def until(self, expression):
        """Waits until it is true, and gives back what it is."""
        deadline = time.monotonic() + PATIENCE
        while True:
            # An element is as good as true, and cannot be handed over.
            try:
                value = self.run(f"(async () => (it => it instanceof Node ? true : it)(await ({expression})))()")
            except Gone:
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                state = self.run("document.readyState + ' ' + location.href")
                raise Trouble(f"没有等到 / never came true: {expression} ({state}; {self.browser.waits()})")
            # The next frame is the soonest that anything can look different.
            time.sleep(0.01)

    def click(self, selector, index=0):
        """Clicks in the middle of what is seen there. It must be there, alone under the pointer, and not switched off."""
        found = f"document.querySelectorAll({json.dumps(selector)})[{index}]"
        self.until(f"(e => e && e.getClientRects().length && !e.disabled)({found})")
        x, y = self.until(f"""(e => {{
            e.scrollIntoView({{block: 'center', behavior: 'instant'}});
            const box = e.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const hit = document.elementFromPoint(x, y);
            return hit && (e.contains(hit) || hit.contains(e)) ? [x, y] : null;
        }})({found})""")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def type(self, selector, text):
        """Puts a text in a field's place of what stood there, as a keyboard does."""
        self.until(f"(e => e && e.getClientRects().length)(document.querySelector({json.dumps(selector)}))")
        self.run(f"(e => {{ e.focus(); e.select && e.select(); }})(document.querySelector({json.dumps(selector)}))")
        if text:
            self.send("Input.insertText", {"text": text})
        else:
            self.press("Delete", 46)

    def press(self, key, code, text=None, modifiers=0, commands=()):
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.send("Input.dispatchKeyEvent", dict(common, type="keyDown", commands=list(commands), **({"text": text} if text else {})))
        self.send("Input.dispatchKeyEvent", dict(common, type="keyUp"))

    def choose(self, selector, value):
        """Chooses from a list."""
        self.run(f"""(e => {{ e.value = {json.dumps(value)}; e.dispatchEvent(new Event('change', {{bubbles: true}})); }})
            (document.querySelector({json.dumps(selector)}))""")

    def picture(self, path):
        data = self.send("Page.captureScreenshot", {"format": "png"})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
