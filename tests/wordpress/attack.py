"""What all attacks have in common: a stranger, the forms he finds open, and what the site and the gateway have to show afterwards."""

import concurrent.futures
import glob
import os
import re
import threading
import time

import pictures

# Windows nobody slides past during a test; few enough that a handful of requests meets them. Tests say where they need others.
LIMITS = "sms:mobile 1/2s, sms:mobile 8/1d, voice:mobile 1/2s, voice:mobile 3/1d, ip 500/1h, session 100/1h, site 5000/1d, captcha:ip 500/1h"
REST = "/wp-json/ihuyi-sms/v1"
REGISTER, LOST = "/wp-login.php?action=register", "/wp-login.php?action=lostpassword"
SIGNIN, SECOND = "/wp-login.php?action=ihuyi_sms_signin", "/wp-login.php?action=ihuyi_sms_second"
PASSWORD = "a password of tests"
NUMBERS = iter(range(13800000001, 13800009999))
SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(1)>"
SQL = "' OR 1=1; DROP TABLE wp_users; -- "
OPEN = {"register": "required", "login": "off", "login_sms": True, "reset": True, "profile": True, "comment": "guests",
        "voice": True, "captcha": "never", "unique": True, "proxies": ""}


def number():
    """A number that no other attack of the file uses: limits count by it."""
    return str(next(NUMBERS))


def ready(world, limits=LIMITS, pause=2, **settings):
    """The file's site with every form open; between two codes are seconds where there is a minute."""
    site = world.site
    if getattr(site, "limits", None) != (limits, pause):
        site.workers = 6
        site.restart(IHUYI_LIMITS=limits, IHUYI_CAPTCHA_LENGTH=str(pictures.LENGTH))
        site.mu("wait", f"add_filter( 'ihuyi_sms_wait', function () {{ return {pause}; }} );")
        site.limits = (limits, pause)
    site.settings(**{**OPEN, **settings})
    return site


def fresh(world, limits=LIMITS, pause=2, **settings):
    """The same, and nothing was counted, sent or written down yet."""
    site = ready(world, limits, pause, **settings)
    # Every call is a process of its own: none has the file open.
    for path in glob.glob(f"{site.folder}/codes.db*"):
        os.unlink(path)
    site.sqlite("DELETE FROM wp_ihuyi_sms_tally")
    site.sqlite("DELETE FROM wp_ihuyi_sms_log")
    site.sandbox.post("reset", {})
    return site


def token(visitor, purpose):
    answer = visitor.get(f"{REST}/token?purpose={purpose}")
    assert answer.status == 200, answer.text
    return answer.json()["token"]


def code(visitor, purpose, mobile, **more):
    """A code asked for as the plugin's script does."""
    headers = more.pop("headers", None)
    body = {"purpose": purpose, "mobile": mobile, "token": more.pop("token", None) or token(visitor, purpose), **more}
    return visitor.json("POST", f"{REST}/code", body, headers)


def form(purpose, mobile="", **more):
    """The plugin's fields, as they come with a form."""
    return {"ihuyi_sms_purpose": purpose, "ihuyi_sms_mobile": mobile, **{f"ihuyi_sms_{name}": value for name, value in more.items()}}


def told(answer):
    """What a page tells the visitor, errors and messages alike."""
    found = re.findall(r'(?s)<(?:div|p)[^>]*(?:id="login_error"|id="login-message"|class="[^"]*ihuyi-sms-status[^"]*"|class="notice inline[^"]*"|class="message[^"]*")[^>]*>(.*?)</(?:div|p)>', answer.text)
    return " ".join(re.sub(r"<[^>]*>", " ", text) for text in found)


def other(digits):
    """A code that is another one."""
    return f"{(int(digits) + 1) % 1000000:06}"


def sent(site, mobile=None, awaited=0):
    """How many texts and calls the gateway was asked for. A form that tells nothing sends after its answer: what is awaited is waited for."""
    end = time.monotonic() + 30
    while True:
        count = len([call for call in submits(site) if mobile in (None, call["mobile"])])
        if count >= awaited or time.monotonic() > end:
            return count
        time.sleep(0.05)


def submits(site):
    return site.sandbox.get("ledger?method=Submit")


def at_once(count, job):
    """The job from as many strangers at the same moment; what each got."""
    gate = threading.Barrier(count)

    def one(i):
        gate.wait()
        return job(i)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def everything(site, but=("tally",)):
    """The whole database but the plugin's own counters, what WordPress keeps for a while, and who is logged in."""
    data = {}
    for (table,) in site.sqlite("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'wp\\_%' ESCAPE '\\' ORDER BY name"):
        if table.removeprefix("wp_ihuyi_sms_") in but:
            continue
        rows = site.sqlite(f"SELECT * FROM {table}")
        if table == "wp_options":
            rows = [row for row in rows if not re.match(r"_(site_)?transient_|cron$|rewrite_rules$|theme_mods_", row[1])]
        if table == "wp_usermeta":
            rows = [row for row in rows if row[2] != "session_tokens"]
        data[table] = sorted(map(repr, rows))
    return data


def unchanged(before, site, but=("tally",)):
    after = everything(site, but)
    changed = {table: [row for row in rows if row not in before.get(table, [])] or "rows are gone" for table, rows in after.items() if rows != before.get(table)}
    assert before.keys() == after.keys() and not changed, changed


def logged_in(visitor):
    return any(name.startswith("wordpress_logged_in_") for name in visitor.cookies())


def rows(site, columns="*"):
    return site.sqlite(f"SELECT {columns} FROM wp_ihuyi_sms_log ORDER BY id")


def sleep_out(pause=2):
    """Until a number may be asked for again."""
    time.sleep(pause + 0.3)


def xmlrpc(visitor, method, user, password, more="", headers=None, path="/xmlrpc.php"):
    values = "".join(f"<param><value><string>{value}</string></value></param>" for value in ("1", user, password))
    body = f"<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params>{values}{more}</params></methodCall>"
    return visitor.ask("POST", path, body.encode(), {"Content-Type": "text/xml", **(headers or {})})
