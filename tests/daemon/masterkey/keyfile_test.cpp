// SPDX-License-Identifier: GPL-3.0-or-later
#include "masterkey/keyfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gotoai;
using masterkey::KeyFile;
using masterkey::loadOrMakeRing;

class KeyFileTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;

    std::string directory() const { return m_directory->path().toStdString(); }
    std::string path(const char* name = "master.key") const { return directory() + "/" + name; }
    KeyFile file() const { return KeyFile::locate(directory(), {}); }

    void write(const std::string& where, const QByteArray& bytes, mode_t mode = 0600)
    {
        QFile out(QString::fromStdString(where));
        QVERIFY(out.open(QFile::WriteOnly));
        QCOMPARE(out.write(bytes), qint64{bytes.size()});
        out.close();
        QCOMPARE(chmod(where.c_str(), mode), 0);
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void makesARingOnlyWhereThereIsNoDatabase()
    {
        const auto refused = loadOrMakeRing(file(), true);
        QCOMPARE(refused.error().code, ErrorCode::BadConfiguration);
        QVERIFY(!file().exists());
        const auto made = loadOrMakeRing(file(), false);
        QVERIFY(made.has_value());
        const auto again = loadOrMakeRing(file(), true);
        QVERIFY(again->ids() == made->ids());
    }

    void keepsTheFileToItsOwner()
    {
        QVERIFY(file().store(crypto::KeyRing::make()).has_value());
        struct stat status
        {};
        QCOMPARE(stat(path().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t{0600});
    }

    void leavesNothingBesideTheFile()
    {
        write(path("master.key.new"), "what a crash left");
        QVERIFY(file().store(crypto::KeyRing::make()).has_value());
        QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void refusesAFileThatCannotBeTrusted_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("mode");
        const std::string good(crypto::KeyRing::make().text().reveal());
        const auto bytes = QByteArray::fromStdString(good);
        QTest::newRow("others may read it") << bytes << 0604;
        QTest::newRow("the group may read it") << bytes << 0640;
        QTest::newRow("empty") << QByteArray() << 0600;
        QTest::newRow("garbled") << bytes.left(bytes.size() - 8) << 0600;
        QTest::newRow("too long") << bytes + QByteArray(20'000, '\n') << 0600;
    }
    void refusesAFileThatCannotBeTrusted()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, mode);
        write(path(), content, static_cast<mode_t>(mode));
        const auto ring = loadOrMakeRing(file(), false);
        QVERIFY(!ring);
        QCOMPARE(ring.error().code, ErrorCode::BadConfiguration);
        QVERIFY(ring.error().detail.find(path()) != std::string::npos);
        QFile in(QString::fromStdString(path()));
        QVERIFY(in.open(QFile::ReadOnly));
        QCOMPARE(in.readAll(), content); // it has not been replaced
    }

    void refusesADirectoryInItsPlace()
    {
        QVERIFY(QDir(m_directory->path()).mkdir(QStringLiteral("master.key")));
        QCOMPARE(chmod(path().c_str(), 0700), 0);
        QCOMPARE(loadOrMakeRing(file(), false).error().code, ErrorCode::BadConfiguration);
    }

    void prefersTheCredential()
    {
        const QTemporaryDir credentials;
        const std::string place = credentials.path().toStdString();
        QVERIFY(KeyFile::locate(directory(), place).origin() == KeyFile::Origin::DataDirectory);
        write(place + "/master.key", QByteArray(32, 'k'), 0440); // as systemd shows a file with an access control list
        const KeyFile credential = KeyFile::locate(directory(), place);
        QVERIFY(credential.origin() == KeyFile::Origin::Credential);
        QVERIFY(credential.load().has_value());
        QCOMPARE(credential.store(crypto::KeyRing::make()).error().code, ErrorCode::Conflict);
        write(place + "/master.key", QByteArray(32, 'k'), 0444);
        QCOMPARE(credential.load().error().code, ErrorCode::BadConfiguration);
    }

    void saysWhenItCannotBeWritten()
    {
        const KeyFile nowhere = KeyFile::locate(path("missing"), {});
        QCOMPARE(nowhere.store(crypto::KeyRing::make()).error().code, ErrorCode::StoreUnavailable);
        QCOMPARE(loadOrMakeRing(nowhere, false).error().code, ErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(KeyFileTest)
#include "keyfile_test.moc"
