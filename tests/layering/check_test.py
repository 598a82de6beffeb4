#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The include check finds what it is for: one small tree, one broken rule at a time; then the project itself."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import report  # noqa: E402
from layering import check  # noqa: E402

LICENCE = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
LIST_LICENCE = "# SPDX-License-Identifier: GPL-3.0-or-later\n"
TABLE = "| from | may use |\n|---|---|\n| gateway | http |\n| http, storage | nothing |\n"


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("daemon/README.md", TABLE)
        self.library("shared/base", "base.h")
        self.library("daemon/http", "edge.h", links="gotoai_base Qt6::Core", includes={"edge.h": '#include <QString>\n'})
        self.library("daemon/storage", "store.h", links="gotoai_base")
        self.library("daemon/gateway", "door.h", links="gotoai_http",
                     includes={"door.h": '#include "http/edge.h"\n#include "base/base.h"\n#include <string>\n'})

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def library(self, folder, *sources, links="", includes=None):
        name = "gotoai_" + folder.rsplit("/", 1)[-1]
        self.write(f"{folder}/CMakeLists.txt",
                   f"{LIST_LICENCE}gotoai_library({name}\n    SOURCES {' '.join(sources)}\n    LINKS {links})\n")
        for source in sources:
            self.write(f"{folder}/{source}", LICENCE + (includes or {}).get(source, ""))

    def assert_finds(self, part):
        violations = check.Check(self.root).run()
        self.assertTrue(any(part in violation for violation in violations), f"{part!r} not in {violations}")

    def test_a_tree_that_keeps_the_rules_passes(self):
        self.assertEqual(check.Check(self.root).run(), [])

    def test_an_include_that_is_not_linked_is_found(self):
        self.write("daemon/storage/store.h", LICENCE + '#include "http/edge.h"\n')
        self.assert_finds("belongs to gotoai_http, which gotoai_storage does not link")

    def test_a_link_that_the_table_forbids_is_found(self):
        self.library("daemon/http", "edge.h", links="gotoai_storage", includes={"edge.h": '#include "storage/store.h"\n'})
        self.assert_finds("does not let http use storage")

    def test_a_page_that_uses_another_page_is_found(self):
        self.write("desktop/README.md", "| from | may use |\n|---|---|\n| keys, billing | |\n")
        self.library("desktop/keys", "keyspage.h")
        self.library("desktop/billing", "billingpage.h", links="gotoai_keys", includes={"billingpage.h": '#include "keys/keyspage.h"\n'})
        self.assert_finds("does not let billing use keys")

    def test_of_two_files_of_one_name_the_own_sides_is_meant(self):
        self.library("desktop/http", "edge.h", links="gotoai_storage", includes={"edge.h": '#include "http/edge.h"\n'})
        self.assertEqual([violation for violation in check.Check(self.root).run() if "may not use daemon" in violation], [])

    def test_shared_code_that_uses_the_daemon_is_found(self):
        self.library("shared/base", "base.h", links="gotoai_http", includes={"base.h": '#include "http/edge.h"\n'})
        self.assert_finds("shared may not use daemon")

    def test_a_third_party_header_without_its_target_is_found(self):
        self.write("daemon/gateway/door.h", LICENCE + "#include <sqlite3.h>\n")
        self.assert_finds("<sqlite3.h> needs a target SQLite::SQLite3")

    def test_a_circle_of_libraries_is_found(self):
        self.library("shared/base", "base.h", links="gotoai_gateway")
        self.assert_finds("libraries form a circle")

    def test_a_file_outside_every_list_is_found(self):
        self.write("daemon/http/forgotten.cpp", LICENCE)
        self.assert_finds("daemon/http/forgotten.cpp: stands in no library's list")

    def test_a_layer_without_a_row_in_the_table_is_found(self):
        self.library("daemon/attic", "box.h")
        self.assert_finds("daemon/attic: has no row")

    def test_a_missing_licence_line_is_found(self):
        self.write("daemon/http/edge.h", "#pragma once\n")
        self.assert_finds("daemon/http/edge.h: lacks its licence line")

    def test_a_mark_of_unfinished_work_is_found(self):
        self.write("daemon/http/edge.h", LICENCE + "// TO" + "DO later\n")
        self.assert_finds("daemon/http/edge.h:2: marks unfinished work")

    def test_an_include_by_an_unknown_path_is_found(self):
        self.write("daemon/gateway/door.h", LICENCE + '#include "../http/edge.h"\n')
        self.assert_finds('"../http/edge.h" is no listed file')


class ProjectTest(unittest.TestCase):
    def test_the_project_keeps_its_rules(self):
        violations = check.Check(Path(__file__).resolve().parents[2]).run()
        self.assertEqual(violations, [], "\n" + "\n".join(violations))


if __name__ == "__main__":
    name_filter = sys.argv[1] if len(sys.argv) > 1 else ""
    sys.exit(report.run_modules([sys.modules[__name__]], name_filter))
