// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"
#include "control/parts.h"
#include "control/statementtext.h"

#include <QObject>

#include <memory>
#include <vector>

namespace gotoai::control {

class StatementExport;

// Whole statements on their way out, as streams: read in short pieces by the reader threads, each when its client has
// taken most of the one before, so that a million lines take the memory of two pieces. A reader that fails midway, and
// the end of the daemon, cut the connection: nobody takes a part for the whole. Main thread.
class StatementExports final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostAtOnce = 8;
    static constexpr std::size_t kPiece = 500; // lines

    explicit StatementExports(const Parts& parts);
    ~StatementExports() override;

    // Answers the call. Overloaded when there are too many already.
    void begin(const CallPtr& call, const AccountId& account, const clearinghouse::Period& period,
               StatementFormat format);

private:
    void stream(const CallPtr& call, const AccountId& account, StatementFormat format, protocol::Statement statement,
                const clearinghouse::NumberRange& range);
    void drop(const StatementExport* ended);

    const Parts m_parts;
    std::vector<std::shared_ptr<StatementExport>> m_exports;
};

} // namespace gotoai::control
