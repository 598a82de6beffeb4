// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>
#include <vector>

namespace gotoai::widgets {

// What a field held when the form was opened, holds now that somebody else has saved first, and holds in the form.
struct FieldVersions
{
    QString before;
    QString theirs;
    QString yours;
};

// What becomes of a form's fields then: one that only they have changed is taken over, one that only you have changed
// stays as typed, one that both have changed differently is shown to choose.
class FieldMerge
{
public:
    struct Disagreement
    {
        QString field;
        QString theirs;
        QString yours;
    };

    void add(const QString& field, const FieldVersions& versions, const std::function<void()>& takeTheirs);
    const std::vector<Disagreement>& disagreements() const { return m_disagreements; }
    const QStringList& taken() const { return m_taken; } // the fields' names

private:
    std::vector<Disagreement> m_disagreements;
    QStringList m_taken;
};

} // namespace gotoai::widgets
