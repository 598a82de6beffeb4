// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/faultdisk.h"

#include <sqlite3.h>

#include <memory>

namespace gotoai::test {

// SQLite on a disk that fails: while it lives, every database of the process that lies under the disk's root is opened
// through it. Locks and shared memory are the system's own.
class FaultVfs
{
public:
    explicit FaultVfs(FaultDisk& disk);
    ~FaultVfs(); // after the last connection
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

private:
    std::unique_ptr<sqlite3_vfs> m_vfs;
};

} // namespace gotoai::test
