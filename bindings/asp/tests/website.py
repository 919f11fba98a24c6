"""A web site of classic ASP pages without IIS: pages in, what the visitor gets out.

The pages' script runs under cscript in Wine, by host.vbs, which fetches its work from here by HTTP. What IIS would do around a
page is done here: forms are decoded by the page's code page, what the page writes is encoded by it.
"""

import http.server
import pathlib
import queue
import subprocess
import threading
import urllib.parse

import convert

ENCODINGS = {65001: ("utf-8", "utf-8"), 936: ("gbk", "gbk")}
# How long one page may take before the run is given up. No test measures it.
PATIENCE = 300


class Answer:
    def __init__(self, fields, codepage, binary):
        self.status, self.location, self.content_type, self.charset, page, self.cache, self.text, number, line, words = fields
        self.code = int(self.status.split()[0])
        self.error = "" if number == "0" else f"{number} {words} (line {line})"
        encoding, charset = ENCODINGS[codepage]
        # A page that ended by an error has not got as far as this.
        if not self.error and (page, self.charset) != (str(codepage), charset):
            raise AssertionError(f"code page {page}, charset {self.charset} in a page of {codepage}")
        # A character that the page's encoding does not have is an error here; IIS would send a question mark.
        self.body = self.text.encode(encoding) + binary


class Site:
    """One cscript of one bitness, and any number of folders of pages."""

    def __init__(self, wine, bits):
        self.bits, self.work, self.done = bits, queue.Queue(), queue.Queue()
        self.lock, self.body, self.pushed, self.target = threading.Lock(), b"", queue.Queue(), None
        self.binary = b""
        self.converted = {}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self, status, content, content_type="text/plain; charset=utf-8"):
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self):
                if self.path == "/body":
                    return self.reply(200, site.body, "application/octet-stream")
                try:
                    fields = site.work.get(timeout=10)
                except queue.Empty:
                    fields = ["idle"]
                if fields is None:
                    return self.reply(204, b"")
                return self.reply(200, "\x1f".join(fields).encode())

            def do_POST(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/done":
                    self.reply(200, b"")
                    return site.done.put(content.decode().split("\x1f"))
                if self.path == "/bytes":
                    site.binary = content
                    return self.reply(200, b"")
                # The gateway pushes.
                name, _, query = self.path.lstrip("/").partition("?")
                answer = site.ask(site.target, name, query=urllib.parse.parse_qsl(query), body=content, address="192.0.2.7")
                self.reply(answer.code, answer.body, answer.content_type)
                return site.pushed.put(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        here = pathlib.Path(__file__).resolve().parent
        self.process = subprocess.Popen([wine, f"cscript{bits}", "//nologo", windows(here / "host.vbs"), self.url])

    def ask(self, folder, name, session="visitor", query=(), form=None, body=None, address="192.0.2.9"):
        """What a page answers. form makes it a POST of a form, body one of these bytes."""
        path = pathlib.Path(folder) / name
        encoding = "gbk" if path.parent.name.startswith("gbk") else "utf-8"
        if path not in self.converted:
            self.converted[path] = convert.convert(path, encoding)
        codepage, script = self.converted[path]
        return self.run(script, codepage, session, query, form, body, address)

    def run(self, script, codepage=65001, session="visitor", query=(), form=None, body=None, address="192.0.2.9"):
        if form is not None:
            encoding = ENCODINGS[codepage][0]
            body = urllib.parse.urlencode(form, encoding=encoding).encode()
            form = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, encoding=encoding, errors="strict")
        method = "GET" if body is None else "POST"

        def pairs(list_):
            return "".join(f"{name}\x1e{value}\x1e" for name, value in list_)

        with self.lock:
            self.body, self.binary = body or b"", b""
            self.work.put(["page", script, session, str(len(self.body)), pairs(query), pairs(form or ()),
                           pairs([("REQUEST_METHOD", method), ("REMOTE_ADDR", address)])])
            return Answer(self.wait(), codepage, self.binary)

    def wait(self):
        for _ in range(PATIENCE):
            try:
                return self.done.get(timeout=1)
            except queue.Empty:
                if self.process.poll() is not None:
                    raise AssertionError(f"cscript{self.bits} ended while a page ran")
        raise AssertionError(f"cscript{self.bits}: a page does not end")

    def set(self, session, statements):
        """Changes the session behind the pages' back, as time would."""
        answer = self.run("Response.CodePage = 65001\r\nResponse.Charset = \"utf-8\"\r\n" + statements, session=session)
        if answer.error:
            raise AssertionError(answer.error)
        return answer.text

    def close(self):
        self.work.put(None)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.server.shutdown()


def windows(path):
    return "Z:" + str(path).replace("/", "\\")
