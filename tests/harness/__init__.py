# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests outside the process share: the daemon, upstreams, an HTTP client, and how results are told."""
