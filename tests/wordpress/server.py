"""A site as it is on a server: Debian's WordPress, MariaDB, nginx and php-fpm, whose workers are another user's. All of them are the test's
own, on sockets in its folder and one port that the system chose."""

import os
import shutil
import socket
import subprocess

from template import LANGUAGES
from wordpress import HERE, LIBRARY, TRACES, Site, kill

DEBIAN = "/usr/share/wordpress"
NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn; {user}
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types; default_type application/octet-stream; access_log off; client_max_body_size 8m;
    client_body_temp_path {folder}/nginx-body; fastcgi_temp_path {folder}/nginx-fastcgi; proxy_temp_path {folder}/nginx-proxy;
    scgi_temp_path {folder}/nginx-scgi; uwsgi_temp_path {folder}/nginx-uwsgi;
    server {{
        listen 127.0.0.1:{port}; root {web}; index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location ~ /\\. {{ deny all; }}
        location ~ \\.php$ {{ try_files $uri =404; include /etc/nginx/fastcgi.conf; fastcgi_pass unix:{folder}/fpm; }}
    }}
}}
"""
FPM = """
[global]
error_log = {folder}/fpm.log
daemonize = no
[www]
{user}
listen = {folder}/fpm
listen.mode = 0666
pm = static
pm.max_children = {workers}
catch_workers_output = yes
slowlog = {folder}/slow.log
request_slowlog_timeout = 10
decorate_workers_output = no
{environment}
"""


class Server(Site):
    """`way`: helper, with FFI switched off, or ffi, preloaded with PHP's own default of ffi.enable."""

    # Debian's WordPress is older than its PHP.
    others = r"PHP Deprecated: .* in \S+/(wp-includes|wp-admin)/"

    def __init__(self, template, folder, database, **more):
        self.database, self.nginx, self.listener = database, None, None
        self.account = "www-data" if os.geteuid() == 0 else None
        self.group = self.account
        super().__init__(template, folder, **more)

    def place(self, template, active):
        os.chmod(self.folder, 0o755)
        shutil.copytree(DEBIAN, self.web, ignore=lambda folder, names: [name for name in names if name in ("wp-config.php", ".htaccess", "languages") and folder in (DEBIAN, f"{DEBIAN}/wp-content")])
        content = f"{self.web}/wp-content"
        for name in ("mu-plugins", "languages", "uploads", "upgrade"):
            os.makedirs(f"{content}/{name}")
        for name in os.listdir(LANGUAGES):
            if name.endswith("zh_CN.mo"):
                shutil.copy(f"{LANGUAGES}/{name}", f"{content}/languages/{name}")
        shutil.copy(f"{HERE}/boot/wp-config.php", self.web)
        shutil.copy(f"{HERE}/boot/quiet.php", f"{content}/mu-plugins")
        shutil.rmtree(f"{content}/plugins")
        # As it is packed for everybody.
        shutil.copytree(f"{template}/web/wp-content/plugins", f"{content}/plugins")
        name = self.database.new()
        for constant in ("DB_DIR", "DB_FILE"):
            del self.constants[constant]
        self.constants.update({"DB_NAME": name, "DB_USER": name, "DB_PASSWORD": name, "DB_HOST": f"localhost:{self.database.socket}", "DB_CHARSET": "utf8mb4",
                               "WP_DEFAULT_THEME": "twentytwentythree"})
        # The library is nobody's to change but root's.
        os.mkdir(f"{self.folder}/lib")
        shutil.copy(LIBRARY, f"{self.folder}/lib/libihuyi.so.1")
        # What the site's user writes: notes, codes and their key.
        os.mkdir(self.notes)
        self.own(self.web)
        self.own(self.notes)
        self.url = "http://127.0.0.1"
        self.set()
        self.run_php([f"{HERE}/boot/install.php", self.web])
        if active:
            self.activate()
        self.url = ""

    def own(self, path):
        if self.account:
            subprocess.run(["chown", "-R", f"{self.account}:{self.account}", path], check=True)

    @property
    def notes(self):
        return f"{self.folder}/notes"

    def set(self, **constants):
        if self.way == "ffi" and "IHUYI_SMS_STORE" in self.constants:
            self.constants.update(IHUYI_SMS_STORE=f"sqlite:{self.notes}/codes.db", IHUYI_SMS_SECRET_FILE=f"{self.notes}/codes.key")
        super().set(**constants)
        os.chmod(f"{self.folder}/constants.json", 0o644)

    def caller(self):
        return ["setpriv", f"--reuid={self.account}", f"--regid={self.account}", "--init-groups"] if self.account else []

    def options(self):
        """Of the command line, where FFI is open by PHP's own default."""
        settings = ["display_errors=stderr", "log_errors=0", "error_reporting=-1", "ffi.enable=" + ("preload" if self.way == "ffi" else "0")]
        return [part for setting in settings for part in ("-d", setting)]

    def environment(self):
        return dict(super().environment(), TMPDIR=self.notes)

    def preload(self):
        """The lines that the package's own tool prints for php.ini, as options of php-fpm."""
        package = f"{self.web}/wp-content/plugins/ihuyi-sms/ihuyi"
        done = subprocess.run(["php", f"{package}/bin/ihuyi-preload", f"{self.folder}/ihuyi-ffi.h"], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, env=dict(self.environment(), IHUYI_LIBRARY=f"{self.folder}/lib/libihuyi.so.1"))
        lines = [line for line in done.stdout.splitlines() if line.split("=")[0] in ("ffi.preload", "opcache.preload", "opcache.preload_user")]
        assert len(lines) == 3, done.stdout
        return [line for line in lines if self.account or not line.startswith("opcache.preload_user")]

    def start(self):
        # WordPress is to know the address before it is asked anything.
        if self.listener is None:
            self.listener = socket.socket()
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind(("127.0.0.1", 0))
            self.listener.listen(128)
            # nginx leaves a socket that it takes over as it is. Were accept() to wait, a worker that another one was faster than would stand
            # in it, and leave unanswered whoever is connected to it already.
            self.listener.setblocking(False)
            self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.set()
        shown = {name: value for name, value in self.environment_more.items() if value is not None and name != "IHUYI_LIBRARY"}
        user = f"user = {self.account}\ngroup = {self.account}" if self.account else ""
        with open(f"{self.folder}/fpm.conf", "w") as file:
            file.write(FPM.format(folder=self.folder, user=user, workers=self.workers, environment="\n".join(f'env[{name}] = "{value}"' for name, value in shown.items())))
        settings = ["opcache.enable=1", "opcache.revalidate_freq=0", f"sys_temp_dir={self.notes}"]
        settings += self.preload() if self.way == "ffi" else ["ffi.enable=0"]
        self.log = open(f"{self.folder}/server.log", "ab")
        for path in ("fpm.log", "fpm"):
            if os.path.exists(f"{self.folder}/{path}"):
                os.unlink(f"{self.folder}/{path}")
        self.server = subprocess.Popen(
            ["php-fpm8.2", "-y", f"{self.folder}/fpm.conf", "-F", *[part for setting in settings for part in ("-d", setting)]],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True, env=self.environment())
        self.until(lambda: self.server.poll() is not None or os.path.exists(f"{self.folder}/fpm.log") and "ready to handle" in read(f"{self.folder}/fpm.log"))
        if self.server.poll() is not None:
            raise SystemExit(f"php-fpm 未能启动 / php-fpm did not start: {read(f'{self.folder}/fpm.log')}{read(f'{self.folder}/server.log')}")
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(NGINX.format(folder=self.folder, web=self.web, port=self.url.rsplit(":", 1)[1], user=f"user {self.account};" if self.account else ""))
        # nginx takes over a socket that listens already, as it does from an older nginx.
        number = self.listener.fileno()
        self.nginx = subprocess.Popen(["nginx", "-e", f"{self.folder}/nginx.log", "-p", self.folder, "-c", f"{self.folder}/nginx.conf"], stdin=subprocess.DEVNULL,
                                      stdout=self.log, stderr=self.log, start_new_session=True, pass_fds=[number], env=dict(self.environment(), NGINX=f"{number};"))
        self.until(lambda: self.nginx.poll() is not None or os.path.exists(f"{self.folder}/nginx.pid"))
        if self.nginx.poll() is not None:
            raise SystemExit(f"nginx 未能启动 / nginx did not start: {read(f'{self.folder}/nginx.log')}")

    def stop(self):
        if self.nginx:
            kill(self.nginx)
            if os.path.exists(f"{self.folder}/nginx.pid"):
                os.unlink(f"{self.folder}/nginx.pid")
            self.nginx = None
        super().stop()

    def close(self):
        super().close()
        if self.listener:
            self.listener.close()

    def sqlite(self, query, parameters=()):
        raise NotImplementedError("this site's data are MariaDB's")

    def problems(self):
        """PHP cannot complain of its own death; who started it does."""
        log = f"{self.folder}/fpm.log"
        died = [line for line in read(log).splitlines() if "exited on signal" in line]
        if died:
            os.truncate(log, 0)
        return super().problems() + died

    def said(self):
        """With where PHP was when it took ten seconds for a page, and what the database is at."""
        logs = [f"{name}:\n{read(f'{self.folder}/{name}')[-3000:]}" for name in ("fpm.log", "slow.log", "nginx.log")]
        try:
            return "".join(logs) + "\n".join(map(str, self.database.ask("SHOW FULL PROCESSLIST")))
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            return "".join(logs) + str(error)

    def leftovers(self):
        name = self.constants["DB_NAME"]
        queries = [f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{name}' AND table_name LIKE '%ihuyi%'"]
        return [row for query in queries + TRACES for row in self.database.ask(query, name)]


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""
