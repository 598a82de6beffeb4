// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "protocol/reconciliation.h"
#include "widgets/celltable.h"
#include "widgets/pairlist.h"

namespace gotoai::billing {

// Reconciliations and their differences as people read them: values in, values out.
QStringList runTitles();
std::vector<widgets::Cell> runRow(const client::Directory& directory, const protocol::Reconciliation& run);
QStringList differenceTitles();
std::vector<widgets::Cell> differenceRow(const protocol::Difference& difference);
std::vector<widgets::Pair> differencePairs(const protocol::Difference& difference);

QString providerText(const client::Directory& directory, const ProviderId& provider);
QString classText(const std::string& what);     // "ghost" → "not billed"
QString classSentence(const std::string& what); // what that means

} // namespace gotoai::billing
