// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace gotoai::client {

// What has come on top of a list and is not on show yet: rows that were told of by their ids, and others of which only
// the number is known.
class NewRows
{
public:
    static constexpr int kMostReadings = 4;

    int count() const { return static_cast<int>(m_ids.size()) + m_others; }
    void note(const QString& id) { m_ids.insert(id); }
    void note(int count) { m_others += count; }
    void clear();

    void read(const QString& id) { m_ids.remove(id); } // it is on show now
    // A reading of what is new has ended; the others were in it. Whether rows that were told of were not: a daemon may
    // tell of a row a moment before its list has it. What a few readings did not bring is not of this list.
    bool isReadAgain();

private:
    QSet<QString> m_ids;
    int m_others = 0;
    int m_readings = 0; // that brought less than was told of
};

} // namespace gotoai::client
