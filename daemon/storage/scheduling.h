// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace gotoai::storage {

// What the calling thread asks of the kernel's scheduler. Wishes: where the kernel is too old or refuses (a filter of
// system calls), everything works on at the usual terms.

// For a thread that works briefly and whose answers others wait for: it asks for turns of this length, which come the
// sooner the shorter they are; its share of the processor stays what it was. From Linux 6.12 on, sched(7); rounded into
// 0.1 to 100 ms there.
void askForShortTurns(std::chrono::microseconds turn);

// For work that nobody waits for: adds to the thread's nice value, and lets no wake-up of it interrupt anybody.
void makeWay(int niceness);

} // namespace gotoai::storage
