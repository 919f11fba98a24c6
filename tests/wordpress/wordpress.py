"""A WordPress of a test's own, on 127.0.0.1, with a sandbox gateway for it and the plugin in it."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, f"{ROOT}/tests/browser")

from gateway import KEY, PROGRAM, Sandbox  # noqa: E402
from helper import Helper  # noqa: E402
from visitor import PATIENCE, Visitor  # noqa: E402

LIBRARY = os.path.join(os.environ.get("IHUYI_LIBRARY_DIR", os.path.join(ROOT, "target", "release")), "libihuyi.so")
PLUGIN = "ihuyi-sms/ihuyi-sms.php"
ADMIN = "admin"
TRACES = ["SELECT option_name FROM wp_options WHERE option_name LIKE '%ihuyi%' OR (option_name = 'cron' AND option_value LIKE '%ihuyi%')"] + [
    f"SELECT meta_key FROM wp_{table}meta WHERE meta_key LIKE '%ihuyi%'" for table in ("user", "post", "comment", "term")]
# What WordPress makes at random, so that a cookie made here is good there.
SALTS = ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")


class Site:
    """`way`: ffi, helper or program. `active`: whether the plugin is. `configured`: whether it has accounts. `language`: WordPress's, such as
    zh_CN; English when empty. `constants`: more of wp-config's. `options`: the sandbox's. `helper`: lines of its ihuyi.ini.
    `extensions`: all that its PHP has besides what is built in; None: what this machine's has."""

    # Whom the helper lets in.
    group = None
    extensions = None
    # Complaints that are not the plugin's: those about the drop-in for SQLite.
    others = "/wp-content/sqlite/"

    def __init__(self, template, folder, way="program", active=True, configured=True, language="", constants=None, options=("--no-limits",), workers=4, helper="", extensions=None):
        self.folder = tempfile.mkdtemp(prefix="site-", dir=folder)
        self.web = f"{self.folder}/web"
        self.way, self.workers, self.url = way, workers, ""
        self.server = self.helper = self.sandbox = None
        self.extensions = extensions
        # Lines of the helper's own settings.
        self.helper_more = helper
        self.environment_more = {}
        try:
            self.make(template, active, configured, language, constants or {}, options)
        except BaseException:
            # What a test did not get nobody would end.
            self.close()
            raise

    def make(self, template, active, configured, language, constants, options):
        # What a busy machine was too slow for is pushed again, as the gateway does after a minute.
        self.sandbox = Sandbox(self.folder, 0, ["--push-delays", "1000,1000,1000,1000", *options])
        self.constants = self.base()
        self.place(template, active)
        self.constants.update({
            "IHUYI_SMS_GATEWAY": self.sandbox.url,
            "IHUYI_SMS_STORE": f"sqlite:{self.folder}/codes.db",
            "IHUYI_SMS_SECRET_FILE": f"{self.folder}/codes.key",
            "IHUYI_SMS_WAY": self.way,
        })
        if self.way == "program":
            self.constants["IHUYI_SMS_PROGRAM"] = PROGRAM
        elif self.way == "helper":
            self.helper = Helper(self.folder, self.sandbox.url, self.group, self.helper_more)
            self.constants["IHUYI_SMS_HELPER"] = self.helper.address
            # They are the helper's own, and it takes them from nobody else.
            for name in ("GATEWAY", "STORE", "SECRET_FILE"):
                del self.constants[f"IHUYI_SMS_{name}"]
        elif self.way == "ffi":
            self.environment_more["IHUYI_LIBRARY"] = LIBRARY
        self.constants.update(constants)
        self.start()
        if language:
            self.php(f"update_option('WPLANG', '{language}');")
        if active and configured and self.way != "helper":
            self.settings(account="C00000000", apikey=KEY, voice_account="V00000000", voice_apikey=KEY)

    def place(self, template, active):
        """The files, and the data of a site that was installed."""
        copy(template, self.folder, "data-active" if active else "data-fresh")

    @classmethod
    def of_template(cls, folder):
        """Only to install: nothing is served and nothing sent."""
        site = cls.__new__(cls)
        site.folder, site.web, site.way, site.url, site.environment_more = folder, f"{folder}/web", "program", "http://127.0.0.1", {}
        site.server = site.helper = site.sandbox = None
        site.constants = site.base()
        os.makedirs(f"{folder}/data")
        site.set()
        return site

    @property
    def notes(self):
        """Where the site's user may write."""
        return self.folder

    def base(self):
        constants = {
            "DB_DIR": f"{self.folder}/data", "DB_FILE": "wordpress.sqlite", "DB_NAME": "wordpress",
            "WP_DEBUG": True, "WP_DEBUG_DISPLAY": False, "WP_DEBUG_LOG": f"{self.notes}/debug.log",
            # Nothing is asked for outside, nothing done that no test asked for.
            "WP_HTTP_BLOCK_EXTERNAL": True, "DISABLE_WP_CRON": True, "AUTOMATIC_UPDATER_DISABLED": True, "FS_METHOD": "direct",
            "WP_DEFAULT_THEME": "twentytwentyfour", "WP_ENVIRONMENT_TYPE": "production",
        }
        for name in SALTS:
            constants[f"{name}_KEY"] = f"{name} of tests"
            constants[f"{name}_SALT"] = f"{name} salt of tests"
        return constants

    # The server.

    def start(self):
        """PHP's own web server with several workers, on a port that the system chose."""
        self.set()
        environment = self.environment()
        environment["PHP_CLI_SERVER_WORKERS"] = str(self.workers)
        self.log = open(f"{self.folder}/server.log", "ab")
        deadline = time.monotonic() + PATIENCE
        said = b""
        while b"started" not in said:
            said = self.launch(environment)
            # The port that it had may be somebody else's for a while after a restart.
            if b"started" not in said and (b"in use" not in said or time.monotonic() > deadline):
                raise SystemExit(f"php -S 未能启动 / php -S did not start: {said.decode()}")
        self.url = re.search(r"http://127\.0\.0\.1:\d+", said.decode()).group()
        self.drain()
        self.set()

    def launch(self, environment):
        """What it says until it has started, or to its end."""
        self.server = subprocess.Popen(
            ["php", *self.options(), "-S", f"127.0.0.1:{self.port()}", "-t", self.web, f"{HERE}/boot/router.php"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.PIPE, start_new_session=True, env=environment)
        said = b""
        # Every worker says it, and each says the same.
        while b"started" not in said:
            line = self.server.stderr.readline()
            if not line:
                self.server.wait()
                time.sleep(0.1)
                break
            said += line
        return said

    def drain(self):
        """What the server goes on to say is kept, so that its pipe never fills."""
        def keep(pipe, path):
            with open(path, "ab") as log:
                for line in pipe:
                    log.write(line)

        threading.Thread(target=keep, args=(self.server.stderr, f"{self.folder}/server.log"), daemon=True).start()

    def port(self):
        """The one that it had, after a restart."""
        return self.url.rsplit(":", 1)[1] if self.url else 0

    def stop(self):
        if self.server:
            kill(self.server)
            self.server = None

    def restart(self, **environment):
        """With more in its environment, such as IHUYI_ACCOUNT; None takes a variable away."""
        self.stop()
        self.environment_more.update(environment)
        self.start()

    def close(self):
        self.stop()
        if self.helper:
            self.helper.stop()
        if self.sandbox:
            self.sandbox.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        names = {name: value for name, value in os.environ.items() if not name.startswith(("IHUYI_", "PHP_"))}
        names.update({name: value for name, value in self.environment_more.items() if value is not None})
        names.update({"TEST_ROOT": self.web, "TEST_FOLDER": self.folder, "TEST_URL": self.url})
        if self.sandbox:
            names["TEST_SANDBOX"] = self.sandbox.url
        return names

    def options(self):
        """PHP's settings. Compiled files are kept, and looked at for changes at every request."""
        settings = ["opcache.enable=1", "opcache.enable_cli=1", "opcache.revalidate_freq=0", "opcache.file_update_protection=0",
                    "display_errors=stderr", "log_errors=0", "error_reporting=-1", "upload_max_filesize=8M", f"sys_temp_dir={self.folder}"]
        if self.way == "ffi":
            settings.append("ffi.enable=true")
        else:
            settings.append("ffi.enable=0")
        bare = []
        if self.extensions is not None:
            bare = ["-n"]
            settings[:0] = ["zend_extension=opcache", *(f"extension={name}" for name in self.extensions)]
        return bare + [part for setting in settings for part in ("-d", setting)]

    # WordPress from within.

    def set(self, **constants):
        """More constants of wp-config, from the next request on; None takes one away."""
        self.constants.update(constants)
        self.constants["WP_HOME"] = self.constants["WP_SITEURL"] = self.url
        kept = {name: value for name, value in self.constants.items() if value is not None}
        with open(f"{self.folder}/constants.json.new", "w") as file:
            json.dump(kept, file)
        os.rename(f"{self.folder}/constants.json.new", f"{self.folder}/constants.json")

    def compiled(self):
        """PHP's command line keeps what it compiled in files, which makes it five times as fast; but nothing that is younger than two seconds,
        because it tells a change by the second."""
        folder = f"{self.notes}/compiled"
        if not os.path.isdir(folder):
            os.mkdir(folder)
            self.own(folder)
        settings = ("opcache.enable=1", "opcache.enable_cli=1", f"opcache.file_cache={folder}", "opcache.file_cache_only=1", "opcache.file_update_protection=2")
        return [part for setting in settings for part in ("-d", setting)]

    def own(self, path):
        """Gives it to the site's user."""

    def caller(self):
        """What makes PHP's command line run as the site's user."""
        return []

    def run_php(self, arguments, **more):
        done = subprocess.run(
            [*self.caller(), "php", *self.options(), *self.compiled(), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=self.web, env=dict(self.environment(), **more), timeout=300)
        if done.returncode or done.stderr.strip():
            raise AssertionError(f"PHP ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-4000:]}\n" + "\n".join(self.problems()))
        return done.stdout

    def php(self, code, user=None, needs=None):
        """Runs PHP in the booted WordPress, as nobody or as a user; gives back what it printed. `needs`: a file of wp-admin/includes."""
        login = f"wp_set_current_user( 0, {php_string(user)} );" if user else ""
        more = f"require_once ABSPATH . 'wp-admin/includes/{needs}.php';" if needs else ""
        with tempfile.NamedTemporaryFile("w", suffix=".php", dir=self.folder) as file:
            file.write(f"<?php require {php_string(self.web)} . '/wp-load.php'; {more} {login}\n{code}\n")
            file.flush()
            os.chmod(file.name, 0o644)
            return self.run_php([file.name])

    def value(self, expression, user=None, needs=None):
        """The value of an expression of PHP."""
        return json.loads(self.php(f"echo json_encode( {expression}, JSON_PARTIAL_OUTPUT_ON_ERROR );", user, needs))

    def says(self, text):
        """A text of the plugin in the site's language."""
        return self.value(f"__( {php_string(text)}, 'ihuyi-sms' )")

    def exists(self, path):
        return os.path.exists(f"{self.web}/{path}")

    def until(self, holds, instead=lambda: ""):
        """Waits until something holds that a process beside this one brings about; `instead` tells what there is when it never does."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"没有等到 / it never came true: {instead()}")
            time.sleep(0.02)

    def settings(self, **values):
        """The plugin's, as its own page would save them."""
        self.php(f"IhuyiSms\\Settings::save( json_decode( {php_string(json.dumps(values))}, true ) );")

    def activate(self):
        self.php(f"""$done = activate_plugin( '{PLUGIN}' );
            if ( is_wp_error( $done ) ) {{ fwrite( STDERR, $done->get_error_message() ); exit( 1 ); }}""", needs="plugin")

    def user(self, name, mobile="", role="subscriber", password="a password of tests"):
        """A new user, whose verified number it is, when one is given. Its id."""
        code = f"""$id = wp_insert_user( array( 'user_login' => {php_string(name)}, 'user_pass' => {php_string(password)},
            'user_email' => {php_string(name + '@example.com')}, 'role' => {php_string(role)} ) );
            if ( is_wp_error( $id ) ) {{ fwrite( STDERR, $id->get_error_message() ); exit( 1 ); }} echo $id;"""
        made = int(self.php(code))
        if mobile:
            self.give_number(made, mobile)
        return made

    def give_number(self, user, mobile):
        """As after a right code."""
        self.php(f"IhuyiSms\\Verify\\Numbers::set( {user}, {php_string(mobile)} );")

    def mu(self, name, code):
        """A plugin that is always there: PHP without its opening tag."""
        path = f"{self.web}/wp-content/mu-plugins/{name}.php"
        with open(path + ".new", "w") as file:
            file.write(f"<?php\n{code}\n")
        os.rename(path + ".new", path)

    def sqlite(self, query, parameters=()):
        """Straight to the data, by WordPress's back."""
        connection = sqlite3.connect(f"{self.folder}/data/wordpress.sqlite", timeout=30)
        try:
            rows = connection.execute(query, parameters).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()

    def leftovers(self):
        """Names of the plugin's in the data, wherever it may keep any."""
        queries = ["SELECT name FROM sqlite_master WHERE name LIKE '%ihuyi%'"]
        return [row for query in queries + TRACES for row in self.sqlite(query)]

    def mails(self):
        return self.lines("mail")

    def outside(self):
        """What was asked for beyond this machine: `url`, and whether the plugin was the one who asked."""
        return self.lines("outside")

    def lines(self, name):
        try:
            with open(f"{self.notes}/{name}.jsonl") as file:
                return [json.loads(line) for line in file]
        except FileNotFoundError:
            return []

    # From outside.

    def visitor(self, **more):
        """Somebody with a browser of his own, who is logged in nowhere."""
        return Visitor(self.url, **more)

    def cookies(self, user=ADMIN):
        """The cookies of a user who logged in; no form was filled in for them."""
        return self.value(f"""(static function () {{
            $user  = get_user_by( 'login', {php_string(user)} );
            $until = time() + DAY_IN_SECONDS;
            $token = WP_Session_Tokens::get_instance( $user->ID )->create( $until );
            return array( AUTH_COOKIE => wp_generate_auth_cookie( $user->ID, $until, 'auth', $token ),
                LOGGED_IN_COOKIE => wp_generate_auth_cookie( $user->ID, $until, 'logged_in', $token ) ); }})()""")

    def login(self, user=ADMIN, **more):
        """A visitor who is logged in."""
        visitor = self.visitor(**more)
        for name, value in self.cookies(user).items():
            visitor.cookie(name, value)
        return visitor

    def get(self, path="/", **more):
        return self.visitor().get(path, **more)

    def post(self, path, form, **more):
        return self.visitor().post(path, form, **more)

    # What the phones received.

    def inbox(self, mobile=None):
        return [message for message in self.sandbox.get("inbox") if mobile in (None, message["mobile"])]

    def code(self, mobile):
        """The digits that came to a number last, by text or by call; '' when none did."""
        for message in reversed(self.inbox(mobile)):
            found = re.search(r"\d{4,8}", message["content"])
            if found:
                return found.group()
        return ""

    def sent(self, mobile):
        """Whether a code came to a number and the plugin, which may have given its answer before, has heard so, too."""
        return bool(self.code(mobile)) and not self.sqlite("SELECT id FROM wp_ihuyi_sms_log WHERE outcome = 'sending'")

    def said(self):
        """What a server has to say of a test that failed."""
        return ""

    def problems(self):
        """What PHP and WordPress complained of since the last look."""
        found = []
        for path in (f"{self.notes}/debug.log", f"{self.folder}/server.log"):
            if not os.path.exists(path):
                continue
            with open(path, errors="replace") as file:
                # An entry begins with its time, and may be of many lines.
                entries = re.split(r"^(?=\[[^]]{10,}\] )", file.read(), flags=re.M)
            for entry in entries:
                if re.search(r"PHP (Warning|Notice|Deprecated|Fatal|Parse|Recoverable)|^(Warning|Notice|Deprecated|Fatal error|Parse error): ", entry, re.M):
                    if not re.search(self.others, entry):
                        found.append(entry.rstrip())
                elif "WordPress database error" in entry and "ihuyi" in entry.lower():
                    found.append(entry.rstrip())
            os.truncate(path, 0)
        return found


def tells(text, digits):
    """Whether these digits stand there, and not within a longer number, as they do in one message's id or another by chance."""
    return re.search(rf"(?<!\d){digits}(?!\d)", text)


def held(page, seconds, request):
    """What request() gives, and within so many seconds more than page() takes. Any page takes longer on a machine that is busy; one that
    stands still is late once, or twice, and not each time, as whoever waits for a gateway is."""
    late = []
    for _ in range(20):
        usual = page().seconds
        answer = request()
        late.append(answer.seconds - usual)
        if late[-1] < seconds:
            return answer
    raise AssertionError(late)


def copy(template, folder, data):
    """Hard links for what nobody writes into; whoever updates a file replaces it."""
    shutil.copytree(f"{template}/web", f"{folder}/web", symlinks=True, copy_function=os.link)
    # What tests change in place.
    for path in ("wp-config.php", "wp-content/plugins/ihuyi-sms"):
        source, there = f"{template}/web/{path}", f"{folder}/web/{path}"
        if os.path.isdir(source):
            shutil.rmtree(there)
            shutil.copytree(source, there)
        else:
            os.unlink(there)
            shutil.copy(source, there)
    shutil.copytree(f"{template}/{data}", f"{folder}/data")


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def php_string(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
