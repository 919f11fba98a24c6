"""Somebody with a browser that runs no JavaScript: cookies, forms, and whatever headers a stranger would make up."""

import html.parser
import http.cookiejar
import json as json_
import time
import urllib.error
import urllib.parse
import urllib.request

# What never answers fails a test instead of hanging the run.
PATIENCE = 60


class Answer:
    def __init__(self, status, headers, body, url, seconds):
        self.status, self.headers, self.body, self.url, self.seconds = status, headers, body, url, seconds
        self.text = body.decode("utf-8", "replace")

    def json(self):
        return json_.loads(self.text)

    def forms(self):
        reader = Forms()
        reader.feed(self.text)
        return reader.forms

    def form(self, mark=None):
        """The form with this id, name, class or field; the only one when nothing is said."""
        forms = self.forms()
        found = [form for form in forms if mark is None or mark in (form.id, form.name) or mark in form.classes or mark in form.fields or mark in form.buttons]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} forms {mark!r} at {self.url}: {[(form.id, sorted(form.fields)) for form in forms]}")
        return found[0]


class Form:
    def __init__(self, attributes):
        self.id, self.name, self.classes = attributes.get("id"), attributes.get("name"), (attributes.get("class") or "").split()
        self.action, self.method = attributes.get("action") or "", (attributes.get("method") or "get").lower()
        # What is sent when nothing is changed, and the buttons, of which the one that is pressed is sent.
        self.fields, self.buttons = {}, {}


class Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.choice, self.area = [], None, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append(Form(attributes))
        if not self.forms or "disabled" in attributes and tag != "form":
            return
        form, name, kind = self.forms[-1], attributes.get("name"), (attributes.get("type") or "text").lower()
        if tag == "input" and name:
            if kind in ("submit", "image", "button"):
                form.buttons[name] = attributes.get("value") or ""
            elif kind not in ("checkbox", "radio") or "checked" in attributes:
                value = attributes.get("value", "on" if kind in ("checkbox", "radio") else "") or ""
                if name.endswith("[]"):
                    form.fields.setdefault(name, []).append(value)
                else:
                    form.fields[name] = value
        elif tag == "button" and name:
            form.buttons[name] = attributes.get("value") or ""
        elif tag == "textarea" and name:
            self.area = name
            form.fields[name] = ""
        elif tag == "select" and name:
            self.choice = name
        elif tag == "option" and self.choice:
            if "selected" in attributes or self.choice not in form.fields:
                form.fields[self.choice] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "select":
            self.choice = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area and self.forms:
            self.forms[-1].fields[self.area] += data.lstrip("\n") if not self.forms[-1].fields[self.area] else data


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Visitor:
    def __init__(self, url, headers=None, language="zh-CN"):
        self.url = url
        self.headers = {"User-Agent": "Mozilla/5.0 (a visitor of tests)", "Accept-Language": language, **(headers or {})}
        self.jar = http.cookiejar.CookieJar()
        cookies, proxies = urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({})
        self.follows = urllib.request.build_opener(proxies, cookies)
        self.stays = urllib.request.build_opener(proxies, cookies, Stay)

    def ask(self, method, path, body=None, headers=None, follow=True):
        url = urllib.parse.urljoin(self.url + "/", path)
        request = urllib.request.Request(url, body, {**self.headers, **(headers or {})}, method=method)
        began = time.monotonic()
        try:
            with (self.follows if follow else self.stays).open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.headers, answer.read(), answer.geturl(), time.monotonic() - began)
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers, answer.read(), answer.geturl(), time.monotonic() - began)

    def get(self, path="/", **more):
        return self.ask("GET", path, **more)

    def post(self, path, form, headers=None, **more):
        """A form of name and value, where a value may be a list; or bytes as they are."""
        if not isinstance(form, bytes):
            form = urllib.parse.urlencode(form, doseq=True).encode()
        return self.ask("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}, **more)

    def submit(self, answer, mark=None, button=None, follow=True, **fields):
        """Fills in a form of a page and presses a button, by its name; names that are no Python names go in a dict called `more`."""
        form = answer.form(mark)
        sent = {**form.fields, **fields.pop("more", {}), **fields}
        if button is None and len(form.buttons) == 1:
            button = next(iter(form.buttons))
        if button:
            sent[button] = form.buttons[button]
        sent = {name: value for name, value in sent.items() if value is not None}
        where = urllib.parse.urljoin(answer.url, form.action)
        if form.method == "post":
            return self.post(where, sent, follow=follow)
        return self.get(where.split("?")[0] + "?" + urllib.parse.urlencode(sent, doseq=True), follow=follow)

    def json(self, method, path, value=None, headers=None):
        """To a REST address, a JSON answer's value with it."""
        body = None if value is None else json_.dumps(value).encode()
        return self.ask(method, path, body, {"Content-Type": "application/json", **(headers or {})})

    def cookie(self, name, value):
        self.jar.set_cookie(http.cookiejar.Cookie(
            0, name, value, None, False, "127.0.0.1", False, False, "/", True, False, None, True, None, None, {}))

    def cookies(self):
        return {cookie.name: cookie.value for cookie in self.jar}

    def forget(self):
        """What was kept of the sites is thrown away, as a stranger would to begin anew."""
        self.jar.clear()
