"""What a test is given: sites, and a browser for those that look at pages."""

import os
import shutil
import tempfile

from database import Database
from server import Server
from wordpress import Site


class World:
    def __init__(self, template):
        self.template = template
        self.folder = tempfile.mkdtemp(prefix="wordpress-")
        # Another user's php-fpm reads what is in it.
        os.chmod(self.folder, 0o755)
        self.pictures = os.environ.get("PICTURES")
        self.sites, self.closes, self.first, self.opened, self.database = [], [], None, None, None

    @property
    def site(self):
        """The one that all tests of a file share: with the plugin active, its accounts set, sending by way of the program."""
        if self.first is None:
            self.first = self.new_site()
        return self.first

    def new_site(self, **more):
        site = Site(self.template, self.folder, **more)
        self.sites.append(site)
        return site

    def new_server(self, **more):
        """A site as on a server: Debian's WordPress, MariaDB, nginx and php-fpm. `way`: helper or ffi."""
        if self.database is None:
            self.database = Database(self.folder)
            self.closes.append(self.database.stop)
        site = Server(self.template, self.folder, self.database, **more)
        self.sites.append(site)
        return site

    @property
    def browser(self):
        if self.opened is None:
            from chromium import Chromium

            self.opened = Chromium(self.folder)
            self.closes.append(self.opened.close)
        return self.opened

    def problems(self):
        return [line for site in self.sites for line in site.problems()]

    def close(self):
        for site in self.sites:
            site.close()
        for close in reversed(self.closes):
            close()
        shutil.rmtree(self.folder, ignore_errors=True)
