"""The sandbox, what is sent through it, and an application that is pushed to. All of it on 127.0.0.1."""

import http.client
import http.server
import json
import os
import queue
import subprocess
import threading
import time
import urllib.parse

KEY = "0123456789abcdef0123456789abcdef"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("IHUYI_PROGRAM", os.path.join(ROOT, "target", "release", "ihuyi"))

MOBILE = "13800000000"
CODE_TEXT = "您的验证码是：{}。请不要把验证码泄露给其他人。"
FAMILY = "小明\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script></p>&amp;"
LONG = "尊敬的用户，您的订单已由仓库发出，预计三天之内送到，届时请保持电话畅通，如有变动请提前与客服联系。" * 11
LONG = LONG[:494]
UNBROKEN = "https://example.com/" + "a1B2c3D4" * 55


class Sandbox:
    """`port` is kept by a second one that takes the first one's place."""

    def __init__(self, folder, port=0, options=("--no-limits",)):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
        # A port that was free for a moment may be some connection's own meanwhile.
        for _ in range(600 if port else 1):
            self.process = subprocess.Popen(
                [PROGRAM, "sandbox", "--listen", f"127.0.0.1:{port}", "--ca-file", f"{folder}/ca.pem", *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment)
            self.url = self.process.stdout.readline().decode().strip()
            if self.url:
                break
            self.process.stdout.close()
            self.process.wait()
            time.sleep(0.1)
        if not self.url.startswith("http://127.0.0.1:"):
            raise SystemExit(f"沙箱网关未能启动 / the sandbox gateway did not start: {PROGRAM}")
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def get(self, name):
        return json.loads(self.ask("GET", f"/_sandbox/{name}")[1])

    def post(self, name, value):
        return json.loads(self.ask("POST", f"/_sandbox/{name}", json.dumps(value))[1])

    def call(self, path, account, mobile, content, password=KEY, **more):
        form = {"account": account, "password": password, "mobile": mobile, "content": content, "format": "json", **more}
        body = urllib.parse.urlencode({name: value for name, value in form.items() if value is not None})
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})[1]

    def send(self, path, account, mobile, content, expected=2, **more):
        answer = self.call(path, account, mobile, content, **more)
        code = json.loads(answer)["code"]
        if code != expected:
            raise SystemExit(f"{path} {mobile}: {answer}")

    def sms(self, mobile, content, expected=2, **more):
        self.send("/webservice/sms.php?method=Submit", "C00000000", mobile, content, expected, **more)

    def voice(self, mobile, code):
        self.send("/webservice/voice.php?method=Submit", "V00000000", mobile, code)


def fill(sandbox):
    """200 messages on phones, and calls that put none there."""
    sent = 0
    for i in range(96):
        text = [CODE_TEXT.format(1000 + i * 7), f"订单 {i} 已发货。", LONG, "𠮷野家\n第二行\n\n第四行", UNBROKEN, "★ 您好，" + "字" * (i % 60)][i % 6]
        sandbox.sms(MOBILE, text)
    sent += 96
    for i in range(40):
        sandbox.sms(f"139000000{i % 8:02}", CODE_TEXT.format(4000 + i))
    sent += 40
    for i in range(20):
        sandbox.voice(MOBILE if i % 2 else "13700000001", str(100000 + i * 31))
    sent += 20
    for i in range(8):
        sandbox.send("/vm/webservice/voice.php?method=Submit", "VM00000000", "02151000029" if i % 2 else MOBILE, f"A{i}|顺丰", templateid="1361")
    sent += 8
    for i in range(6):
        sandbox.send("/webservice/isms.php?method=Submit", "I00000000", "1 2025550100", f"Your verification code is {5500 + i}. " + "Please keep it to yourself. " * i)
    sent += 6
    for i in range(9):
        sandbox.send("/yx/webservice/sms.php?method=Submit", "M00000000", "13600000001,13600000002,13600000003", f"【测试】第 {i} 次优惠，退订回T")
    sent += 27
    for name in ("𠮷田", "Zoë", HOSTILE):
        sandbox.sms("13500000000", f"{name}，您好。")
    sent += 3
    # Refused.
    sandbox.sms(MOBILE, f"{FAMILY}，生日快乐\U0001f382", 4074)
    sandbox.sms(MOBILE, "字" * 501, 4073)
    sandbox.sms("19900004051", "余额不足", 4051)
    sandbox.sms(FAMILY, "号码是一个名字", 406)
    sandbox.sms("1" * 60, "号码太长", 406)
    sandbox.sms("13500000000", "密码不对", 405, password="wrong-password-of-mine")
    sandbox.send("/webservice/sms.php?method=GetNum", "C00000000", None, None)
    assert sent == 200, sent


class Receiver:
    """An application that takes pushes and says `success`; and a web site of another origin."""

    def __init__(self):
        got = self.got = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.say("text/plain", b"success")
                got.put(dict(urllib.parse.parse_qsl(body)))

            def do_GET(self):
                self.say("text/html", b"<!DOCTYPE html><title>elsewhere</title><link rel=icon href=data:,>")

            def say(self, kind, text):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/push"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.got.get(timeout=60)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
