// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/lane.h"
#include "http/listener.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace gotoai::app {

// How the daemon comes to its end, on the main thread:
//
//   lanes: nothing new is accepted, what runs may end          → at the deadline
//   abandoned: what still runs is cut in-band and settled      → after kEndingTime
//   admin: the admin listener, which told of the drain so far  → after kAdminTime
//   finished
//
// Each step ends early when there is nothing left to wait for, and hasten() goes on to the next one.
class Drain final : public QObject
{
    Q_OBJECT

public:
    // Both outlive the drain.
    Drain(const std::vector<std::unique_ptr<Lane>>& lanes, http::Listener& admin);

    void begin(std::chrono::milliseconds deadline);
    void hasten();

    // What cut streams may take for their settlement and last bytes, and admin calls for their answers.
    static constexpr std::chrono::milliseconds kEndingTime{5'000};
    static constexpr std::chrono::milliseconds kAdminTime{2'000};

Q_SIGNALS:
    void finished();

private:
    enum class Step { NotBegun, Lanes, Abandoned, Admin, Finished };

    void laneDrained();
    void abandon();
    void drainAdmin();
    void finish();

    const std::vector<std::unique_ptr<Lane>>& m_lanes;
    http::Listener& m_admin;
    QTimer m_timer;
    std::size_t m_runningLanes = 0;
    Step m_step = Step::NotBegun;
};

} // namespace gotoai::app
