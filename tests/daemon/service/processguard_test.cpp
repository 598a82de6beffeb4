// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/processguard.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gotoai;
using namespace gotoai::service;

namespace {

// What a process does to itself is tried in one that may be lost.
int inChild(const std::function<int()>& judge)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(judge());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class ProcessGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesNoCore()
    {
        QCOMPARE(inChild([] {
                     forbidCoreDumps();
                     rlimit limit{};
                     getrlimit(RLIMIT_CORE, &limit);
                     return limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1;
                 }),
                 0);
    }

    void takesNoHugePages()
    {
        QCOMPARE(inChild([] {
                     forbidHugePages();
                     return prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1 ? 0 : 1;
                 }),
                 0);
    }

    void makesPrivateFiles()
    {
        const QTemporaryDir directory;
        const std::string path = directory.filePath(QStringLiteral("file")).toStdString();
        QCOMPARE(inChild([&] {
                     makeFilesPrivate();
                     return close(open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
                 }),
                 0);
        struct stat file
        {};
        QCOMPARE(stat(path.c_str(), &file), 0);
        QCOMPARE(file.st_mode & 0777, mode_t{0600});
    }

    void raisesTheLimitOfOpenFiles()
    {
        QCOMPARE(inChild([] {
                     rlimit limit{};
                     getrlimit(RLIMIT_NOFILE, &limit);
                     limit.rlim_cur = 64;
                     setrlimit(RLIMIT_NOFILE, &limit);
                     return raiseOpenFileLimit() == limit.rlim_max ? 0 : 1;
                 }),
                 0);
    }

    void acceptsALocalDisk()
    {
        const QTemporaryDir directory;
        QVERIFY(requireLocalFileSystem(directory.path().toStdString()).has_value());
    }

    void distrustsAClockBeforeItsTime()
    {
        QVERIFY(requirePlausibleClock(SystemClock().now()).has_value());
        QVERIFY(!requirePlausibleClock(fromMicroseconds(0)).has_value());
    }

    void knowsTheJournal()
    {
        const QTemporaryDir directory;
        const std::string path = directory.filePath(QStringLiteral("stream")).toStdString();
        const int stream = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        struct stat file
        {};
        QCOMPARE(fstat(stream, &file), 0);
        QVERIFY(isJournal(stream, std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino)));
        QVERIFY(!isJournal(stream, std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino + 1)));
        QVERIFY(!isJournal(stream, ""));
        close(stream);
        QVERIFY(!isJournal(stream, "0:0"));
    }
};

QTEST_GUILESS_MAIN(ProcessGuardTest)
#include "processguard_test.moc"
