// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/fieldmerge.h"

namespace gotoai::widgets {

void FieldMerge::add(const QString& field, const FieldVersions& versions, const std::function<void()>& takeTheirs)
{
    if (versions.theirs == versions.yours || versions.theirs == versions.before)
        return;
    if (versions.yours != versions.before) {
        m_disagreements.push_back({field, versions.theirs, versions.yours});
        return;
    }
    takeTheirs();
    m_taken << field;
}

} // namespace gotoai::widgets
