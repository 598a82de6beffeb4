// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signalwatch.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace gotoai::app {
namespace {

int openDescriptor()
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a client that leaves is an error of its socket, not of the process
    return signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

SignalWatch::SignalWatch(QObject* parent)
    : QObject(parent)
    , m_descriptor(openDescriptor())
    , m_notifier(m_descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] { readSignal(); });
}

SignalWatch::~SignalWatch() { close(m_descriptor); }

void SignalWatch::readSignal()
{
    signalfd_siginfo signal{};
    while (read(m_descriptor, &signal, sizeof signal) == ssize_t{sizeof signal}) {
        if (signal.ssi_signo == SIGHUP)
            Q_EMIT reloadRequested();
        else
            Q_EMIT stopRequested();
    }
}

} // namespace gotoai::app
