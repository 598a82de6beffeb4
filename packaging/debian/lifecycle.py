#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the packages in the root that this runs in: installed, run as the unit says, upgraded, removed, purged.

No service manager runs there, so the unit's own directives are applied by hand as far as the kernel's tools go: user, no
privileges, a file system that is read-only but for the state directory, private /tmp, limits, umask.
"""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
from harness import report  # noqa: E402

STATE = Path("/var/lib/gotoaid")
CONFIG = Path("/etc/gotoaid/gotoaid.toml")
UNITS = Path("/usr/lib/systemd/system")
READY_SECONDS = 20
# What installing and removing any package touches.
UNSTEADY = re.compile(r"/(proc|sys|dev|run|src|tmp|root|var/(cache|log|lib/(apt|dpkg|ucf|systemd)))(/|$)|/etc/(passwd|group|g?shadow|subuid|subgid)-?$"
                      r"|/etc/(ld\.so\.cache|\.pwd\.lock|\.updated)$|/var/\.updated$")

package = None  # path of the .deb
console_package = None


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def apt(*arguments):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return run("apt-get", "-y", "-q", "--no-install-recommends", *arguments, env=environment)


def all_files():
    found = set()
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if not UNSTEADY.search(os.path.join(folder, name))]
        found.update(path for name in [*folders, *files] if not UNSTEADY.search(path := os.path.join(folder, name)))
    return found


def newer_package(folder):
    """The same package under a higher version, as an upgrade would bring it."""
    tree = Path(folder) / "tree"
    run("dpkg-deb", "--raw-extract", package, str(tree))
    control = tree / "DEBIAN" / "control"
    text = re.sub(r"^Version: (.*)$", r"Version: \1+next", control.read_text(encoding="utf-8"), flags=re.MULTILINE)
    control.write_text(text, encoding="utf-8")
    run("dpkg-deb", "--build", "--root-owner-group", str(tree), f"{folder}/next.deb")
    return f"{folder}/next.deb"


class Unit:
    """The [Service] section of the installed unit."""

    def __init__(self):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read(UNITS / "gotoaid.service", encoding="utf-8")
        self.service = parser["Service"]

    def command(self):
        """ExecStart under the unit's confinement: in a mount namespace whose root is read-only but for the state."""
        state = f"/var/lib/{self.service['StateDirectory']}"
        confine = f"""
            mount -t tmpfs -o mode=1777 tmpfs /tmp
            mount --bind {state} {state}
            mount -o remount,ro,bind /
            mount -t tmpfs -o mode=0000 tmpfs /root
            ulimit -n {self.service['LimitNOFILE']} 2>/dev/null || ulimit -n "$(ulimit -Hn)"
            ulimit -c 0
            umask {self.service['UMask']}
            exec setpriv --reuid {self.service['User']} --regid {self.service['Group']} --clear-groups --no-new-privs \\
                --bounding-set=-all --inh-caps=-all env -i STATE_DIRECTORY={state} {self.service['ExecStart']}"""
        return ["unshare", "--mount", "bash", "-ec", confine]


class Running:
    """The daemon started as the unit would; its ready line is `ready`."""

    def __init__(self):
        self.process = subprocess.Popen(Unit().command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"gotoaid did not start: {self.process.communicate()[1]}")
        self.ready = json.loads(line)
        token = json.loads((STATE / "first-run.json").read_text(encoding="utf-8"))["admin_token"]
        self.headers = {"authorization": f"Bearer {token}", "content-type": "application/json", "idempotency-key": str(time.time())}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=READY_SECONDS)

    def admin(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.ready["admin"] + path, data, self.headers)
        with urllib.request.urlopen(request, timeout=READY_SECONDS) as answer:
            return json.load(answer)

    def status(self):
        return Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")


class LifecycleTest(unittest.TestCase):
    """One package, one life: the steps are in the order of their names."""

    account = None

    @classmethod
    def setUpClass(cls):
        apt("update")
        if subprocess.run(["dpkg", "-s", "gotoaid"], capture_output=True, check=False).returncode == 0:
            apt("purge", "gotoaid")
        depends = run("dpkg-deb", "--field", package, "Depends").strip()
        apt("satisfy", depends)
        cls.before = all_files()
        cls.scratch = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.scratch)

    def test_1_installs(self):
        apt("install", package)
        owner = STATE.stat()
        self.assertEqual(run("id", "-un", str(owner.st_uid)).strip(), "gotoaid")
        self.assertEqual(owner.st_mode & 0o777, 0o700)
        self.assertTrue(Path("/etc/systemd/system/multi-user.target.wants/gotoaid.service").is_symlink())
        self.assertEqual(run("dpkg", "--verify", "gotoaid"), "")
        self.assertIn('listen = "127.0.0.1:8787"', run("gotoaid", "check", "--config", str(CONFIG)))
        for unit in sorted(UNITS.glob("gotoaid.*")):
            self.assertEqual(run("systemd-analyze", "--man=no", "verify", str(unit)), "")

    def test_2_runs_as_the_unit_says(self):
        with Running() as daemon:
            status = daemon.status()
            uid = run("id", "-u", "gotoaid").strip()
            self.assertRegex(status, rf"(?m)^Uid:\t{uid}\t{uid}\t{uid}\t{uid}$")
            for name in ("CapEff", "CapPrm", "CapBnd"):
                self.assertRegex(status, rf"(?m)^{name}:\t0+$")
            self.assertRegex(status, r"(?m)^NoNewPrivs:\t1$")
            account = daemon.admin("/accounts", {"name": "research"})["id"]
            daemon.admin("/topups", {"account": account, "rail": "manual", "amount_usd": "25"})
            type(self).account = account
        self.assertEqual(daemon.process.returncode, 0)
        for path in STATE.iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_3_upgrades_and_keeps_what_is_the_operators(self):
        CONFIG.write_text(CONFIG.read_text(encoding="utf-8").replace('#level = "info"', 'level = "debug"'), encoding="utf-8")
        run("systemctl", "disable", "gotoaid.service")
        apt("install", newer_package(self.scratch))
        self.assertIn("+next", run("dpkg-query", "--show", "gotoaid"))
        self.assertIn('\nlevel = "debug"', CONFIG.read_text(encoding="utf-8"))
        self.assertFalse(Path("/etc/systemd/system/multi-user.target.wants/gotoaid.service").exists())
        with Running() as daemon:
            wallet = daemon.admin(f"/wallets/{self.account}")
            self.assertEqual(Decimal(wallet["available_usd"]), 25)
        run("setpriv", "--reuid", "gotoaid", "--regid", "gotoaid", "--clear-groups", "gotoaid", "verify", "--data-dir", str(STATE))

    def test_4_removal_keeps_books_and_settings(self):
        apt("remove", "gotoaid")
        self.assertFalse(Path("/usr/bin/gotoaid").exists())
        self.assertTrue((STATE / "ledger.db").exists())
        self.assertTrue(CONFIG.exists())

    def test_5_purging_leaves_nothing(self):
        apt("purge", "gotoaid")
        self.assertEqual(sorted(all_files() - self.before), [])
        self.assertEqual(sorted(self.before - all_files()), [])
        self.assertNotEqual(subprocess.run(["getent", "passwd", "gotoaid"], capture_output=True, check=False).returncode, 0)
        self.assertFalse([path for path in Path("/etc/systemd").rglob("*") if "gotoaid" in path.name])


class ConsoleTest(unittest.TestCase):
    """The console beside it, in the order of the names."""

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(console_package):
            raise unittest.SkipTest("there is no package of the console")
        apt("update")
        apt("satisfy", run("dpkg-deb", "--field", console_package, "Depends").strip() + ", desktop-file-utils, appstream, man-db")
        cls.before = all_files()

    def test_1_installs(self):
        apt("install", console_package)
        self.assertEqual(run("dpkg", "--verify", "gotoai-console"), "")
        self.assertEqual(run("desktop-file-validate", "/usr/share/applications/gotoai.desktop"), "")
        run("appstreamcli", "validate", "--no-net", "/usr/share/metainfo/example.gotoai.console.metainfo.xml")
        self.assertIn("gotoai", run("man", "--warnings", "-l", "/usr/share/man/man1/gotoai.1.gz"))
        entry = Path("/usr/share/applications/gotoai.desktop").read_text(encoding="utf-8")
        icon = re.search(r"(?m)^Icon=(.*)$", entry).group(1)
        self.assertTrue(Path(f"/usr/share/icons/hicolor/scalable/apps/{icon}.svg").exists())
        program = re.search(r"(?m)^Exec=(\S+)", entry).group(1)
        self.assertTrue(os.access(f"/usr/bin/{program}", os.X_OK))

    def test_2_shows_its_window(self):
        """Started without a daemon it waits for somebody to sign in; it takes no more than its home."""
        with tempfile.TemporaryDirectory() as home:
            environment = {"HOME": home, "PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen"}
            self.assertRegex(run("gotoai", "--version", env=environment), r"^gotoai \d+\.\d+")
            console = subprocess.Popen(["gotoai"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            with self.assertRaises(subprocess.TimeoutExpired):
                console.wait(3)
            console.terminate()
            output, _ = console.communicate(timeout=READY_SECONDS)
        self.assertNotRegex(output, "(?i)qrc:|qss|could not|failed|svg")

    def test_3_purging_leaves_nothing(self):
        apt("purge", "gotoai-console")
        self.assertEqual(sorted(all_files() - self.before), [])
        self.assertEqual(sorted(self.before - all_files()), [])


if __name__ == "__main__":
    package, console_package = (os.path.abspath(path) for path in sys.argv[1:3])
    sys.exit(report.run_modules([sys.modules[__name__]]))
